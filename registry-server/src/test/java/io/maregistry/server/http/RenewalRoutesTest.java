package io.maregistry.server.http;

import static io.maregistry.server.http.ServerUnderTest.SAMPLE;
import static org.assertj.core.api.Assertions.assertThat;

import io.maregistry.error.RegistryException;
import io.maregistry.server.config.LimitsConfig;
import io.maregistry.server.http.ServerUnderTest.Reply;
import io.maregistry.server.replication.InMemoryReplication;
import io.maregistry.server.replication.Standing;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RenewalRoutesTest {

    private static final String ID = "http://10.0.0.1:8080/x";

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
    void eachItemHasItsResultInOrder() {
        server.post("/reg?service=a.B", SAMPLE);
        server.post("/reg?service=c.D&namespace=blue&group=g", SAMPLE);

        Reply done = server.post(
                "/v1/renewals",
                items(
                        item("a.B", ID),
                        item("c.D", ID),
                        item("c.D", ID).replace("}", ",\"namespace\":\"blue\",\"group\":\"g\"}"),
                        item("blue/g/c.D", ID),
                        item("a.B", "http://10.0.0.2:8080/x")));

        assertThat(done.status()).isEqualTo(200);
        assertThat(done.body())
                .isEqualTo("{\"revision\":2,\"results\":[\"ok\",\"require_reregister\",\"ok\",\"ok\","
                        + "\"require_reregister\"]}");
        assertThat(done.field("X-Registry-Revision")).isEqualTo("2");
    }

    @Test
    void nativeRenewalsMoveNoCounterAndBringNobodyBack() {
        server.post("/reg?service=a.B", SAMPLE);
        server.post("/v1/renewals", items(item("a.B", ID), item("c.D", ID)));

        assertThat(server.get("/versions?services=a.B,c.D").body()).isEqualTo("{\"a.B\":1,\"c.D\":0}");
        assertThat(server.get("/v1/services/a.B/instances/http%3A%2F%2F10.0.0.1%3A8080%2Fx")
                        .body())
                .contains("\"heartbeatCount\":1");
    }

    @Test
    void oneMalformedItemRenewsNobody() {
        server.post("/reg?service=a.B", SAMPLE);
        Reply refused = server.post("/v1/renewals", items(item("a.B", ID), item("a.B", "10.0.0.1")));

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.body()).contains("\"code\":\"INVALID_INSTANCE\"", "\"at\":\"items[1].id\"");
        assertThat(server.get("/v1/services/a.B/instances/http%3A%2F%2F10.0.0.1%3A8080%2Fx")
                        .body())
                .contains("\"heartbeatCount\":0");
    }

    @Test
    void metricsAreReplacedAndMoveNoRevision() {
        server.post("/reg?service=a.B", SAMPLE);

        assertThat(renew("metrics_update", "\"metrics\":{\"cpu\":45.50,\"qps\":1000}")
                        .body())
                .isEqualTo("{\"revision\":1,\"results\":[\"ok\"]}");
        assertThat(shown()).contains("\"heartbeatCount\":1,", "\"metrics\":{\"cpu\":45.50,\"qps\":1000}");
        renew("metrics_update", "\"metrics\":{\"cpu\":46}");
        renew("heartbeat_only", "\"metrics\":{\"cpu\":47},\"parameters\":{\"env\":\"x\"}");

        assertThat(shown()).contains("\"heartbeatCount\":3,", "\"metrics\":{\"cpu\":46}}", "\"parameters\":{}");
        assertThat(server.get("/v1/services/a.B?live=true").body()).contains("\"metrics\":{\"cpu\":46}}");
        assertThat(server.get("/v1/services/a.B").body())
                .contains("\"revision\":1,")
                .doesNotContain("metrics");
    }

    @Test
    void metadataAreReplacedAsAChangeOfTheService() {
        server.post("/reg?service=a.B", SAMPLE);

        assertThat(renew("metadata_update", "\"metadata\":{\"env\":\"prod\"}").body())
                .isEqualTo("{\"revision\":2,\"results\":[\"ok\"]}");
        assertThat(renew("metadata_update", "\"parameters\":{\"env\":\"prod\"}").body())
                .isEqualTo("{\"revision\":2,\"results\":[\"ok\"]}");

        assertThat(server.get("/v1/services/a.B").body())
                .contains("\"revision\":2,\"version\":2", "\"parameters\":{\"env\":\"prod\"}");
        assertThat(server.get("/v1/history/a.B").body()).contains("\"action\":\"updated\",\"cause\":\"renewal\"");
    }

    @Test
    void fullUpdateReplacesBothMaps() {
        server.post("/reg?service=a.B", SAMPLE);

        renew("full_update", "\"parameters\":{\"env\":\"prod\"},\"metrics\":{\"cpu\":1}");

        assertThat(shown()).contains("\"parameters\":{\"env\":\"prod\"}", "\"metrics\":{\"cpu\":1}");
        renew("full_update", "\"parameters\":{},\"metrics\":{}");
        assertThat(shown()).contains("\"parameters\":{}").doesNotContain("metrics");
    }

    @Test
    void modeWithoutWhatItUpdatesIsRefused() {
        assertThat(renew("metrics_update", "\"parameters\":{}").status()).isEqualTo(400);
        assertThat(renew("full_update", "\"metrics\":{}").status()).isEqualTo(400);
        Reply refused = renew("all", "\"metrics\":{}");
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.body()).contains("\"at\":\"items[0].mode\"");
    }

    @Test
    void filterFindsWhatRenewalsTold() {
        server.post("/reg?service=a.B", SAMPLE);
        renew("metrics_update", "\"metrics\":{\"cpu\":45.5}");

        Reply found = server.get("/findAll?service=a.B&filter=metrics.cpu%3C50");
        assertThat(found.body()).contains("10.0.0.1");
        assertThat(found.field("ETag")).isEmpty();
        assertThat(server.get("/findAll?service=a.B&filter=metrics.cpu%3E50").body())
                .isEqualTo("[]");
        assertThat(server.get("/v1/services/a.B?filter=metrics.cpu%3E%3D45.50").body())
                .contains("10.0.0.1");
        assertThat(server.get("/v1/services/a.B?live=true&filter=metrics.cpu%3C45.50")
                        .body())
                .contains("\"instances\":[]");
    }

    private Reply renew(String mode, String more) {
        return server.post(
                "/v1/renewals", items(item("a.B", ID).replaceAll("}$", ",\"mode\":\"" + mode + "\"," + more + "}")));
    }

    private String shown() {
        return server.get("/v1/services/a.B/instances/http%3A%2F%2F10.0.0.1%3A8080%2Fx")
                .body();
    }

    @Test
    void noItemsAreNothingToDo() {
        assertThat(server.post("/v1/renewals", "{\"items\":[]}").body()).isEqualTo("{\"revision\":0,\"results\":[]}");
    }

    @Test
    void moreItemsThanTheLimitAreRefused() {
        LimitsConfig few = limits(new LimitsConfig.Batch(1, 1));
        try (ServerUnderTest strict = new ServerUnderTest(directory, InMemoryReplication.born(), few, false)) {
            assertThat(strict.post("/v1/renewals", items(item("a.B", ID), item("a.B", ID)))
                            .status())
                    .isEqualTo(400);
        }
    }

    @Test
    void failureOfOneIsTheAnswer() {
        server.replication.refuseWith(new RegistryException.Indeterminate("the leader is lost"));
        assertThat(server.post("/v1/renewals", items(item("a.B", ID))).status()).isEqualTo(504);
    }

    @Test
    void nodeThatIsNotReadyRenewsNobody() {
        server.replication.stand(InMemoryReplication.standing(Standing.Role.FOLLOWER, null, Standing.Health.NOT_READY));
        assertThat(server.post("/v1/renewals", items(item("a.B", ID))).status()).isEqualTo(503);
    }

    private static LimitsConfig limits(LimitsConfig.Batch batch) {
        LimitsConfig usual = LimitsConfig.DEFAULT;
        return new LimitsConfig(
                usual.minTtl(),
                usual.head(),
                usual.body(),
                usual.connections(),
                batch,
                usual.parameters(),
                usual.metrics(),
                usual.instances(),
                usual.time(),
                usual.waiting());
    }

    private static String items(String... items) {
        return "{\"items\":[" + String.join(",", items) + "]}";
    }

    private static String item(String service, String id) {
        return "{\"service\":\"" + service + "\",\"id\":\"" + id + "\"}";
    }
}
