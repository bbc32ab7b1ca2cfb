package io.maregistry.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.maregistry.client.spi.Endpoint;
import io.maregistry.model.Content;
import io.maregistry.model.Instance;
import io.maregistry.model.InstanceId;
import io.maregistry.model.Lease;
import io.maregistry.model.Parameters;
import io.maregistry.model.Release;
import io.maregistry.testkit.LocalCluster;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The nodes become others while a client runs. */
@Timeout(180)
class NodeListTest {

    private static final String URL = "http://10.0.0.7:8080";
    private static final String OTHER = "http://10.0.0.8:8080";

    @TempDir
    Path directory;

    @Test
    void memberThatJoinsIsFoundThroughTheOthersAndTakesTheirPlace() {
        try (FakeNode first = new FakeNode();
                FakeNode joined = new FakeNode();
                RegistryClient client =
                        RegistryClient.builder().endpoints(first.endpoint()).build()) {
            first.members = List.of(first);
            CompletionStage<Registration> before = client.registerAsync("orders", URL);
            first.next().take();
            before.toCompletableFuture().join();

            first.members = List.of(first, joined);
            joined.members = first.members;
            CompletionStage<Registration> troubled = client.registerAsync("orders", OTHER);
            first.next().leave(); // a failure is what makes a client look at once
            first.next().take();
            troubled.toCompletableFuture().join();
            await().until(() -> joined.lookedAt.get() > 0);
            first.stop();

            CompletionStage<Registration> after = client.registerAsync("orders", "http://10.0.0.9:8080");
            joined.next().take();
            assertThat(after.toCompletableFuture().join().isKept()).isTrue();
        }
    }

    @Test
    void clientMovesWithItsAddressesAndTakesItsInstancesAlong() {
        try (LocalCluster before = LocalCluster.in(directory.resolve("before")).start();
                LocalCluster after = LocalCluster.in(directory.resolve("after")).start()) {
            AtomicReference<LocalCluster> current = new AtomicReference<>(before);
            moves(current, after);
        }
    }

    private static void moves(AtomicReference<LocalCluster> current, LocalCluster after) {
        try (RegistryClient client = RegistryClient.builder()
                .addresses(() -> addresses(Objects.requireNonNull(current.get())))
                .build()) {
            client.register("orders", URL, shortLived());
            assertThat(client.discover("orders").healthy()).hasSize(1);

            current.getAndSet(after).close();

            client.register("orders", OTHER, shortLived());
            await().atMost(LocalCluster.PATIENCE)
                    .untilAsserted(() -> assertThat(client.get("orders").healthy())
                            .extracting(Instance::id)
                            .extracting(InstanceId::url)
                            .containsExactlyInAnyOrder(URL, OTHER));
            await().atMost(LocalCluster.PATIENCE)
                    .untilAsserted(() ->
                            assertThat(client.discover("orders").healthy()).hasSize(2));
        }
    }

    private static List<Endpoint> addresses(LocalCluster cluster) {
        return cluster.nodes().stream()
                .map(node -> Endpoint.of(node.endpoint()))
                .toList();
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
