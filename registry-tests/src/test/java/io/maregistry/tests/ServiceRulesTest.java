package io.maregistry.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.maregistry.client.PatchedService;
import io.maregistry.client.RegistryClient;
import io.maregistry.model.Edit;
import io.maregistry.model.Parameters;
import io.maregistry.model.ParametersPatch;
import io.maregistry.model.ServicePatch;
import io.maregistry.server.config.WriteRouting;
import io.maregistry.testkit.HttpCalls;
import io.maregistry.testkit.LocalCluster;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What an operator says of a service holds on every node, under every leader and behind a restore. */
@Timeout(180)
class ServiceRulesTest {

    private static final String ONE = "/v1/services/orders";
    private static final String PATCH = "{\"metadata\":{\"team\":\"pay\"},\"ttlMs\":30000,\"protectionRatio\":0.5}";

    @TempDir
    Path directory;

    @Test
    void rulesHoldOnEveryNodeAndUnderTheNextLeaderAndBehindARestore() {
        try (LocalCluster cluster = LocalCluster.in(directory).nodes(3).start();
                RegistryClient client =
                        RegistryClient.builder().endpoints(cluster.endpoints()).build()) {
            ServicePatch patch = new ServicePatch(
                    new ParametersPatch(false, Parameters.of(Map.of("team", "pay")), List.of()),
                    Edit.to(30_000L),
                    Edit.to(500));
            PatchedService patched = client.patchService("orders", patch);
            assertThat(patched.isChanged()).isTrue();
            assertThat(client.patchService("orders", patch)).isEqualTo(new PatchedService(false, patched.revision()));
            assertRuledEverywhere(cluster);

            HttpCalls follower = cluster.follower().http();
            assertThat(follower.call("PATCH", ONE, PATCH, "If-Match", "\"0\"").status())
                    .isEqualTo(409);
            assertThat(follower.post("/sl", "").status()).isEqualTo(200);
            assertThat(follower.post(ONE + "/instances", Samples.persistent(1))
                            .json()
                            .path("renewEveryMs")
                            .asInt())
                    .isEqualTo(7_500);
            assertRuledEverywhere(cluster);

            HttpCalls node = cluster.follower().http();
            String saved = node.get("/v1/snapshot").body();
            assertThat(node.call("PATCH", ONE, "{\"metadata\":null,\"ttlMs\":null,\"protectionRatio\":null}")
                            .status())
                    .isEqualTo(200);
            assertThat(node.call("PUT", "/v1/snapshot", saved).status()).isEqualTo(200);
            assertRuledEverywhere(cluster);
        }
    }

    @Test
    void followerInHashModeHandsAPatchOnAndTakesOverWhatItMade() {
        try (LocalCluster cluster = LocalCluster.in(directory)
                .nodes(2)
                .hash()
                .with(builder -> builder.writeRouting(WriteRouting.FORWARD))
                .start()) {
            HttpCalls.Answer patched = cluster.follower().http().call("PATCH", ONE, PATCH);

            assertThat(patched.status()).as(patched.toString()).isEqualTo(200);
            assertRuledEverywhere(cluster);
        }
    }

    private static void assertRuledEverywhere(LocalCluster cluster) {
        for (HttpCalls node : cluster.http()) {
            await().atMost(LocalCluster.PATIENCE)
                    .untilAsserted(() -> assertRuled(node.get(ONE).json()));
        }
    }

    private static void assertRuled(JsonNode service) {
        assertThat(service.path("metadata")).hasToString("{\"team\":\"pay\"}");
        assertThat(service.path("ttlMs").asInt()).isEqualTo(30_000);
        assertThat(service.path("protectionRatio").asDouble()).isEqualTo(0.5);
    }
}
