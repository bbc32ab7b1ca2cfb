package io.maregistry.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.maregistry.client.PatchedInstance;
import io.maregistry.client.Registration;
import io.maregistry.client.RegistryClient;
import io.maregistry.client.naming.NamingService;
import io.maregistry.client.naming.ServiceInstance;
import io.maregistry.client.spi.ServiceList;
import io.maregistry.model.Edit;
import io.maregistry.model.Filter;
import io.maregistry.model.InstancePatch;
import io.maregistry.model.Parameters;
import io.maregistry.model.ParametersPatch;
import io.maregistry.model.RenewalMode;
import io.maregistry.testkit.HttpCalls;
import io.maregistry.testkit.LocalCluster;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What heartbeats tell of instances, on every node and under the next leader. */
@Timeout(180)
class HeartbeatModesTest {

    private static final String URL = "http://10.0.0.7:8080/app";
    private static final String ONE = "/v1/services/orders/instances/http%3A%2F%2F10.0.0.7%3A8080%2Fapp";
    private static final Filter BUSY = Filter.of("metrics.cpu>40");

    @TempDir
    Path directory;

    @Test
    void metricsAreKnownOnEveryNodeAndUnderTheNextLeader() {
        try (LocalCluster cluster = LocalCluster.in(directory).nodes(3).start();
                RegistryClient client =
                        RegistryClient.builder().endpoints(cluster.endpoints()).build()) {
            Registration orders = client.register("orders", URL);

            assertThat(orders.metrics(Map.of("cpu", "45.50", "qps", "1000"))).isTrue();

            assertThat(client.get("orders", BUSY).instances()).hasSize(1);
            assertShownEverywhere(cluster, "\"metrics\":{\"cpu\":45.50,\"qps\":1000}");
            assertThat(cluster.follower().http().post("/sl", "").status()).isEqualTo(200);
            assertShownEverywhere(cluster, "\"metrics\":{\"cpu\":45.50,\"qps\":1000}");
            assertThat(orders.metrics(Map.of("cpu", "3"))).isTrue();
            assertThat(client.get("orders", BUSY).instances()).isEmpty();
            assertThat(client.get("orders").revision()).isEqualTo(1);
        }
    }

    @Test
    void metadataOfAHeartbeatReachWatchersAndAreKept() {
        try (LocalCluster cluster = LocalCluster.in(directory).nodes(1).start();
                RegistryClient client =
                        RegistryClient.builder().endpoints(cluster.endpoints()).build()) {
            NamingService naming = client.naming();
            naming.start();
            ServiceInstance before = ServiceInstance.ofUrl("orders", URL).withMetadata(Map.of("version", "1.0"));
            naming.register(before);

            naming.sendHeartbeat(
                    before.withMetadata(Map.of("version", "1.1")).withMetrics(Map.of("cpu", "7")),
                    RenewalMode.FULL_UPDATE);

            await().atMost(LocalCluster.PATIENCE)
                    .untilAsserted(() -> assertThat(parameters(client.discover("orders")))
                            .containsExactly(Map.of("version", "1.1")));
            assertShownEverywhere(cluster, "\"metrics\":{\"cpu\":7}");
            naming.stop();
        }
    }

    @Test
    void patchOfTheClientHoldsWhereItIsOfTheRevisionThatWasLookedAt() throws Exception {
        try (LocalCluster cluster = LocalCluster.in(directory).nodes(1).start();
                RegistryClient client =
                        RegistryClient.builder().endpoints(cluster.endpoints()).build()) {
            client.register("orders", URL);
            InstancePatch patch = InstancePatch.NONE
                    .withWeight(Edit.to(10))
                    .withParameters(new ParametersPatch(false, Parameters.of(Map.of("zone", "z2")), List.of()))
                    .withMetrics(new ParametersPatch(false, Parameters.of(Map.of("cpu", "50")), List.of()));

            PatchedInstance patched = client.patch("orders", URL, patch);

            assertThat(patched.isChanged()).isTrue();
            assertThat(patched.revision()).isEqualTo(2);
            assertThat(patched.instance().orElseThrow().weight()).isEqualTo(10);
            assertThat(client.patch("orders", URL, patch).isChanged()).isFalse();
            assertThat(client.get("orders", BUSY).instances()).hasSize(1);
            assertThat(client.patchAsync("orders", URL, patch, 1).toCompletableFuture())
                    .failsWithin(LocalCluster.PATIENCE)
                    .withThrowableThat()
                    .withMessageContaining("revision 2, not 1");
        }
    }

    @Test
    void metricsOfTheLeaderReachTheOthersInHashModeWithTheNextCopy() {
        try (LocalCluster cluster = LocalCluster.in(directory).nodes(2).hash().start()) {
            HttpCalls leader = cluster.leader().http();
            String body = "{\"scheme\":\"http\",\"host\":\"10.0.0.7\",\"port\":8080,\"context\":\"app\"}";
            assertThat(leader.post("/v1/services/orders/instances", body).status())
                    .isEqualTo(201);
            String item = "{\"service\":\"orders\",\"id\":\"" + URL + "\",\"mode\":\"metrics_update\","
                    + "\"metrics\":{\"cpu\":45.50}}";
            assertThat(leader.post("/v1/renewals", "{\"items\":[" + item + "]}").status())
                    .isEqualTo(200);

            assertThat(leader.post("/renew?service=orders", body).status()).isEqualTo(200); // which moves the version

            assertShownEverywhere(cluster, "\"metrics\":{\"cpu\":45.50}");
        }
    }

    private static List<Map<String, String>> parameters(ServiceList list) {
        return list.instances().stream()
                .map(instance -> instance.content().parameters().asMap())
                .toList();
    }

    private static void assertShownEverywhere(LocalCluster cluster, String part) {
        cluster.nodes()
                .forEach(node -> await().atMost(LocalCluster.PATIENCE)
                        .untilAsserted(() -> assertThat(node.http().get(ONE).body())
                                .as(node.name())
                                .contains(part)));
    }
}
