package io.maregistry.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.maregistry.server.config.LeaseConfig;
import io.maregistry.server.config.ServerConfig;
import io.maregistry.testkit.HttpCalls;
import io.maregistry.testkit.LocalCluster;
import io.maregistry.testkit.ManualClock;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What an operator sees of a service whose silent ones are held, and of those who left. */
@Timeout(120)
class ProtectionTest {

    private static final String SERVICE = "held.A";
    private static final Duration TTL = Duration.ofSeconds(3);
    private static final Duration HOLD = Duration.ofSeconds(4);
    private static final Duration STEP = Duration.ofMillis(100);
    private static final int ALL = 20;
    private static final int LIVING = 12;
    private static final int RATE_PER_MILLE = 200;

    @TempDir
    private Path directory;

    private final ManualClock clock = new ManualClock();

    @Test
    void heldServiceIsShownUntilItsSilentHaveLeftAndTheyAreCounted() {
        try (LocalCluster cluster = LocalCluster.in(directory)
                .time(clock.source())
                .with(ProtectionTest::settings)
                .start()) {
            HttpCalls node = cluster.leader().http();
            register(node);
            assertThat(metric(node, "maregistry_services_protected")).isZero();

            await().atMost(LocalCluster.PATIENCE)
                    .until(() -> goesOn(node) && metric(node, "maregistry_services_protected") == 1);
            assertHeldIsShown(node.get("/v1/cluster/protection").json());
            assertThat(Samples.listed(node, SERVICE)).isEqualTo(ALL);

            await().atMost(LocalCluster.PATIENCE)
                    .until(() -> goesOn(node) && metric(node, "maregistry_services_protected") == 0);
            assertThat(node.get("/v1/cluster/protection").json().get("active")).isEmpty();
            assertThat(Samples.listed(node, SERVICE)).isEqualTo(LIVING);
            assertThat(removed(node, "silence")).isEqualTo(ALL - LIVING);
            assertThat(removed(node, "unregister")).isZero();
        }
    }

    private static void assertHeldIsShown(JsonNode shown) {
        assertThat(shown.get("ratio").asDouble()).isEqualTo(0.3);
        assertThat(shown.get("min").asInt()).isEqualTo(10);
        assertThat(shown.get("active")).hasSize(1);
        JsonNode held = shown.get("active").get(0);
        assertThat(held.get("service").asText()).isEqualTo(SERVICE);
        assertThat(held.get("instances").asInt()).isEqualTo(ALL);
        assertThat(held.get("silent").asInt()).isEqualTo(ALL - LIVING);
        assertThat(held.get("held").asInt()).isEqualTo(ALL - LIVING);
        assertThat(held.get("ratePerSecond").asInt()).isEqualTo(ALL * RATE_PER_MILLE / 1_000);
        assertThat(held.get("until").asLong() - held.get("since").asLong())
                .isEqualTo(HOLD.plusSeconds(2).toMillis()); // eight of them, four a second
        assertThat(held.get("reason").asText()).isEqualTo("8 of 20 silent within 4 s");
    }

    private static ServerConfig.Builder settings(ServerConfig.Builder builder) {
        LeaseConfig usual = LeaseConfig.DEFAULT;
        return builder.lease(new LeaseConfig(
                TTL,
                usual.tick(),
                usual.sweep(),
                usual.offlineGrace(),
                usual.profile(),
                new LeaseConfig.Protection(300, 10, RATE_PER_MILLE, HOLD)));
    }

    private static void register(HttpCalls node) {
        String items = IntStream.range(0, ALL)
                .mapToObj(number -> "{\"op\":\"register\",\"service\":\"" + SERVICE + "\",\"instance\":"
                        + Samples.instance(number) + "}")
                .collect(Collectors.joining(",", "{\"items\":[", "]}"));
        assertThat(node.post("/v1/instances", items).status()).isEqualTo(200);
    }

    /** One step of time; the living renew. */
    private boolean goesOn(HttpCalls node) {
        clock.pass(STEP);
        String living = IntStream.range(0, LIVING)
                .mapToObj(
                        number -> "{\"service\":\"" + SERVICE + "\",\"id\":\"http://10.0.0." + number + ":8080/app\"}")
                .collect(Collectors.joining(",", "{\"items\":[", "]}"));
        assertThat(node.post("/v1/renewals", living).status()).isEqualTo(200);
        return true;
    }

    private static double removed(HttpCalls node, String cause) {
        return metric(node, "maregistry_instances_removed_total{cause=\"" + cause + "\"}");
    }

    private static double metric(HttpCalls node, String name) {
        return node.get("/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith(name + ' '))
                .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
                .findFirst()
                .orElseThrow();
    }
}
