package io.maregistry.server.http;

import static io.maregistry.server.http.ServerUnderTest.SAMPLE;
import static org.assertj.core.api.Assertions.assertThat;

import io.maregistry.server.http.ServerUnderTest.Reply;
import io.maregistry.server.state.Configure;
import io.maregistry.server.state.Settings;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PatchServiceRoutesTest {

    private static final String ONE = "/v1/services/a.B";
    private static final String ALL = ONE + "/instances";
    private static final String INSTANCE = ALL + "/http%3A%2F%2F10.0.0.1%3A8080%2Fx";
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
    void serviceIsPatchedBeforeItsFirstInstance() {
        Reply patched = patch("{\"metadata\":{\"team\":\"pay\"},\"ttlMs\":8000,\"protectionRatio\":0.35}");

        assertThat(patched.status()).isEqualTo(200);
        assertThat(patched.body()).isEqualTo("{\"outcome\":\"updated\",\"revision\":1}");
        assertThat(patched.field("X-Registry-Revision")).isEqualTo("1");
        assertThat(server.get(ONE).body())
                .isEqualTo("{\"service\":\"a.B\",\"namespace\":\"public\",\"group\":\"DEFAULT_GROUP\","
                        + "\"revision\":0,\"version\":0,\"metadata\":{\"team\":\"pay\"},\"ttlMs\":8000,"
                        + "\"protectionRatio\":0.35,\"rulesRevision\":1,\"instances\":[]}");
        assertThat(patch("{\"ttlMs\":8000}").body()).isEqualTo("{\"outcome\":\"same\",\"revision\":1}");
    }

    @Test
    void whatIsNotNamedStaysAndNullTakesAway() {
        patch("{\"metadata\":{\"a\":\"1\",\"b\":\"2\"},\"ttlMs\":8000,\"protectionRatio\":1}");
        patch("{\"metadata\":{\"b\":null,\"c\":\"3\"},\"protectionRatio\":null}");
        assertThat(server.get(ONE).body())
                .contains("\"metadata\":{\"a\":\"1\",\"c\":\"3\"},\"ttlMs\":8000,\"rulesRevision\":2,");

        patch("{\"metadata\":null,\"ttlMs\":null}");

        assertThat(server.get(ONE).body()).contains("\"version\":0,\"instances\":[]");
    }

    @Test
    void defaultTtlOfTheServiceIsToldToThoseWhoNameNone() {
        server.post(ALL, SAMPLE);
        patch("{\"ttlMs\":8000}");

        assertThat(server.post(ALL, SAMPLE).body())
                .startsWith("{\"outcome\":\"same\"")
                .contains("\"renewEveryMs\":2000", "\"ttlMs\":8000");
        assertThat(server.get(INSTANCE).body()).contains("\"ttlMs\":8000", "\"remainingMs\":8000");
        assertThat(server.get(ONE + "?live=true").body()).contains("\"ttlMs\":8000,\"rulesRevision\":2,\"instances\"");
        assertThat(server.get("/v1/services/a.B?group=*").body()).contains("\"ttlMs\":8000");
        assertThat(server.post("/v1/services/c.D/instances", SAMPLE).body())
                .contains("\"renewEveryMs\":5000", "\"ttlMs\":20000");
        assertThat(server.put(INSTANCE, SAMPLE.replace("}", ",\"ttlMs\":4000}")).body())
                .contains("\"renewEveryMs\":1000", "\"ttlMs\":4000");
    }

    @Test
    void listThatAClientHasIsAnotherOneWithOtherRules() {
        server.post(ALL, SAMPLE);
        String before = server.get(ONE).field("ETag");
        patch("{\"ttlMs\":8000}");

        Reply after = server.get(ONE, "If-None-Match", before);
        assertThat(after.status()).isEqualTo(200);
        assertThat(after.body()).contains("\"revision\":1,\"version\":1,\"ttlMs\":8000", "\"ttlMs\":8000,\"registered");
        assertThat(server.get(ONE, "If-None-Match", after.field("ETag")).status())
                .isEqualTo(304);
        patch("{\"ttlMs\":null}");

        assertThat(server.get(ONE, "If-None-Match", after.field("ETag")).body()).contains("\"ttlMs\":20000");
        assertThat(server.get(ONE).field("ETag")).isEqualTo(before);
    }

    @Test
    void listOfAllGroupsIsAnotherOneWithOtherRulesOfOneOfThem() {
        server.post(ALL, SAMPLE);
        Reply before = server.get(ONE + "?group=*");
        patch("{\"ttlMs\":8000}");

        Reply after = server.get(ONE + "?group=*", "If-None-Match", before.field("ETag"));

        assertThat(after.status()).isEqualTo(200);
        assertThat(after.body()).isEqualTo(before.body().replace("20000", "8000"));
        assertThat(server.get(ONE + "?group=*", "If-None-Match", after.field("ETag"))
                        .status())
                .isEqualTo(304);
    }

    @Test
    void patchOfAnotherRevisionIsRefused() {
        assertThat(patch("{\"ttlMs\":8000}", "If-Match", "\"0\"").status()).isEqualTo(200);

        Reply late = patch("{\"ttlMs\":9000}", "If-Match", "\"0\"");
        assertThat(late.status()).isEqualTo(409);
        assertThat(late.body())
                .contains("\"code\":\"REVISION_MISMATCH\"", "the rules of the service are at revision 1, not 0")
                .contains("\"revision\":1");
        assertThat(patch("{\"ttlMs\":9000}", "If-Match", "\"1\"").body()).contains("\"revision\":2");
        assertThat(patch("{\"ttlMs\":9000}", "If-Match", "*").body()).contains("\"same\"");
        for (String tag : List.of("1", "\"x\"", "W/\"2\"", "\"\"")) {
            assertThat(patch("{}", "If-Match", tag).body()).as(tag).contains("If-Match must be the rules' revision");
        }
    }

    @Test
    void pollThatEndsBehindAPatchDoesNotGiveTheTagOfWhatItDidNotAnswer() {
        Reply read = server.get(ONE);
        String since = read.body().replaceAll(".*?\"revision\":([0-9]+).*", "$1");
        patch("{\"ttlMs\":9000}");

        Reply over = server.get(ONE + "?since=" + since + "&wait=0s");
        assertThat(over.status()).isEqualTo(304);
        assertThat(over.field("ETag")).isEmpty();

        String tag = server.get(ONE).field("ETag");
        assertThat(server.get(ONE + "?since=" + since + "&wait=0s", "If-None-Match", tag)
                        .field("ETag"))
                .isEqualTo(tag);
    }

    @Test
    void whatNoServiceMayHaveIsRefusedWithItsPlace() {
        for (String ttl : List.of("2999", "3600001", "\"8000\"", "8000.5", "[]")) {
            assertRefused("{\"ttlMs\":" + ttl + "}", "ttlMs");
        }
        for (String ratio : List.of(
                "-0.001",
                "1.001",
                "0.3333",
                "\"0.3\"",
                "1e99999",
                "1e-99999",
                "1e2147483647",
                "1e-2147483647",
                "true")) {
            assertRefused("{\"protectionRatio\":" + ratio + "}", "protectionRatio");
        }
        assertRefused("{\"metadata\":{\"a\":1}}", "metadata.a");
        assertRefused("{\"metadata\":[]}", "metadata");
        assertRefused("{\"metadata\":{\"a\":\"" + "x".repeat(4_097) + "\"}}", "metadata.a");
        assertThat(patch("[]").status()).isEqualTo(400);
        assertThat(patch("").status()).isEqualTo(400);
        assertThat(patch("{\"ttlMs\":8000,\"ttlMs\":9000}").status()).isEqualTo(400);
        assertThat(server.send("PATCH", ONE + "?group=*", "{}").status()).isEqualTo(400);
        assertThat(server.send("PATCH", ONE + "?id=x", "{}").status()).isEqualTo(400);
        assertThat(server.get(ONE).body()).doesNotContain("rulesRevision");
    }

    @Test
    void metadataDoNotGrowBeyondTheLimitByPatches() {
        for (int number = 0; number < 128; number++) {
            patch("{\"metadata\":{\"k" + number + "\":\"v\"}}");
        }

        Reply over = patch("{\"metadata\":{\"one more\":\"v\"}}");
        assertThat(over.status()).isEqualTo(400);
        assertThat(over.body()).contains("metadata would be 129 with the patch; at most 128 are allowed");
        assertThat(patch("{\"metadata\":{\"one more\":\"v\",\"k0\":null}}").status())
                .isEqualTo(200);
    }

    @Test
    void whatIsNotPatchedHereIsPassedOver() {
        assertThat(patch("{\"instances\":[],\"revision\":7,\"group\":\"x\"}").body())
                .isEqualTo("{\"outcome\":\"same\",\"revision\":0}");
    }

    @Test
    void repeatedPatchIsDoneOnce() {
        String id = "0f1e2d3c4b5a69788796a5b4c3d2e1f0:17";
        patch("{\"ttlMs\":8000}", REQUEST_ID, id);
        patch("{\"ttlMs\":9000}");

        assertThat(patch("{\"ttlMs\":8000}", REQUEST_ID, id).body())
                .isEqualTo("{\"outcome\":\"updated\",\"revision\":1}");
        assertThat(server.get(ONE).body()).contains("\"ttlMs\":9000");
    }

    @Test
    void rulesAreOfOneServiceInOneGroupOfOneNamespace() {
        String other = ONE + "?namespace=blue&group=g";
        assertThat(server.send("PATCH", other, "{\"ttlMs\":8000}").status()).isEqualTo(200);

        assertThat(server.get(ONE).body()).doesNotContain("ttlMs");
        assertThat(server.get("/v1/services/blue%2Fg%2Fa.B").body()).contains("\"ttlMs\":8000");
        assertThat(server.get("/v1/namespaces").body()).contains("\"namespace\":\"blue\"");
        Reply refused = server.send("DELETE", "/v1/namespaces/blue", "");
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.body()).contains("\"code\":\"NOT_EMPTY\"", "rules of 1 services");
        server.send("DELETE", "/v1/namespaces/blue?force=true&confirm=blue", "");
        assertThat(server.get(other).body()).doesNotContain("ttlMs");
    }

    @Test
    void namespaceMustBeThereWhereNamespacesAreStrict() {
        Settings all = Settings.DEFAULT;
        server.replication.apply(
                new Configure(new Settings(all.defaultTtlMillis(), 0, all.doubt(), true, all.limits(), true)));

        Reply refused = server.send("PATCH", ONE + "?namespace=teal", "{\"ttlMs\":8000}");

        assertThat(refused.status()).isEqualTo(404);
        assertThat(refused.body()).contains("\"code\":\"NO_SUCH_NAMESPACE\"");
    }

    private void assertRefused(String body, String place) {
        Reply refused = patch(body);
        assertThat(refused.status()).as(body).isEqualTo(400);
        assertThat(refused.body()).as(body).contains("\"code\":\"INVALID_REQUEST\"", "\"at\":\"" + place + "\"");
    }

    private Reply patch(String body, String... fields) {
        return server.send("PATCH", ONE, body, fields);
    }
}
