package io.maregistry.server.http;

import static io.maregistry.server.http.ServerUnderTest.SAMPLE;
import static org.assertj.core.api.Assertions.assertThat;

import io.maregistry.error.ErrorCode;
import io.maregistry.error.RegistryException;
import io.maregistry.server.config.LimitsConfig;
import io.maregistry.server.http.ServerUnderTest.Reply;
import io.maregistry.server.replication.InMemoryReplication;
import io.maregistry.server.replication.Standing;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What answers say of the state, of the node and of its readiness. */
class LabelsTest {

    private static final List<String> DATA = List.of(
            "/findAll?service=a.B",
            "/version?service=a.B",
            "/versions?services=a.B",
            "/cluster",
            "/leader",
            "/snapshot",
            "/v1/snapshot",
            "/v1/cluster",
            "/v1/services/a.B/instances/http%3A%2F%2Fh%3A1");

    @TempDir
    private Path directory;

    @Test
    void nodeThatCatchesUpWhileItIsAskedDoesNotShowWhatItHeldBefore() {
        InMemoryReplication replication = InMemoryReplication.born();
        try (ServerUnderTest server = new ServerUnderTest(directory, replication, LimitsConfig.DEFAULT, false)) {
            Standing ready = replication.standing();
            replication.stand(InMemoryReplication.standing(Standing.Role.FOLLOWER, null, Standing.Health.NOT_READY));
            replication.beforeStanding(() -> {
                replication.apply(Samples.register("a.B", "10.0.0.1"));
                replication.stand(ready);
            });

            assertThat(server.get("/version?service=a.B").body()).isEqualTo("1");
        }
    }

    @Test
    void everyAnswerTellsTheStateThatItWasMadeFrom() {
        try (ServerUnderTest server = new ServerUnderTest(directory)) {
            server.post("/reg?service=a.B", SAMPLE);
            for (String target : List.of("/findAll?service=a.B", "/info", "/livez", "/metrics", "/nowhere")) {
                Reply answer = server.get(target);
                assertThat(answer.field("X-Registry-Revision")).as(target).isEqualTo("1");
                assertThat(answer.field("X-Registry-Lineage")).isEqualTo("5f1c09ab77e2d410");
                assertThat(answer.field("X-Registry-Term")).isEqualTo("7");
                assertThat(answer.field("X-Registry-Role")).isEqualTo("leader");
                assertThat(answer.field("X-Registry-Mode")).isEqualTo("raft");
                assertThat(answer.field("X-Registry-Leader")).isEqualTo("http://127.0.0.1:8081");
                assertThat(answer.field("X-Registry-Age-Ms")).isEqualTo("0");
                assertThat(answer.field("X-Registry-Complete")).isEqualTo("true");
            }
        }
    }

