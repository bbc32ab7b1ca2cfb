package io.maregistry.tests;

import static io.maregistry.tests.Samples.listed;
import static io.maregistry.tests.Samples.persistent;
import static io.maregistry.tests.Samples.registerPersistent;
import static org.assertj.core.api.Assertions.assertThat;

import io.maregistry.testkit.HttpCalls;
import io.maregistry.testkit.LocalCluster;
import io.maregistry.testkit.NodeInfo;
import io.maregistry.testkit.Replicas;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** One node keeps what it confirmed, five survive the loss of two. */
@Timeout(180)
class ClusterSizeTest {

    @TempDir
    Path directory;

    @Test
    void loneNodeHasEverythingAfterARestart() {
        try (LocalCluster cluster = LocalCluster.in(directory).start()) {
            LocalCluster.Node node = cluster.node(1);
            registerPersistent(node.http(), "lone.A", 0, 100);
            node.http().post("/reg?service=lone.B", Samples.instance(1));
            node.http().post("/renew?service=lone.A", persistent(7));
            node.http().post("/unreg?service=lone.A", persistent(3));
            String snapshot = node.http().get("/snapshot").body();
            String tag = node.http().get("/snapshot").header("ETag");
            node.stop();

            node.start();
            node.awaitReady();

            assertThat(node.http().get("/snapshot").body()).isEqualTo(snapshot);
            assertThat(node.http().get("/snapshot").header("ETag")).isEqualTo(tag);
            assertThat(listed(node.http(), "lone.A")).isEqualTo(99);
        }
    }

    @Test
    void loneNodeWithoutAClockThatTicksHasTheSameStateAfterARestart() {
        try (LocalCluster cluster = LocalCluster.in(directory).start()) {
            LocalCluster.Node node = cluster.node(1);
            registerPersistent(node.http(), "lone.C", 0, 50);
            NodeInfo before = NodeInfo.of(node.http());
            node.stop();

            node.start();
            node.awaitReady();

            assertThat(NodeInfo.of(node.http()).stateHash()).isEqualTo(before.stateHash());
        }
    }

    @Test
    void fiveNodesWriteOnWithThree() {
        try (LocalCluster cluster = LocalCluster.in(directory).nodes(5).start()) {
            registerPersistent(cluster.follower().http(), "five.A", 0, 20);
            cluster.leader().stop();
            cluster.leader().stop();

            registerPersistent(cluster.follower().http(), "five.A", 20, 40);

            for (HttpCalls node : cluster.http()) {
                assertThat(node.get("/findAll?service=five.A&consistency=linearizable")
                                .json())
                        .hasSize(40);
            }
            cluster.start();
            assertThat(Replicas.awaitCommonIndex(cluster.http())).hasSize(1);
        }
    }
}
