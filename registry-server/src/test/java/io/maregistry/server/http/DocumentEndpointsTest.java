package io.maregistry.server.http;

import static io.maregistry.server.http.ServerUnderTest.SAMPLE;
import static org.assertj.core.api.Assertions.assertThat;

import io.maregistry.server.http.ServerUnderTest.Reply;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DocumentEndpointsTest {

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
    void registeredInstanceIsFound() {
        Reply registered = server.post("/reg?service=a.B", SAMPLE);
        assertThat(registered.status()).isEqualTo(200);
        assertThat(registered.body()).isEqualTo(SAMPLE);
        assertThat(server.get("/findAll?service=a.B").body()).isEqualTo("[" + SAMPLE + "]");
    }

    @Test
    void bodyIsJsonWhateverItsTypeSays() {
        Reply registered = server.post("/reg?service=a.B", SAMPLE, "Content-Type", "application/x-www-form-urlencoded");
        assertThat(registered.status()).isEqualTo(200);
    }

    @Test
    void parametersComeFromTheQueryOnly() {
        Reply answer = server.post("/findAll", "service=a.B", "Content-Type", "application/x-www-form-urlencoded");
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body()).contains("service is missing");
    }

    @Test
    void instancesAreListedInTheOrderOfTheirRegistration() {
        server.post("/reg?service=a.B", instance("10.0.0.9"));
        server.post("/reg?service=a.B", instance("10.0.0.1"));
        server.post("/reg?service=a.B", instance("10.0.0.5"));
        assertThat(server.get("/findAll?service=a.B").body())
                .isEqualTo("[" + instance("10.0.0.9") + "," + instance("10.0.0.1") + "," + instance("10.0.0.5") + "]");
    }

    @Test
    void listOfManyInstancesHasThemAll() {
        for (int number = 0; number < 1_000; number++) {
            server.replication.apply(Samples.register("a.B", "10.0." + number / 250 + "." + number % 250));
        }
        Reply found = server.get("/findAll?service=a.B");
        assertThat(found.body().split("\"host\"")).hasSize(1_001);
        assertThat(found.body()).startsWith("[{").endsWith("}]").contains("10.0.3.249");
    }

    @Test
    void whatDiffersFromItsDefaultIsListed() {
        String given = "{\"scheme\":\"HTTP\",\"host\":\"Some.Host\",\"port\":1,\"context\":\"/x\",\"weight\":7,"
                + "\"enabled\":false,\"ttlMs\":5000,\"instanceId\":\"one\",\"parameters\":{\"b\":\"2\",\"a\":\"1\"}}";
        assertThat(server.post("/reg?service=a.B", given).body())
                .isEqualTo("{\"scheme\":\"http\",\"host\":\"some.host\",\"port\":1,\"context\":\"x\","
                        + "\"parameters\":{\"a\":\"1\",\"b\":\"2\"},\"weight\":7,\"enabled\":false,\"healthy\":false,"
                        + "\"ttlMs\":5000,\"instanceId\":\"one\"}");
    }

    @Test
    void healthyListLeavesOutWhatShallGetNoCalls() {
        server.post("/reg?service=a.B", SAMPLE);
        server.post("/reg?service=a.B", instance("10.0.0.2").replace("}", ",\"enabled\":false}"));
        Reply healthy = server.get("/findAll?service=a.B&healthy=true");
        assertThat(healthy.body()).isEqualTo("[" + SAMPLE + "]");
        assertThat(healthy.field("ETag"))
                .isNotEqualTo(server.get("/findAll?service=a.B").field("ETag"));
    }

    @Test
    void unknownServiceHasNoInstances() {
        Reply found = server.get("/findAll?service=a.B");
        assertThat(found.status()).isEqualTo(200);
        assertThat(found.body()).isEqualTo("[]");
    }

    @Test
    void readsAnswerPostAndDropItsBody() {
        server.post("/reg?service=a.B", SAMPLE);
        assertThat(server.post("/findAll?service=a.B", "no JSON at all").body()).isEqualTo("[" + SAMPLE + "]");
        assertThat(server.post("/version?service=a.B", "").body()).isEqualTo("1");
    }

    @Test
    void serviceIsNamedByNamespaceAndGroupOrByItsWholeKey() {
        server.post("/reg?service=a.B&namespace=blue&group=g", SAMPLE);
        assertThat(server.get("/version?service=blue%2Fg%2Fa.B").body()).isEqualTo("1");
        assertThat(server.get("/version?service=a.B").body()).isEqualTo("0");
        assertThat(server.get("/version?service=blue%2Fg%2Fa.B&group=h").status())
                .isEqualTo(400);
    }

    @Test
    void versionCountsChangesAndRenewals() {
        server.post("/reg?service=a.B", SAMPLE);
        server.post("/renew?service=a.B", SAMPLE);
        assertThat(server.get("/version?service=a.B").body()).isEqualTo("2");
        assertThat(server.get("/versions?services=a.B,c.D").body()).isEqualTo("{\"a.B\":2,\"c.D\":0}");
        assertThat(server.get("/versions?services=c.D,a.B").body()).isEqualTo("{\"c.D\":0,\"a.B\":2}");
        assertThat(server.get("/versions?services=c.D,a.B&namespace=blue").body())
                .isEqualTo("{\"c.D\":0,\"a.B\":0}");
    }

    @Test
    void unregisteredInstanceIsAnsweredOnce() {
        server.post("/reg?service=a.B", SAMPLE.replace("}", ",\"weight\":7}"));
        assertThat(server.post("/unreg?service=a.B", SAMPLE).body()).isEqualTo(SAMPLE);
        Reply again = server.post("/unreg?service=a.B", SAMPLE);
        assertThat(again.body()).isEqualTo("null");
        assertThat(again.field("X-Registry-Revision")).isEqualTo("2");
    }

    @Test
    void olderStartOfAnInstanceNeitherReplacesNorRemovesANewerOne() {
        server.post("/reg?service=a.B", generation(4));
        Reply stale = server.post("/reg?service=a.B", generation(3));
        assertThat(stale.status()).isEqualTo(409);
        assertThat(stale.body()).contains("\"code\":\"STALE_GENERATION\"", "\"generation\":4");
        assertThat(server.post("/unreg?service=a.B", generation(3)).body()).isEqualTo("null");
    }

    @Test
    void repeatedRequestIsDoneOnce() {
        String id = "0f1e2d3c4b5a69788796a5b4c3d2e1f0:1";
        server.post("/reg?service=a.B", SAMPLE, "X-Registry-Request-Id", id);
        server.post("/unreg?service=a.B", SAMPLE);
        server.post("/reg?service=a.B", SAMPLE, "X-Registry-Request-Id", id);
        assertThat(server.get("/findAll?service=a.B").body()).isEqualTo("[]");
    }

    @Test
    void renewalOfAnUnknownInstanceNamesTheServices() {
        server.post("/reg?service=a.B", SAMPLE);
        Reply renewed = server.post("/renews?services=a.B,c.D,e%2Ff%2Fg", SAMPLE);
        assertThat(renewed.status()).isEqualTo(200);
        assertThat(renewed.body()).isEqualTo(SAMPLE);
        assertThat(renewed.field("X-Registry-Require-Reregister")).isEqualTo("c.D,e%2Ff%2Fg");
        assertThat(server.get("/findAll?service=c.D").body()).isEqualTo("[]");
    }

    @Test
    void renewalOfAKnownInstanceNamesNothing() {
        server.post("/reg?service=a.B", SAMPLE);
        Reply renewed = server.post("/renew?service=a.B", SAMPLE);
        assertThat(renewed.body()).isEqualTo(SAMPLE);
        assertThat(renewed.field("X-Registry-Require-Reregister")).isEmpty();
    }

    @Test
    void tooManyServicesAreRefused() {
        assertThat(server.get("/versions?services=a" + ",a".repeat(1_000)).status())
                .isEqualTo(400);
    }

    private static String instance(String host) {
        return SAMPLE.replace("10.0.0.1", host);
    }

    private static String generation(int number) {
        return SAMPLE.replace("}", ",\"generation\":" + number + "}");
    }
}
