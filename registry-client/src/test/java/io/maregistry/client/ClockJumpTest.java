package io.maregistry.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.maregistry.client.spi.RegistrationListener;
import io.maregistry.error.RegistryException;
import io.maregistry.model.Content;
import io.maregistry.model.Lease;
import io.maregistry.model.Parameters;
import io.maregistry.model.Release;
import io.maregistry.testkit.LocalCluster;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The wall clock of the program jumps: nobody notices. */
@Timeout(120)
class ClockJumpTest {

    private static final String URL = "http://10.0.0.7:8080";
    private static final long TTL_MILLIS = 3_000;

    @TempDir
    Path directory;

    private final AtomicLong wall = new AtomicLong(System.currentTimeMillis());
    private final List<String> told = new CopyOnWriteArrayList<>();
    private LocalCluster cluster;
    private RegistryClient client;

    private final class Listener implements RegistrationListener {
        @Override
        public void registeredAgain() {
            told.add("again");
        }

        @Override
        public void lost(RegistryException refusal) {
            told.add(refusal.getMessage());
        }
    }

    @BeforeEach
    void start() {
        cluster = LocalCluster.in(directory).start();
        client = RegistryClient.builder()
                .endpoints(cluster.node(1).endpoint())
                .wallMillis(wall::get)
                .build();
    }

    @AfterEach
    void stop() {
        client.close();
        cluster.close();
    }

    @ParameterizedTest
    @ValueSource(longs = {5, -5})
    void nothingIsLostOrRegisteredAgain(long hours) {
        Registration registration = client.register("orders", URL, shortLived(), new Listener());
        long revision = client.get("orders").revision();
        assertThat(client.discover("orders").healthy()).hasSize(1);

        wall.addAndGet(Duration.ofHours(hours).toMillis());

        await().pollDelay(Duration.ofMillis(2 * TTL_MILLIS))
                .untilAsserted(() -> assertThat(client.get("orders").healthy()).hasSize(1));
        assertThat(client.get("orders").revision()).isEqualTo(revision);
        assertThat(client.discover("orders").isStale()).isFalse();
        assertThat(registration.isKept()).isTrue();
        assertThat(told).isEmpty();
    }

    @Test
    void laterRegistrationCountsThoughTheClockWentBack() {
        Registration before = client.register("orders", URL, shortLived(), new Listener());
        wall.addAndGet(-Duration.ofHours(5).toMillis());

        Registration after = client.register("orders", URL, shortLived(), new Listener());
        before.close();

        assertThat(before.isKept()).isFalse();
        assertThat(after.isKept()).isTrue();
        assertThat(client.get("orders").healthy()).hasSize(1);
        after.close();
        assertThat(client.get("orders").instances()).isEmpty();
    }

    private static Content shortLived() {
        return new Content(
                Parameters.empty(),
                Content.NORMAL_WEIGHT,
                new Lease(true, TTL_MILLIS, Lease.UNSET),
                Content.NO_GENERATION,
                null,
                null,
                Release.NONE);
    }
}
