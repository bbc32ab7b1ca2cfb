package io.maregistry.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.maregistry.testkit.LocalCluster;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A node that is far away: reads go to a near one. */
@Timeout(120)
class SlowNodeTest {

    private static final String URL = "http://10.0.0.7:8080";
    private static final int READS = 20;

    @TempDir
    Path directory;

    @Test
    void readsGoToTheNearestNodes() {
        try (ProxiedCluster proxied = new ProxiedCluster(directory)) {
            TcpProxy slow = proxied.proxies().get(0); // the first that is named
            slow.slow(Duration.ofMillis(300));
            try (RegistryClient client = proxied.client()) {
                client.register("orders", URL);

                await().atMost(LocalCluster.PATIENCE).until(() -> sentThrough(slow, client) == 0);
            }
        }
    }

    @Test
    void nodeThatBecomesSlowIsLeft() {
        try (ProxiedCluster proxied = new ProxiedCluster(directory);
                RegistryClient client = proxied.client()) {
            client.register("orders", URL);
            for (int read = 0; read < READS; read++) {
                client.get("orders");
            }
            TcpProxy used = mostUsed(proxied, client);
            used.slow(Duration.ofMillis(300));

            await().atMost(LocalCluster.PATIENCE).until(() -> sentThrough(used, client) == 0);
            assertThat(client.get("orders").healthy()).hasSize(1);
        }
    }

    private static TcpProxy mostUsed(ProxiedCluster proxied, RegistryClient client) {
        return proxied.proxies().stream()
                .filter(proxy -> sentThrough(proxy, client) > 0)
                .findFirst()
                .orElseThrow();
    }

    /** How much some reads send to that node. */
    private static long sentThrough(TcpProxy proxy, RegistryClient client) {
        long before = proxy.bytesOfClients();
        for (int read = 0; read < READS; read++) {
            assertThat(client.get("orders").healthy()).hasSize(1);
        }
        return proxy.bytesOfClients() - before;
    }
}
