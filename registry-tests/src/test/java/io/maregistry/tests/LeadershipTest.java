package io.maregistry.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.maregistry.testkit.HttpCalls;
import io.maregistry.testkit.LocalCluster;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Leadership goes where it is asked to go. */
@Timeout(180)
class LeadershipTest {

    private static final int ROUNDS = 3;

    @TempDir
    Path directory;

    @Test
    void nodeThatHasJustCaughtUpMayLeadAtOnce() {
        try (LocalCluster cluster = LocalCluster.in(directory).nodes(3).start()) {
            for (int round = 0; round < ROUNDS; round++) {
                LocalCluster.Node follower = cluster.follower();
                follower.stop();
                follower.start();
                follower.awaitReady();

                HttpCalls.Answer moved = follower.http().post("/sl", "");

                assertThat(moved.status()).as(moved.body()).isEqualTo(200);
                assertThat(follower.isLeading()).isTrue();
            }
        }
    }

    @Test
    void leadershipMovesToTheMemberThatIsNamedWhoeverIsAsked() {
        try (LocalCluster cluster = LocalCluster.in(directory).nodes(3).start()) {
            for (LocalCluster.Node asked : cluster.nodes()) {
                LocalCluster.Node follower = cluster.follower();

                HttpCalls.Answer moved =
                        asked.http().post("/v1/cluster/transfer", "{\"to\":\"" + follower.name() + "\"}");

                assertThat(moved.status()).as(moved.body()).isEqualTo(200);
                assertThat(moved.json().path("name").asText()).isEqualTo(follower.name());
                await().atMost(LocalCluster.PATIENCE)
                        .until(follower::isLeading); // it knows last: it applies what came before it first
            }
        }
    }
}
