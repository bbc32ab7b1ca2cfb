package io.maregistry.tests;

import static io.maregistry.tests.Samples.instance;
import static io.maregistry.tests.Samples.persistent;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.maregistry.server.config.ReadConfig;
import io.maregistry.testkit.HttpCalls;
import io.maregistry.testkit.LocalCluster;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** P3, P4: a node without a majority writes nothing and says so, and its answers to readers are labelled. */
@Timeout(180)
class LostMajorityTest {

    @TempDir
    Path directory;

    @Test
    void nodeThatIsLeftAloneServesLabelledReadsAndSaysThatNothingIsWritten() {
        try (LocalCluster cluster = LocalCluster.in(directory)
                .nodes(3)
                .with(config -> config.read(new ReadConfig(Duration.ofMillis(1_500))))
                .start()) {
            cluster.leader().http().post("/reg?service=lost.A", persistent(1));
            LocalCluster.Node left = cluster.follower();
            HttpCalls alone = left.http();
            await().atMost(LocalCluster.PATIENCE).until(() -> Samples.listed(alone, "lost.A") == 1);

            cluster.nodes().stream().filter(node -> node != left).forEach(LocalCluster.Node::stop);

            await().atMost(LocalCluster.PATIENCE)
                    .until(() -> alone.get("/findAll?service=lost.A")
                            .header("X-Registry-Leader")
                            .isEmpty());
            assertWritesAreRefused(alone);
            assertReadsAreLabelled(alone);
            assertThat(alone.get("/readyz").status()).isEqualTo(200);
            assertThat(alone.get("/readyz?quorum=true").status()).isEqualTo(503);
            assertWritesGoOnWithASecondNode(cluster, left);
        }
    }

    private static void assertWritesAreRefused(HttpCalls alone) {
        long began = System.nanoTime();
        HttpCalls.Answer write = alone.post("/reg?service=lost.A", instance(2));
        Duration took = Duration.ofNanos(System.nanoTime() - began);

        assertThat(write.status()).as(write.body()).isEqualTo(503);
        assertThat(write.json().path("code").asText()).isEqualTo("NO_LEADER");
        assertThat(write.header("Retry-After")).isNotEmpty();
        assertThat(took).isGreaterThan(Duration.ofMillis(2_500)); // it has waited for a leader
    }

    private static void assertReadsAreLabelled(HttpCalls alone) {
        await().atMost(LocalCluster.PATIENCE)
                .until(() -> alone.get("/findAll?service=lost.A")
                        .header("X-Registry-Complete")
                        .equals("false"));
        assertThat(alone.get("/findAll?service=lost.A").body()).isEqualTo("[" + persistent(1) + "]");

        HttpCalls.Answer linearizable = alone.get("/findAll?service=lost.A&consistency=linearizable");

        assertThat(linearizable.status()).isEqualTo(503);
        assertThat(linearizable.json().path("code").asText()).isEqualTo("NO_QUORUM");
    }

    private static void assertWritesGoOnWithASecondNode(LocalCluster cluster, LocalCluster.Node left) {
        LocalCluster.Node second = cluster.nodes().stream()
                .filter(node -> node != left)
                .findFirst()
                .orElseThrow();
        second.start();
        second.awaitReady();
        left.awaitReady();

        assertThat(left.http().post("/reg?service=lost.A", persistent(2)).status())
                .isEqualTo(200);
        assertThat(second.http()
                        .get("/findAll?service=lost.A&consistency=linearizable")
                        .body())
                .isEqualTo("[" + persistent(1) + "," + persistent(2) + "]");
        await().atMost(LocalCluster.PATIENCE)
                .until(() -> left.http()
                        .get("/findAll?service=lost.A")
                        .header("X-Registry-Complete")
                        .equals("true"));
    }
}
