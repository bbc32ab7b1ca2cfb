package io.maregistry.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.maregistry.testkit.HttpCalls;
import io.maregistry.testkit.WatchStream;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A drain while a node stands still, with somebody who watches there. */
@Timeout(300)
class PausedDrainIT {

    private static final String DRAIN = "/v1/services/orders/instances/http%3A%2F%2F10.0.0.1%3A8080%2F";

    @TempDir
    Path directory;

    @Test
    void nodeThatStandsStillIsNamedAndItsWatcherIsCountedOnceItGoesOn() {
        try (ProcessCluster cluster = ProcessCluster.of(3, directory).start()) {
            ServerProcess leader = cluster.leader();
            ServerProcess paused = cluster.othersThan(leader).get(0);
            HttpCalls node = leader.http();
            Samples.registerPersistent(node, "orders", 1, 3);
            try (WatchStream watch = WatchStream.open(paused.http().base(), "service=orders&ack=true", null)) {
                watch.await("state");
                paused.pause();

                JsonNode silent = drain(node, 1, 2_000);
                assertThat(silent.path("confirmed").asInt())
                        .as(silent.toString())
                        .isEqualTo(silent.path("watchers").asInt());
                assertThat(silent.path("unreachable")).hasSize(1);

                paused.resume();
                paused.awaitReady();
                await().atMost(ServerProcess.PATIENCE).untilAsserted(() -> {
                    JsonNode heard = drain(node, 2, 1_000);
                    assertThat(heard.path("waiting")).as(heard.toString()).hasSize(1);
                    assertThat(heard.has("unreachable")).isFalse();
                });
            }
        }
    }

    private static JsonNode drain(HttpCalls node, int number, long waitMillis) {
        HttpCalls.Answer answer = node.post(DRAIN + number + "/drain", "{\"waitMs\":" + waitMillis + "}");
        assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
        return answer.json();
    }
}
