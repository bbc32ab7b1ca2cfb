package io.maregistry.tests;

import static io.maregistry.tests.Samples.instance;
import static io.maregistry.tests.Samples.persistent;
import static org.assertj.core.api.Assertions.assertThat;

import io.maregistry.testkit.HttpCalls;
import io.maregistry.testkit.LocalCluster;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** P2, P3: a linearizable read shows what was acknowledged anywhere, on every node; any other read says how old it is. */
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ReadConsistencyTest {

    private static final int ROUNDS = 60;

    private final LocalCluster cluster;

    ReadConsistencyTest(@TempDir Path directory) {
        cluster = LocalCluster.in(directory).nodes(3).build();
    }

    @BeforeAll
    void start() {
        cluster.start();
    }

    @AfterAll
    void stop() {
        cluster.close();
    }

    @Test
    void linearizableReadOnEveryNodeShowsWhatAnotherHasJustAcknowledged() {
        for (int round = 1; round <= ROUNDS; round++) {
            HttpCalls writing = cluster.node(1 + round % 3).http();
            HttpCalls reading =
                    cluster.node(1 + (round + 1 + round / 3 % 2) % 3).http();
            assertThat(writing.post("/reg?service=read.Linear", persistent(round))
                            .status())
                    .isEqualTo(200);

            HttpCalls.Answer seen = reading.get("/findAll?service=read.Linear&consistency=linearizable");

            assertThat(seen.json()).as("round %d on %s", round, reading.base()).hasSize(round);
        }
    }

    @Test
    void nodeThatAcknowledgedAWriteShowsItAtOnce() {
        for (int round = 1; round <= ROUNDS; round++) {
            HttpCalls node = cluster.node(1 + round % 3).http();
            HttpCalls.Answer written = node.post("/reg?service=read.Own" + round % 3, persistent(round));

            HttpCalls.Answer seen = node.get("/findAll?service=read.Own" + round % 3);

            assertThat(written.header("X-Registry-Complete")).isEqualTo("true");
            assertThat(seen.body()).contains(persistent(round));
            assertThat(revision(seen)).isGreaterThanOrEqualTo(revision(written));
        }
    }

    @Test
    void readWaitsForTheRevisionItNames() {
        for (int round = 1; round <= ROUNDS; round++) {
            HttpCalls.Answer written =
                    cluster.node(1 + round % 3).http().post("/reg?service=read.Min", persistent(round));
            String token = written.header("X-Registry-Lineage") + "-" + revision(written);

            HttpCalls.Answer seen =
                    cluster.node(1 + (round + 1) % 3).http().get("/findAll?service=read.Min&minRevision=" + token);

            assertThat(seen.json()).hasSize(round);
        }
    }

    @Test
    void readOfARevisionToComeIsAnsweredWhenItComes() {
        HttpCalls follower = cluster.follower().http();
        long now = revision(follower.get("/findAll?service=read.Come&consistency=linearizable"));

        CompletableFuture<HttpCalls.Answer> waiting =
                follower.begin("GET", "/findAll?service=read.Come&minRevision=" + (now + 1), null);
        cluster.leader().http().post("/reg?service=read.Come", instance(1));

        assertThat(waiting.join()).hasToString("200 [" + instance(1) + "]");
    }

    @Test
    void readOfARevisionThatDoesNotComeIsRefused() {
        HttpCalls.Answer late = cluster.follower().http().get("/findAll?service=read.Late&minRevision=1000000");

        assertThat(late.status()).isEqualTo(503);
        assertThat(late.json().path("code").asText()).isEqualTo("NOT_READY");
        assertThat(late.header("Retry-After")).isNotEmpty();
    }

    @Test
    void everyAnswerIsLabelled() {
        HttpCalls.Answer ofLeader = cluster.leader().http().get("/findAll?service=read.Labels");
        HttpCalls.Answer ofFollower = cluster.follower().http().get("/findAll?service=read.Labels");

        assertThat(ofLeader.header("X-Registry-Role")).isEqualTo("leader");
        assertThat(ofFollower.header("X-Registry-Role")).isEqualTo("follower");
        for (HttpCalls.Answer answer : new HttpCalls.Answer[] {ofLeader, ofFollower}) {
            assertThat(answer.header("X-Registry-Complete")).isEqualTo("true");
            assertThat(answer.header("X-Registry-Mode")).isEqualTo("raft");
            assertThat(answer.header("X-Registry-Lineage")).matches("[0-9a-f]{16}");
            assertThat(Long.parseLong(answer.header("X-Registry-Term"))).isPositive();
            assertThat(Long.parseLong(answer.header("X-Registry-Age-Ms"))).isNotNegative();
        }
        assertThat(ofFollower.header("X-Registry-Lineage")).isEqualTo(ofLeader.header("X-Registry-Lineage"));
    }

    private static long revision(HttpCalls.Answer answer) {
        return Long.parseLong(answer.header("X-Registry-Revision"));
    }
}
