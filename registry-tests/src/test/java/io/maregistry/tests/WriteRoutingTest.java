package io.maregistry.tests;

import static io.maregistry.tests.Samples.instance;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.maregistry.server.config.WriteRouting;
import io.maregistry.testkit.HttpCalls;
import io.maregistry.testkit.LocalCluster;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a follower does with a write, where it is told not to forward it. */
@Timeout(120)
class WriteRoutingTest {

    private static final List<String> WRITES = List.of(
            "/reg?service=route.A", "/renew?service=route.A", "/renews?services=route.A", "/unreg?service=route.A");

    @TempDir
    Path directory;

    @Test
    void rejectedWriteNamesTheLeaderAndIsNotDone() {
        try (LocalCluster cluster = cluster(WriteRouting.REJECT)) {
            String leader = cluster.leader().http().base();
            HttpCalls follower = cluster.follower().http();
            awaitLeaderIsKnown(follower);

            for (String write : WRITES) {
                HttpCalls.Answer refused = follower.post(write, instance(1));

                assertThat(refused.status()).as(write).isEqualTo(421);
                assertThat(refused.header("X-Registry-Leader")).isEqualTo(leader);
                assertThat(refused.json().path("code").asText()).isEqualTo("NOT_LEADER");
                assertThat(refused.json().path("leader").asText()).isEqualTo(leader);
            }
            assertThat(cluster.leader().http().get("/findAll?service=route.A").body())
                    .isEqualTo("[]");
            assertThat(cluster.leader()
                            .http()
                            .post("/reg?service=route.A", instance(1))
                            .status())
                    .isEqualTo(200);
        }
    }

    @Test
    void redirectedWriteNamesTheSameRouteOnTheLeader() {
        try (LocalCluster cluster = cluster(WriteRouting.REDIRECT)) {
            HttpCalls leader = cluster.leader().http();
            HttpCalls follower = cluster.follower().http();
            awaitLeaderIsKnown(follower);

            for (String write : WRITES) {
                HttpCalls.Answer redirected = follower.post(write, instance(1));

                assertThat(redirected.status()).as(write).isEqualTo(307);
                assertThat(redirected.header("Location")).isEqualTo(leader.base() + write);
            }
            String location = follower.post("/reg?service=route.A", instance(1)).header("Location");
            assertThat(new HttpCalls("").post(location, instance(1)).status()).isEqualTo(200);
            assertThat(leader.get("/findAll?service=route.A").body()).isEqualTo("[" + instance(1) + "]");
        }
    }

    private LocalCluster cluster(WriteRouting routing) {
        return LocalCluster.in(directory)
                .nodes(3)
                .with(config -> config.writeRouting(routing))
                .start();
    }

    /** Its url comes with its announcement, a moment behind its leadership. */
    private static void awaitLeaderIsKnown(HttpCalls node) {
        await().atMost(LocalCluster.PATIENCE)
                .until(() -> !node.get("/findAll?service=route.A")
                        .header("X-Registry-Leader")
                        .isEmpty());
    }
}
