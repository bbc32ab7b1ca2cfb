package io.maregistry.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.maregistry.error.RegistryException;
import io.maregistry.model.Member;
import io.maregistry.server.http.ServerUnderTest.Reply;
import io.maregistry.server.replication.InMemoryReplication;
import io.maregistry.server.replication.MemberReport;
import io.maregistry.server.replication.Standing;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClusterRoutesTest {

    private static final Member OTHER = new Member(
            "n2",
            "node-2",
            "127.0.0.1:10082",
            new Member.Addresses("127.0.0.1:8082", "127.0.0.1:9082", "127.0.0.1:10082"),
            "1.0.0",
            1);

    @TempDir
    private Path directory;

    private ServerUnderTest server;

    @BeforeEach
    void start() {
        server = new ServerUnderTest(directory);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void nodeTellsWhatItIs() {
        assertThat(server.get("/info").body())
                .startsWith("{\"url\":\"http://127.0.0.1:8081\",\"status\":true,\"leader\":true,\"version\":0,"
                        + "\"name\":\"n1\",\"self\":true,\"role\":\"leader\",\"term\":7,\"committed\":2,\"applied\":2,"
                        + "\"revision\":0,\"stateHash\":\"")
                .endsWith("\"ready\":true,\"mode\":\"raft\",\"hashLeader\":true,\"grpc\":\"127.0.0.1:9081\","
                        + "\"node\":\"127.0.0.1:10081\",\"build\":\"1.0.0\",\"ageMs\":0,"
                        + "\"lineage\":\"5f1c09ab77e2d410\"}");
    }

    @Test
    void nodesAreListedByNameWithWhatWasHeardOfThem() {
        server.replication.addMember(heard(true));
        server.replication.addMember(new MemberReport("n0", "127.0.0.1:10080", false, null, null, false));
        assertThat(server.get("/cluster").body())
                .startsWith("[{\"status\":false,\"leader\":false,\"name\":\"n0\",\"self\":false,\"mode\":\"raft\","
                        + "\"hashLeader\":false,\"lineage\":")
                .contains("{\"url\":\"http://127.0.0.1:8082\",\"status\":true,\"leader\":false,\"version\":5,"
                        + "\"name\":\"n2\",\"self\":false,\"role\":\"follower\"")
                .contains("\"ageMs\":120");
    }

    @Test
    void hashElectionChoosesTheLeastHashOfTheNodesThatAreUp() {
        assertThat("http://127.0.0.1:8081".hashCode()).isLessThan("http://127.0.0.1:8082".hashCode());
        server.replication.addMember(heard(true));
        assertThat(server.get("/leader?election=hash").body()).contains("\"name\":\"n1\"");
        assertThat(server.get("/leader?election=raft").status()).isEqualTo(400);
    }

    @Test
    void leaderIsTheOneOfRaft() {
        server.replication.addMember(heard(true));
        server.replication.stand(
                InMemoryReplication.standing(Standing.Role.FOLLOWER, OTHER.peer(), Standing.Health.READY));
        assertThat(server.get("/leader").body()).contains("\"name\":\"n2\"");
        assertThat(server.get("/v1/cluster").body())
                .startsWith("{\"clusterId\":\"3f0a91c2d4e5b6783f0a91c2d4e5b678\",\"mode\":\"raft\",\"term\":7,"
                        + "\"leader\":\"n2\",\"members\":[{");
    }

    @Test
    void leaderIsUnavailableWhileNobodyKnowsOne() {
        server.replication.stand(InMemoryReplication.standing(Standing.Role.CANDIDATE, null, Standing.Health.READY));
        Reply answer = server.get("/leader");
        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.body()).contains("\"code\":\"NO_LEADER\"");
        assertThat(answer.field("Retry-After")).isEqualTo("1");
        assertThat(answer.field("X-Registry-Leader")).isEmpty();
        assertThat(server.get("/v1/cluster").body()).doesNotContain("\"leader\":\"");
    }

    @Test
    void slMakesThisNodeTheLeader() {
        server.replication.stand(
                InMemoryReplication.standing(Standing.Role.FOLLOWER, OTHER.peer(), Standing.Health.READY));
        assertThat(server.post("/sl", "").body()).contains("\"leader\":true", "\"self\":true");
        assertThat(server.get("/sl").status()).isEqualTo(405);
    }

    @Test
    void leadershipMovesToANamedNode() {
        server.replication.addMember(heard(true));
        Reply moved = server.post("/v1/cluster/transfer", "{\"to\":\"n2\"}");
        assertThat(moved.body()).contains("\"name\":\"n2\"", "\"leader\":true");
        assertThat(server.post("/v1/cluster/transfer", "{\"to\":\"n9\"}").status())
                .isEqualTo(400);
        assertThat(server.post("/v1/cluster/transfer", "{}").status()).isEqualTo(400);
    }

    @Test
    void transferThatIsNotDoneInTimeIsOfUnknownOutcome() {
        server.replication.refuseWith(new RegistryException.Indeterminate("n1 does not lead yet"));
        Reply answer = server.post("/sl", "");
        assertThat(answer.status()).isEqualTo(504);
        assertThat(answer.body()).contains("\"code\":\"OUTCOME_UNKNOWN\"");
    }

    private static MemberReport heard(boolean isAlive) {
        MemberReport.Figures figures = new MemberReport.Figures(
                Standing.Role.FOLLOWER, 7, 2, 2, 0, 5, "9f2c44d01b7a5e3604d1c8aa7be95f12", true, 120);
        return new MemberReport("n2", OTHER.peer(), false, OTHER, figures, isAlive);
    }

    @Test
    void nothingIsProtectedWhereNobodyIsSilent() {
        server.post("/reg?service=a.B", ServerUnderTest.SAMPLE);
        Reply shown = server.get("/v1/cluster/protection");
        assertThat(shown.status()).isEqualTo(200);
        assertThat(shown.body()).isEqualTo("{\"ratio\":0.3,\"min\":10,\"active\":[]}");
    }
}
