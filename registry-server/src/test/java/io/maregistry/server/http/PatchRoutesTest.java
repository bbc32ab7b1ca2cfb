package io.maregistry.server.http;

import static io.maregistry.server.http.ServerUnderTest.SAMPLE;
import static org.assertj.core.api.Assertions.assertThat;

import io.maregistry.server.http.ServerUnderTest.Reply;
import io.maregistry.server.replication.InMemoryReplication;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PatchRoutesTest {

    private static final String ALL = "/v1/services/a.B/instances";
    private static final String ONE = ALL + "/http%3A%2F%2F10.0.0.1%3A8080%2Fx";
    private static final String REQUEST_ID = "X-Registry-Request-Id";

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
    void patchedInstanceIsAnsweredAsItIsNow() {
        server.post(ALL, SAMPLE);

        Reply patched = patch("{\"weight\":10,\"enabled\":false}");

        assertThat(patched.status()).isEqualTo(200);
        assertThat(patched.body())
                .startsWith("{\"outcome\":\"updated\",\"revision\":2,\"instance\":{\"id\":\"http://10.0.0.1:8080/x\"")
                .contains("\"weight\":10,\"enabled\":false", "\"healthy\":false", "\"override\":{\"weight\":10}");
        assertThat(patched.field("X-Registry-Revision")).isEqualTo("2");
        assertThat(patch("{\"weight\":10}").body()).startsWith("{\"outcome\":\"same\",\"revision\":2,");
        assertThat(server.get("/findAll?service=a.B&healthy=true").body()).isEqualTo("[]");
    }

    @Test
    void whatAnOperatorSaidOutlivesRegistrationsAndGoesByNull() {
        server.post(ALL, SAMPLE);
        patch("{\"status\":\"Error\",\"weight\":0,\"enabled\":false}");

        server.post(ALL, SAMPLE.replace("}", ",\"weight\":7,\"enabled\":true,\"status\":\"Running\"}"));
        assertThat(server.get(ONE).body()).contains("\"weight\":0", "\"enabled\":false", "\"status\":\"Error\"");

        assertThat(patch("{\"status\":null,\"weight\":null,\"enabled\":null}").body())
                .contains("\"weight\":7", "\"enabled\":true", "\"status\":\"Running\"", "\"healthy\":true")
                .doesNotContain("override");
    }

    @Test
    void patchedContentLastsUntilTheClientSaysSomethingElse() {
        String dev = SAMPLE.replace("}", ",\"parameters\":{\"env\":\"dev\"}}");
        server.post(ALL, dev);

        patch("{\"parameters\":{\"zone\":\"z2\",\"env\":null},\"ttlMs\":8000,\"check\":{\"type\":\"tcp\"}}");
        assertThat(server.post(ALL, dev).body())
                .startsWith("{\"outcome\":\"same\"")
                .contains("\"parameters\":{\"zone\":\"z2\"}", "\"ttlMs\":8000", "\"renewEveryMs\":2000")
                .contains("\"check\":{\"type\":\"tcp\",\"port\":8080,");

        assertThat(server.post(ALL, dev.replace("dev", "prod")).body())
                .startsWith("{\"outcome\":\"replaced\"")
                .contains("\"parameters\":{\"env\":\"prod\"}", "\"ttlMs\":20000")
                .doesNotContain("check");
    }

    @Test
    void objectsAreMergedAndNullTakesThemAway() {
        server.post(ALL, SAMPLE);
        patch("{\"metadata\":{\"a\":\"1\",\"b\":\"2\"},\"check\":{\"type\":\"http\",\"path\":\"/h\",\"fall\":9}}");

        assertThat(patch("{\"parameters\":{\"b\":\"3\",\"c\":null},\"check\":{\"intervalMs\":5000,\"fall\":null}}")
                        .body())
                .contains("\"parameters\":{\"a\":\"1\",\"b\":\"3\"}")
                .contains("\"path\":\"/h\",\"intervalMs\":5000,\"timeoutMs\":2000,\"rise\":2,\"fall\":3");
        assertThat(patch("{\"parameters\":null,\"check\":null}").body())
                .contains("\"parameters\":{}")
                .doesNotContain("check");
    }

    @Test
    void patchesOfDifferentKeysThatAreWrittenAtOnceBothHold() {
        server.post(ALL, SAMPLE);
        InMemoryReplication replication = server.replication;
        replication.hold();
        try (RawConnection one = new RawConnection(server.port());
                RawConnection other = new RawConnection(server.port())) {
            one.send(raw("{\"parameters\":{\"a\":\"1\"}}"));
            other.send(raw("{\"parameters\":{\"b\":\"2\"}}"));
            Awaitility.await().until(() -> replication.heldUp() == 2);
            replication.release();
            assertThat(one.read().status()).isEqualTo(200);
            assertThat(other.read().status()).isEqualTo(200);
        }

        assertThat(server.get(ONE).body()).contains("\"parameters\":{\"a\":\"1\",\"b\":\"2\"}");
    }

    @Test
    void patchOfAnotherRevisionIsRefused() {
        server.post(ALL, SAMPLE);

        Reply late = patch("{\"weight\":10}", "If-Match", "\"7\"");
        assertThat(late.status()).isEqualTo(409);
        assertThat(late.body()).contains("\"code\":\"REVISION_MISMATCH\"", "the instance is at revision 1, not 7");
        server.post("/reg?service=other.Service", SAMPLE);
        assertThat(patch("{\"weight\":10}", "If-Match", "\"2\"").body())
                .as("the revision with which it may be tried again")
                .contains("\"revision\":1");

        assertThat(patch("{\"weight\":10}", "If-Match", "\"1\"").status()).isEqualTo(200);
        assertThat(patch("{\"weight\":10}", "If-Match", "*").body()).contains("\"same\"");
        for (String tag : List.of("1", "\"x\"", "W/\"2\"", "\"1\", \"2\"", "\"\"", "\"-1\"")) {
            assertThat(patch("{\"weight\":9}", "If-Match", tag).status())
                    .as(tag)
                    .isEqualTo(400);
        }
    }

    @Test
    void instanceThatIsNotListedCannotBePatched() {
        Reply unknown = patch("{\"weight\":10}");
        assertThat(unknown.status()).isEqualTo(404);
        assertThat(unknown.body()).contains("\"code\":\"NO_SUCH_INSTANCE\"");
    }

    @Test
    void patchedMetricsAreShownAndMoveNoRevision() {
        server.post(ALL, SAMPLE);

        assertThat(patch("{\"metrics\":{\"cpu\":45.50,\"qps\":7}}").body())
                .startsWith("{\"outcome\":\"updated\",\"revision\":1,");
        assertThat(patch("{\"metrics\":{\"cpu\":45.50}}").body()).startsWith("{\"outcome\":\"same\",\"revision\":1,");
        patch("{\"metrics\":{\"qps\":null,\"load\":-1}}");

        assertThat(server.get(ONE).body()).contains("\"metrics\":{\"cpu\":45.50,\"load\":-1}");
        patch("{\"metrics\":null}");
        assertThat(server.get(ONE).body()).doesNotContain("metrics");
    }

    @Test
    void metricsFindRoomUpToTheLimitOfNodes() {
        server.post(ALL, SAMPLE);
        patch("{\"metrics\":{" + numbers(0, 64) + "}}");

        Reply refused = patch("{\"metrics\":{" + numbers(64, 65) + "}}");

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.body()).contains("metrics would be 65 with the patch; at most 64 are allowed");
    }

    private static String numbers(int from, int to) {
        return IntStream.range(from, to).mapToObj(at -> "\"n" + at + "\":1").collect(Collectors.joining(","));
    }

    @Test
    void whatNoInstanceMaySayIsRefusedWithItsPlace() {
        server.post(ALL, SAMPLE);

        assertRefused("{\"weight\":10001}", "weight");
        assertRefused("{\"weight\":\"10\"}", "weight");
        assertRefused("{\"enabled\":1}", "enabled");
        assertRefused("{\"status\":\"running\"}", "status");
        assertRefused("{\"ttlMs\":2999}", "ttlMs");
        assertRefused("{\"ttlMs\":3600001}", "ttlMs");
        assertRefused("{\"parameters\":{\"a\":1}}", "parameters.a");
        assertRefused("{\"parameters\":[]}", "parameters");
        assertRefused("{\"parameters\":{},\"metadata\":{}}", "metadata");
        assertRefused("{\"check\":{\"type\":\"udp\"}}", "check.type");
        assertRefused("{\"metrics\":{\"cpu\":\"1\"}}", "metrics.cpu");
        assertThat(patch("[]").status()).isEqualTo(400);
        assertThat(patch("").status()).isEqualTo(400);
        assertThat(patch("{\"weight\":1,\"weight\":2}").status()).isEqualTo(400);
        Reply typeless = patch("{\"check\":{\"intervalMs\":5000}}");
        assertThat(typeless.status()).isEqualTo(400);
        assertThat(typeless.body()).contains("check.type is missing");
        assertRefused("{\"check\":{\"type\":\"http\",\"path\":\"/" + "x".repeat(1_024) + "\"}}", "check.path");
        assertThat(server.get(ONE).body()).contains("\"revision\":1");
    }

    @Test
    void instanceDoesNotGrowBeyondItsLimitByPatches() {
        server.post(ALL, SAMPLE);
        for (int number = 0; number < 128; number++) {
            patch("{\"parameters\":{\"k" + number + "\":\"v\"}}");
        }

        Reply over = patch("{\"parameters\":{\"one more\":\"v\"}}");
        assertThat(over.status()).isEqualTo(400);
        assertThat(over.body()).contains("\"code\":\"INVALID_INSTANCE\"", "at most 128");
        assertThat(patch("{\"parameters\":{\"one more\":\"v\",\"k0\":null}}").status())
                .isEqualTo(200);
    }

    @Test
    void whatIsNotPatchedHereIsPassedOver() {
        server.post(ALL, SAMPLE);

        assertThat(patch("{\"host\":\"10.0.0.9\",\"revision\":7,\"generation\":9,\"later\":[{}]}")
                        .body())
                .startsWith("{\"outcome\":\"same\",\"revision\":1,");
        assertThat(patch("{}").body()).startsWith("{\"outcome\":\"same\"");
    }

    @Test
    void repeatedPatchIsDoneOnce() {
        server.post(ALL, SAMPLE);
        String id = "0f1e2d3c4b5a69788796a5b4c3d2e1f0:17";
        assertThat(patch("{\"weight\":10}", REQUEST_ID, id).body())
                .startsWith("{\"outcome\":\"updated\",\"revision\":2");
        patch("{\"weight\":20}");

        assertThat(patch("{\"weight\":10}", REQUEST_ID, id).body())
                .startsWith("{\"outcome\":\"updated\",\"revision\":2")
                .contains("\"weight\":20");
        server.send("DELETE", ONE, "");
        assertThat(patch("{\"weight\":10}", REQUEST_ID, id).body())
                .isEqualTo("{\"outcome\":\"updated\",\"revision\":2}");
    }

    @Test
    void historyTellsWhoDidIt() {
        server.post(ALL, SAMPLE);
        patch("{\"enabled\":false}");
        patch("{\"ttlMs\":8000}");

        assertThat(server.get("/v1/history/a.B").body())
                .contains(
                        "\"action\":\"health\",\"cause\":\"operator\"",
                        "\"action\":\"updated\",\"cause\":\"operator\"");
    }

    @Test
    void watcherHearsIt() {
        server.post(ALL, SAMPLE);
        try (WatchClient watch = WatchClient.open(server.port(), "/v1/watch?service=a.B", "")) {
            assertThat(watch.event().name()).isEqualTo("hello");
            assertThat(watch.event().name()).isEqualTo("state");
            patch("{\"status\":\"Offline\"}");
            assertThat(watch.event().data())
                    .contains("\"action\":\"health\"", "\"cause\":\"operator\"", "\"status\":\"Offline\"");
        }
    }

    @Test
    void instanceMayBeNamedInTheQueryForProxiesThatDecode() {
        server.post(ALL, SAMPLE);
        assertThat(server.send("PATCH", ALL + "/-?id=http%3A%2F%2F10.0.0.1%3A8080%2Fx", "{\"weight\":1}")
                        .status())
                .isEqualTo(200);
        assertThat(server.send("PATCH", ALL, "{}").field("Allow")).isEqualTo("POST");
        assertThat(server.send("POST", ONE, "{}").field("Allow")).isEqualTo("GET, HEAD, PUT, PATCH, DELETE");
    }

    private void assertRefused(String body, String place) {
        Reply refused = patch(body);
        assertThat(refused.status()).as(body).isEqualTo(400);
        assertThat(refused.body()).as(body).contains("\"code\":\"INVALID_INSTANCE\"", "\"at\":\"" + place + "\"");
    }

    private Reply patch(String body, String... fields) {
        return server.send("PATCH", ONE, body, fields);
    }

    private static String raw(String body) {
        return "PATCH " + ONE + " HTTP/1.1\r\nHost: a\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
    }
}
