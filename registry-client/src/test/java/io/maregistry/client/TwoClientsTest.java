package io.maregistry.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.maregistry.client.spi.RegistrationListener;
import io.maregistry.error.RegistryException;
import io.maregistry.model.Content;
import io.maregistry.model.Instance;
import io.maregistry.model.Lease;
import io.maregistry.model.Parameters;
import io.maregistry.model.Release;
import io.maregistry.testkit.LocalCluster;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two clients in one JVM whose clocks stand still, so that nothing but their order tells them apart. */
@Timeout(120)
class TwoClientsTest {

    private static final String URL = "http://10.0.0.7:8080";
    private static final long NOW = System.currentTimeMillis();

    @TempDir
    Path directory;

    private LocalCluster cluster;
    private RegistryClient one;
    private RegistryClient other;

    @BeforeEach
    void start() {
        cluster = LocalCluster.in(directory).start();
        one = client();
        other = client();
    }

    @AfterEach
    void stop() {
        one.close();
        other.close();
        cluster.close();
    }

    private RegistryClient client() {
        return RegistryClient.builder()
                .endpoints(cluster.node(1).endpoint())
                .wallMillis(() -> NOW)
                .build();
    }

    @Test
    void whoeverRegistersLaterHasTheInstance() {
        CompletableFuture<RegistryException> lost = new CompletableFuture<>();
        RegistrationListener listener = new RegistrationListener() {
            @Override
            public void lost(RegistryException refusal) {
                lost.complete(refusal);
            }
        };
        Registration before = one.register("orders", URL, shortLived(), listener);
        Registration after = other.register("orders", URL, shortLived(), new RegistrationListener() {});

        before.close();
        assertThat(other.get("orders").healthy()).extracting(Instance::id).containsExactly(after.id());

        one.close();
        assertThat(other.get("orders").healthy()).hasSize(1);
        assertThat(after.isKept()).isTrue();
        assertThat(lost).isNotDone();
    }

    @Test
    void endOfOneLeavesTheOtherAlone() {
        one.register("orders", "http://10.0.0.8:8080", shortLived());
        other.register("orders", URL, shortLived());
        assertThat(other.discover("orders").instances()).hasSize(2);

        one.close();

        await().untilAsserted(
                        () -> assertThat(other.discover("orders").instances()).hasSize(1));
        other.register("orders", "http://10.0.0.9:8080", shortLived());
        assertThat(other.get("orders").healthy()).hasSize(2);
    }

    private static Content shortLived() {
        return new Content(
                Parameters.empty(),
                Content.NORMAL_WEIGHT,
                new Lease(true, 3_000, Lease.UNSET),
                Content.NO_GENERATION,
                null,
                null,
                Release.NONE);
    }
}
