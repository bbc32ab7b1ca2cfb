package io.maregistry.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.maregistry.client.spi.RegistrationListener;
import io.maregistry.client.spi.ServiceChange;
import io.maregistry.error.RegistryException;
import io.maregistry.model.Content;
import io.maregistry.model.Instance;
import io.maregistry.model.InstanceId;
import io.maregistry.model.Lease;
import io.maregistry.model.Parameters;
import io.maregistry.model.Release;
import io.maregistry.model.ServiceName;
import io.maregistry.testkit.LocalCluster;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The leader changes while calls of one kind are made: it hands over twice, then it is stopped and comes back. No call
 * fails, and no instance is missed.
 */
@Timeout(180)
class LeaderChangeTest {

    private static final String URL = "http://10.0.0.7:8080";
    private static final long TTL_MILLIS = 3_000;

    @TempDir
    Path directory;

    private LocalCluster cluster;
    private RegistryClient client;

    @BeforeEach
    void start() {
        cluster = LocalCluster.in(directory).nodes(3).start();
        client = RegistryClient.builder().endpoints(cluster.endpoints()).build();
    }

    @AfterEach
    void stop() {
        client.close();
        cluster.close();
    }

    @Test
    void registrationsAreAllDone() {
        int calls = whileTheLeaderChanges(number ->
                assertThat(client.register("orders", url(number)).isKept()).isTrue());

        assertThat(client.get("orders").instances()).hasSize(calls);
    }

    @Test
    void unregistrationsAreAllDone() {
        whileTheLeaderChanges(number -> {
            client.register("orders", url(number));
            assertThat(client.unregister("orders", url(number))).isTrue();
        });

        assertThat(client.get("orders").instances()).isEmpty();
    }

    @Test
    void readsSeeWhatWasWritten() {
        whileTheLeaderChanges(number -> {
            try (Registration registration = client.register("orders", URL)) {
                assertThat(registration.isKept()).isTrue();
                assertThat(client.get("orders").healthy()).hasSize(1);
            }
            assertThat(client.get("orders").healthy()).isEmpty();
        });
    }

    @Test
    void servicesAreListed() {
        client.register("orders", URL);

        whileTheLeaderChanges(number -> assertThat(client.listServices()).containsExactly(ServiceName.of("orders")));
    }

    @Test
    void instancesThatAreRenewedStay() {
        List<RegistryException> lost = new CopyOnWriteArrayList<>();
        RegistrationListener listener = new RegistrationListener() {
            @Override
            public void lost(RegistryException refusal) {
                lost.add(refusal);
            }
        };
        Registration registration = client.register("orders", URL, shortLived(), listener);
        long revision = client.get("orders").revision();

        whileTheLeaderChanges(
                number -> assertThat(client.get("orders").healthy()).hasSize(1));

        await().pollDelay(Duration.ofMillis(2 * TTL_MILLIS))
                .untilAsserted(() -> assertThat(client.get("orders").healthy()).hasSize(1));
        assertThat(client.get("orders").revision()).as("it never left").isEqualTo(revision);
        assertThat(registration.isKept()).isTrue();
        assertThat(lost).isEmpty();
    }

    @Test
    void subscribersHearOfEachChange() {
        Set<String> heard = ConcurrentHashMap.newKeySet();
        client.subscribe("orders", change -> heard.addAll(added(change)));

        int calls = whileTheLeaderChanges(number -> {
            client.register("orders", url(number));
            await().atMost(LocalCluster.PATIENCE).until(() -> heard.contains(url(number)));
        });

        assertThat(heard).hasSize(calls);
    }

    /** How many calls were made; the last of them behind all changes. */
    private int whileTheLeaderChanges(IntConsumer call) {
        Thread changing = new Thread(this::changeLeaders, "changing");
        int calls = 0;
        call.accept(++calls);
        changing.start();
        while (changing.isAlive()) {
            call.accept(++calls);
        }
        call.accept(++calls);
        assertThat(cluster.leader()).isNotNull();
        return calls;
    }

    private void changeLeaders() {
        for (int round = 0; round < 2; round++) {
            LocalCluster.Node before = cluster.leader();
            assertThat(cluster.follower().http().post("/sl", "").status()).isEqualTo(200);
            await().atMost(LocalCluster.PATIENCE).until(() -> !cluster.leader().equals(before));
        }
        LocalCluster.Node leader = cluster.leader();
        leader.stop();
        cluster.leader();
        leader.start();
        leader.awaitReady();
    }

    private static List<String> added(ServiceChange change) {
        return change.added().stream().map(Instance::id).map(InstanceId::url).toList();
    }

    private static String url(int number) {
        return "http://10.0.1.1:" + number;
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
