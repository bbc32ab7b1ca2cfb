package io.maregistry.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.maregistry.client.RegistryClient;
import io.maregistry.client.spi.RegistrationListener;
import io.maregistry.model.Content;
import io.maregistry.model.Parameters;
import io.maregistry.server.config.WriteRouting;
import io.maregistry.testkit.HttpCalls;
import io.maregistry.testkit.LocalCluster;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What an operator patches holds on every node and under every leader, whatever the instance's client goes on saying. */
@Timeout(180)
class PatchTest {

    private static final String URL = "http://10.0.0.7:8080/app";
    private static final String ONE = "/v1/services/orders/instances/http%3A%2F%2F10.0.0.7%3A8080%2Fapp";
    private static final String PATCH = "{\"weight\":10,\"ttlMs\":19000,\"parameters\":{\"zone\":\"z2\"}}";

    @TempDir
    Path directory;

    @Test
    void patchOfAFollowerHoldsUnderTheNextLeaderAndWhereItsClientRegistersAgain() {
        try (LocalCluster cluster = LocalCluster.in(directory).nodes(3).start();
                RegistryClient client =
                        RegistryClient.builder().endpoints(cluster.endpoints()).build()) {
            AtomicInteger returns = new AtomicInteger();
            client.register("orders", URL, content("dev"), new RegistrationListener() {
                @Override
                public void registeredAgain() {
                    returns.incrementAndGet();
                }
            });
            HttpCalls follower = cluster.follower().http();
            String revision = shown(follower).path("revision").asText();

            HttpCalls.Answer patched = follower.call("PATCH", ONE, PATCH, "If-Match", '"' + revision + '"');

            assertThat(patched.status()).as(patched.toString()).isEqualTo(200);
            assertThat(follower.call("PATCH", ONE, PATCH, "If-Match", '"' + revision + '"')
                            .status())
                    .isEqualTo(409);
            assertThat(client.get("orders").instances().get(0).weight()).isEqualTo(10);
            assertThat(follower.post("/sl", "").status()).isEqualTo(200);
            assertPatchedEverywhere(cluster, "dev");

            renewHandlesOf(cluster);
            await().atMost(LocalCluster.PATIENCE).until(() -> returns.get() > 0);
            assertPatchedEverywhere(cluster, "dev");

            client.register("orders", URL, content("prod"));
            JsonNode replaced = shown(follower);
            assertThat(replaced.path("parameters")).hasToString("{\"env\":\"prod\"}");
            assertThat(replaced.path("weight").asInt()).isEqualTo(10);
        }
    }

    @Test
    void followerInHashModeHandsAPatchOn() {
        try (LocalCluster cluster = LocalCluster.in(directory)
                .nodes(2)
                .hash()
                .with(builder -> builder.writeRouting(WriteRouting.FORWARD))
                .start()) {
            HttpCalls follower = cluster.follower().http();
            String body = "{\"scheme\":\"http\",\"host\":\"10.0.0.7\",\"port\":8080,\"context\":\"app\","
                    + "\"ephemeral\":false,\"parameters\":{\"env\":\"dev\"}}";
            assertThat(follower.post("/v1/services/orders/instances", body).status())
                    .isEqualTo(201);

            assertThat(follower.call("PATCH", ONE, PATCH, "If-Match", "\"7\"").status())
                    .isEqualTo(409);
            HttpCalls.Answer patched = follower.call("PATCH", ONE, PATCH, "If-Match", "\"1\"");

            assertThat(patched.status()).as(patched.toString()).isEqualTo(200);
            assertThat(follower.post("/v1/services/orders/instances", body)
                            .json()
                            .path("outcome")
                            .asText())
                    .isEqualTo("same");
            for (HttpCalls node : cluster.http()) {
                await().atMost(LocalCluster.PATIENCE).untilAsserted(() -> assertPatched(node.get(ONE), "dev"));
            }
        }
    }

    /** Gives every instance another handle, as a restore does: clients must register again, with what they said before. */
    private static void renewHandlesOf(LocalCluster cluster) {
        HttpCalls node = cluster.follower().http();
        String saved = node.get("/v1/snapshot").body();
        assertThat(node.post("/reg?service=other", Samples.persistent(1)).status())
                .isEqualTo(200);
        HttpCalls.Answer restored = node.call("PUT", "/v1/snapshot", saved);
        assertThat(restored.json().path("outcome").asText())
                .as(restored.toString())
                .isEqualTo("restored");
    }

    private static void assertPatchedEverywhere(LocalCluster cluster, String env) {
        for (HttpCalls node : cluster.http()) {
            assertPatched(node.get(ONE + "?consistency=linearizable"), env);
        }
    }

    private static void assertPatched(HttpCalls.Answer answer, String env) {
        assertThat(answer.json().path("parameters"))
                .as(answer.toString())
                .hasToString("{\"env\":\"" + env + "\",\"zone\":\"z2\"}");
        assertThat(answer.json().path("weight").asInt()).isEqualTo(10);
        assertThat(answer.json().path("ttlMs").asInt()).isEqualTo(19_000);
    }

    private static JsonNode shown(HttpCalls node) {
        return node.get(ONE + "?consistency=linearizable").json();
    }

    private static Content content(String env) {
        return Content.PLAIN.withParameters(Parameters.of(Map.of("env", env)));
    }
}
