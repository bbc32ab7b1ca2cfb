package io.maregistry.server.http;

import static io.maregistry.server.http.ServerUnderTest.SAMPLE;
import static org.assertj.core.api.Assertions.assertThat;

import io.maregistry.error.RegistryException;
import io.maregistry.server.http.ServerUnderTest.Reply;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InstanceRoutesTest {

    private static final String ALL = "/v1/services/a.B/instances";
    private static final String ONE = ALL + "/http%3A%2F%2F10.0.0.1%3A8080%2Fx";

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
    void addedInstanceHasAPlace() {
        Reply added = server.post(ALL, SAMPLE);
        assertThat(added.status()).isEqualTo(201);
        assertThat(added.field("Location")).isEqualTo(ONE);
        assertThat(added.body())
                .startsWith("{\"outcome\":\"added\",\"revision\":1,\"renewEveryMs\":5000,\"instance\":");
        assertThat(server.get(added.field("Location")).status()).isEqualTo(200);
    }

    @Test
    void sameContentAgainIsSameAndOtherContentReplaces() {
        server.post(ALL, SAMPLE);
        assertThat(server.post(ALL, SAMPLE).body()).startsWith("{\"outcome\":\"same\"");
        Reply replaced = server.post(ALL, SAMPLE.replace("}", ",\"weight\":7}"));
        assertThat(replaced.status()).isEqualTo(200);
        assertThat(replaced.body()).startsWith("{\"outcome\":\"replaced\",\"revision\":2");
    }

    @Test
    void shownInstanceHasItsLiveFields() {
        server.post(ALL, SAMPLE.replace("}", ",\"ttlMs\":8000}"));
        server.post("/renew?service=a.B", SAMPLE);
        assertThat(server.get(ONE).body())
                .contains("\"id\":\"http://10.0.0.1:8080/x\"", "\"ttlMs\":8000", "\"healthy\":true")
                .contains("\"heartbeatCount\":1", "\"remainingMs\":8000", "\"lastSeen\":");
    }

    @Test
    void leaseOfAPersistentInstanceDoesNotRunOut() {
        server.post(ALL, SAMPLE.replace("}", ",\"ephemeral\":false}"));
        assertThat(server.get(ONE).body()).contains("\"ephemeral\":false").doesNotContain("remainingMs");
    }

    @Test
    void unknownInstanceIsNotFound() {
        Reply missing = server.get(ONE);
        assertThat(missing.status()).isEqualTo(404);
        assertThat(missing.body()).contains("\"code\":\"NO_SUCH_INSTANCE\"");
    }

    @Test
    void instanceMayBeNamedInTheQueryForProxiesThatDecode() {
        server.post(ALL, SAMPLE);
        assertThat(server.get(ALL + "/-?id=http%3A%2F%2F10.0.0.1%3A8080%2Fx").status())
                .isEqualTo(200);
        assertThat(server.get(ALL + "/-").status()).isEqualTo(400);
    }

    @Test
    void putRegistersTheInstanceThatThePathNamesAndNoOther() {
        assertThat(server.put(ONE, SAMPLE).status()).isEqualTo(201);
        Reply other = server.put(ONE, SAMPLE.replace("8080", "8081"));
        assertThat(other.status()).isEqualTo(400);
        assertThat(other.body()).contains("\"code\":\"INVALID_INSTANCE\"");
    }

    @Test
    void deletedInstanceIsRemovedOnce() {
        server.post(ALL, SAMPLE);
        assertThat(server.send("DELETE", ONE, "").body()).isEqualTo("{\"outcome\":\"removed\",\"revision\":2}");
        assertThat(server.send("DELETE", ONE, "").body()).isEqualTo("{\"outcome\":\"absent\",\"revision\":2}");
    }

    @Test
    void deletionByAnOlderStartRemovesNothing() {
        server.post(ALL, SAMPLE.replace("}", ",\"generation\":4}"));
        assertThat(server.send("DELETE", ONE + "?generation=3", "").body())
                .isEqualTo("{\"outcome\":\"absent\",\"revision\":1}");
        assertThat(server.send("DELETE", ONE + "?generation=x", "").status()).isEqualTo(400);
        assertThat(server.send("DELETE", ONE + "?generation=4", "").body()).contains("removed");
    }

    @Test
    void serviceInThePathMayBeAWholeKey() {
        Reply added = server.post("/v1/services/blue%2Fg%2Fa.B/instances", SAMPLE);
        assertThat(added.field("Location"))
                .isEqualTo("/v1/services/blue%2Fg%2Fa.B/instances/http%3A%2F%2F10.0.0.1%3A8080%2Fx");
        assertThat(server.get("/version?service=a.B&namespace=blue&group=g").body())
                .isEqualTo("1");
    }

    @Test
    void unknownParameterIsRefusedUnderV1() {
        Reply refused = server.post(ALL + "?colour=red", SAMPLE);
        assertThat(refused.status()).isEqualTo(400);
        assertThat(server.get("/version?service=a.B&colour=red").status()).isEqualTo(200);
    }

    @Test
    void leaseShorterThanTheLeastIsRefused() {
        Reply refused = server.post(ALL, SAMPLE.replace("}", ",\"ttlMs\":2999}"));
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.body()).contains("\"code\":\"INVALID_INSTANCE\"", "ttlMs");
    }

    @Test
    void itemsOfABatchAreDoneOrRefusedEachByItself() {
        server.post("/reg?service=a.B", SAMPLE.replace("}", ",\"generation\":4}"));
        String items = "{\"items\":["
                + item("register", "c.D", SAMPLE)
                + ","
                + item("register", "a.B", SAMPLE.replace("}", ",\"generation\":3}"))
                + ","
                + item("register", "c.D", SAMPLE.replace("8080", "0"))
                + ","
                + item("unregister", "c.D", SAMPLE)
                + ","
                + item("unregister", "e/f", SAMPLE)
                + "]}";
        Reply done = server.post("/v1/instances", items);
        assertThat(done.status()).isEqualTo(200);
        assertThat(done.body())
                .startsWith("{\"revision\":3,\"results\":[{\"outcome\":\"added\"},{\"error\":\"STALE_GENERATION\"")
                .contains("\"generation\":4},{\"error\":\"INVALID_INSTANCE\"")
                .contains("{\"outcome\":\"removed\"},{\"error\":\"INVALID_NAME\"");
    }

    @Test
    void batchTakesAsManyRequestIdsAsItHasItems() {
        String items =
                "{\"items\":[" + item("register", "a.B", SAMPLE) + "," + item("unregister", "a.B", SAMPLE) + "]}";
        String id = "0f1e2d3c4b5a69788796a5b4c3d2e1f0:";
        Reply first = server.post("/v1/instances", items, "X-Registry-Request-Id", id + "7");
        assertThat(first.body()).contains("\"added\"", "\"removed\"");
        server.post("/reg?service=a.B", SAMPLE);
        server.post("/unreg?service=a.B", SAMPLE, "X-Registry-Request-Id", id + "8");
        assertThat(server.get("/findAll?service=a.B").body()).isEqualTo("[" + SAMPLE + "]");
    }

    @Test
    void emptyBatchIsNothingToDo() {
        assertThat(server.post("/v1/instances", "{\"items\":[]}").body()).isEqualTo("{\"revision\":0,\"results\":[]}");
    }

    @Test
    void batchThatNobodyTakesFailsAsAWhole() {
        server.replication.refuseWith(new RegistryException.Overloaded("too much is waiting", 2));
        Reply refused = server.post("/v1/instances", "{\"items\":[" + item("register", "a.B", SAMPLE) + "]}");
        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.field("Retry-After")).isEqualTo("2");
    }

    private static String item(String op, String service, String instance) {
        return "{\"op\":\"" + op + "\",\"service\":\"" + service + "\",\"instance\":" + instance + "}";
    }
}