    @Test
    void nodeThatIsCutOffGoesOnServingAndSaysSo() {
        try (ServerUnderTest server = new ServerUnderTest(directory)) {
            server.replication.stand(new Standing(
                    Standing.Mode.RAFT, Standing.Role.CANDIDATE, 8, null, 2, 10_001, Standing.Health.READY));
            Reply answer = server.get("/findAll?service=a.B");
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.field("X-Registry-Age-Ms")).isEqualTo("10001");
            assertThat(answer.field("X-Registry-Complete")).isEqualTo("false");
            assertThat(answer.field("X-Registry-Role")).isEqualTo("candidate");
        }
    }

    @Test
    void nodeOfVotersThatAllDifferServesAndSaysSo() {
        try (ServerUnderTest server = new ServerUnderTest(directory)) {
            server.replication.stand(InMemoryReplication.standing(
                    Standing.Role.LEADER, InMemoryReplication.SELF.peer(), Standing.Health.UNDECIDED));
            Reply answer = server.get("/findAll?service=a.B");
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.field("X-Registry-Age-Ms")).isEqualTo("0");
            assertThat(answer.field("X-Registry-Complete")).isEqualTo("false");
            assertThat(server.get("/readyz").status()).isEqualTo(200);
        }
    }

    @Test
    void writeThatIsNotAppliedHereYetIsNotComplete() {
        try (ServerUnderTest server = new ServerUnderTest(directory)) {
            server.replication.appliesHere(false);
            Reply answer = server.post("/reg?service=a.B", SAMPLE);
            assertThat(answer.field("X-Registry-Complete")).isEqualTo("false");
            assertThat(answer.field("X-Registry-Revision")).isEqualTo("1");
        }
    }

    @Test
    void nodeOfAnUnbornClusterTellsNeitherLineageNorAge() {
        InMemoryReplication unborn = InMemoryReplication.unborn();
        unborn.stand(
                new Standing(Standing.Mode.RAFT, Standing.Role.FOLLOWER, 0, null, 0, -1, Standing.Health.NOT_READY));
        try (ServerUnderTest server = new ServerUnderTest(directory, unborn)) {
            Reply info = server.get("/info");
            assertThat(info.status()).isEqualTo(200);
            assertThat(info.body()).contains("\"ready\":false").doesNotContain("lineage");
            assertThat(info.field("X-Registry-Lineage")).isEmpty();
            assertThat(info.field("X-Registry-Age-Ms")).isEmpty();
            assertThat(info.field("X-Registry-Complete")).isEqualTo("false");
        }
    }

    @Test
    void nodeThatDoesNotServeRefusesDataAndWrites() {
        try (ServerUnderTest server = new ServerUnderTest(directory)) {
            for (Standing.Health health :
                    List.of(Standing.Health.NOT_READY, Standing.Health.STOPPING, Standing.Health.DIVERGED)) {
                server.replication.stand(InMemoryReplication.standing(Standing.Role.FOLLOWER, null, health));
                for (String target : DATA) {
                    assertUnavailable(server.get(target), health);
                }
                assertUnavailable(server.post("/reg?service=a.B", SAMPLE), health);
                assertUnavailable(server.post("/renew?service=a.B", SAMPLE), health);
                assertUnavailable(server.get("/readyz"), health);
                assertThat(server.get("/livez").status()).isEqualTo(200);
            }
        }
    }

    private static void assertUnavailable(Reply answer, Standing.Health health) {
        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.body()).contains("\"code\":\"" + health + "\"");
        assertThat(answer.field("Retry-After")).isEqualTo("1");
    }

    @Test
    void readinessMayAskForALeaderToo() {
        try (ServerUnderTest server = new ServerUnderTest(directory)) {
            assertThat(server.get("/readyz?quorum=true").body()).isEqualTo("{\"status\":\"ok\"}");
            server.replication.stand(
                    InMemoryReplication.standing(Standing.Role.CANDIDATE, null, Standing.Health.READY));
            assertThat(server.get("/readyz").status()).isEqualTo(200);
            assertThat(server.get("/readyz?quorum=true").status()).isEqualTo(503);
        }
    }

    @Test
    void readWaitsForTheRevisionThatTheClientHasSeen() {
        try (ServerUnderTest server = new ServerUnderTest(directory)) {
            server.post("/reg?service=a.B", SAMPLE);
            String lineage = "5f1c09ab77e2d410";
            assertThat(server.get("/version?service=a.B&minRevision=" + lineage + "-1")
                            .status())
                    .isEqualTo(200);
            assertThat(server.get("/version?service=a.B&minRevision=1").status())
                    .isEqualTo(200);
            assertThat(server.get("/version?service=a.B&minRevision=2").body()).contains("NOT_READY");
            assertThat(server.get("/version?service=a.B&minRevision=0000000000000001-99")
                            .status())
                    .isEqualTo(200);
            Reply garbage = server.get("/version?service=a.B&minRevision=x-1");
            assertThat(garbage.status()).isEqualTo(400);
            assertThat(garbage.body()).contains("\"code\":\"INVALID_REVISION\"");
        }
    }

    @Test
    void linearizableReadGoesThroughTheBarrier() {
        try (ServerUnderTest server = new ServerUnderTest(directory)) {
            server.replication.refuseWith(
                    new RegistryException.Unavailable(ErrorCode.NO_QUORUM, "no majority answers"));
            assertThat(server.get("/findAll?service=a.B").status()).isEqualTo(200);
            Reply answer = server.get("/findAll?service=a.B&consistency=linearizable");
            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.body()).contains("\"code\":\"NO_QUORUM\"");
            assertThat(server.get("/v1/snapshot").status()).isEqualTo(503);
            assertThat(server.get("/v1/snapshot?consistency=local").status()).isEqualTo(200);
            assertThat(server.get("/findAll?service=a.B&consistency=strong").status())
                    .isEqualTo(400);
        }
    }

    @Test
    void writerIsToldOrSentToTheLeader() {
        try (ServerUnderTest server = new ServerUnderTest(directory)) {
            server.replication.refuseWith(new RegistryException.NotLeader("http://127.0.0.1:8082"));
            Reply told = server.post("/reg?service=a.B", SAMPLE);
            assertThat(told.status()).isEqualTo(421);
            assertThat(told.body()).contains("\"leader\":\"http://127.0.0.1:8082\"");
        }
        try (ServerUnderTest server =
                new ServerUnderTest(directory, InMemoryReplication.born(), LimitsConfig.DEFAULT, true)) {
            server.replication.refuseWith(new RegistryException.NotLeader("http://127.0.0.1:8082"));
            Reply sent = server.post("/reg?service=a.B", SAMPLE);
            assertThat(sent.status()).isEqualTo(307);
            assertThat(sent.field("Location")).isEqualTo("http://127.0.0.1:8082/reg?service=a.B");
        }
    }

    @Test
    void outcomeThatNobodyKnowsIsToldAsSuch() {
        try (ServerUnderTest server = new ServerUnderTest(directory)) {
            server.replication.refuseWith(new RegistryException.Indeterminate("not committed within 5 s"));
            Reply answer = server.post("/reg?service=a.B", SAMPLE);
            assertThat(answer.status()).isEqualTo(504);
            assertThat(answer.body()).contains("\"code\":\"OUTCOME_UNKNOWN\"");
        }
    }
}
