package io.maregistry.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.maregistry.server.config.CheckConfig;
import io.maregistry.server.config.LeaseConfig;
import io.maregistry.server.config.ServerConfig;
import io.maregistry.testkit.HttpCalls;
import io.maregistry.testkit.LocalCluster;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is seen of a service of which many fail their checks at once, from the first of them to their removal. */
@Timeout(180)
class CheckProtectionTest {

    private static final String SERVICE = "checked.P";
    private static final int ALL = 20;
    private static final int FAILING = 8;
    private static final Duration HOLD = Duration.ofSeconds(4);
    private static final Duration REMOVE_AFTER = Duration.ofSeconds(15);

    @TempDir
    private Path directory;

    @Test
    void manyThatFailAtOnceAreHeldThenErrorThenRemoved() throws Exception {
        try (CheckedServers servers = new CheckedServers(directory);
                Relay up = new Relay(servers.web());
                Relay fading = new Relay(servers.web());
                LocalCluster cluster = LocalCluster.in(directory)
                        .with(CheckProtectionTest::settings)
                        .start()) {
            HttpCalls node = cluster.leader().http();
            for (int number = 0; number < ALL; number++) {
                register(node, number, (number < FAILING ? fading : up).port());
            }
            await().atMost(LocalCluster.PATIENCE)
                    .until(() -> instances(node, "Running", "good").size() == ALL);

            fading.be(Relay.Conduct.DOWN);
            await().atMost(LocalCluster.PATIENCE)
                    .until(() -> !instances(node, "Running", "failing").isEmpty());
            JsonNode held =
                    node.get("/v1/cluster/protection").json().get("active").get(0);
            assertThat(held.get("instances").asInt()).isEqualTo(ALL);
            assertThat(held.get("reason").asText()).endsWith(" of 20 silent or failing within 4 s");

            await().atMost(LocalCluster.PATIENCE)
                    .until(() -> instances(node, "Error", "failing").size() == FAILING);
            assertThat(instances(node, "Running", "good")).hasSize(ALL - FAILING);

            await().atMost(LocalCluster.PATIENCE).until(() -> all(node).size() == ALL - FAILING);
            JsonNode last =
                    node.get("/v1/history/" + SERVICE).json().get("entries").get(0);
            assertThat(last.get("action").asText()).isEqualTo("removed");
            assertThat(last.get("cause").asText()).isEqualTo("check");
            assertThat(last.get("detail").asText()).matches("failing for \\d+\\.\\d s: Connection refused.*");
            await().atMost(LocalCluster.PATIENCE)
                    .until(() -> node.get("/v1/cluster/protection")
                            .json()
                            .get("active")
                            .isEmpty());
        }
    }

    private static ServerConfig.Builder settings(ServerConfig.Builder builder) {
        LeaseConfig usual = LeaseConfig.DEFAULT;
        return builder.check(new CheckConfig(true, 1_000, CheckConfig.ANYBODY))
                .lease(new LeaseConfig(
                        usual.defaultTtl(),
                        usual.tick(),
                        usual.sweep(),
                        usual.offlineGrace(),
                        usual.profile(),
                        new LeaseConfig.Protection(300, 10, 200, HOLD)));
    }

    private static void register(HttpCalls node, int number, int port) {
        HttpCalls.Answer answer = node.post(
                "/v1/services/" + SERVICE + "/instances",
                "{\"scheme\":\"http\",\"host\":\"127.0.0.1\",\"port\":" + port + ",\"context\":\"c" + number
                        + "\",\"ephemeral\":false,\"check\":{\"type\":\"tcp\",\"intervalMs\":1000,\"timeoutMs\":500,"
                        + "\"rise\":1,\"fall\":1,\"removeAfterMs\":" + REMOVE_AFTER.toMillis() + "}}");
        assertThat(answer.status()).as(answer.toString()).isEqualTo(201);
    }

    private static List<JsonNode> all(HttpCalls node) {
        List<JsonNode> all = new ArrayList<>();
        node.get("/v1/services/" + SERVICE).json().get("instances").forEach(all::add);
        return all;
    }

    private static List<JsonNode> instances(HttpCalls node, String status, String verdict) {
        return all(node).stream()
                .filter(instance -> instance.get("status").asText().equals(status)
                        && instance.path("checkResult").path("verdict").asText().equals(verdict))
                .toList();
    }
}
