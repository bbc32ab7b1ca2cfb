package io.maregistry.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.maregistry.client.spi.Credentials;
import io.maregistry.client.spi.RegistrationListener;
import io.maregistry.client.spi.ServiceList;
import io.maregistry.error.RegistryException;
import io.maregistry.model.Content;
import io.maregistry.model.Instance;
import io.maregistry.model.Lease;
import io.maregistry.model.Parameters;
import io.maregistry.model.Release;
import io.maregistry.model.ServiceName;
import io.maregistry.testkit.FreePorts;
import io.maregistry.testkit.LocalCluster;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The client against real nodes in this JVM. */
@Timeout(180)
class RegistryClientTest {

    private static final String URL = "http://10.0.0.7:8080";

    @TempDir
    Path directory;

    @Test
    void whatIsRegisteredIsListedUntilItIsClosed() {
        try (LocalCluster cluster = cluster(3);
                RegistryClient client = client(cluster)) {
            Content content = Content.PLAIN.withParameters(Parameters.of(Map.of("zone", "a")));
            Registration registration = client.register("orders", URL, content);

            Instance listed = client.get("orders").healthy().get(0);
            assertThat(listed.id().url()).isEqualTo(URL);
            assertThat(listed.content().parameters()).isEqualTo(content.parameters());
            assertThat(client.listServices()).containsExactly(ServiceName.of("orders"));

            registration.close();
            registration.close();
            assertThat(client.get("orders").instances()).isEmpty();
        }
    }

    @Test
    void namespaceOfTheClientIsThatOfItsServices() {
        try (LocalCluster cluster = cluster(1);
                RegistryClient client = builder(cluster).namespace("blue").build()) {
            client.register("orders", URL);
            client.register("public/DEFAULT_GROUP/orders", URL);

            assertThat(client.listServices()).containsExactly(ServiceName.of("blue", "DEFAULT_GROUP", "orders"));
            assertThat(client.unregister("public/DEFAULT_GROUP/orders", URL)).isTrue();
            assertThat(client.unregister("public/DEFAULT_GROUP/orders", URL)).isFalse();
            assertThat(client.get("orders").instances()).hasSize(1);
        }
    }

    @Test
    void leaderThatStopsIsNotFelt() {
        try (LocalCluster cluster = cluster(3);
                RegistryClient client = client(cluster)) {
            client.register("orders", URL);
            LocalCluster.Node leader = cluster.leader();
            List<CompletableFuture<Registration>> asked = new ArrayList<>();
            Thread stopping = new Thread(leader::stop, "stopping");
            stopping.start();
            for (int number = 1; number <= 200; number++) {
                asked.add(client.registerAsync("orders", "http://10.0.0.8:" + number)
                        .toCompletableFuture());
            }
            asked.forEach(each -> assertThat(each.join().isKept()).isTrue());
            join(stopping);

            assertThat(client.get("orders").instances()).hasSize(201);
        }
    }

    @Test
    void leadershipThatMovesIsNotFelt() {
        try (LocalCluster cluster = cluster(3);
                RegistryClient client = client(cluster)) {
            for (int round = 0; round < 3; round++) {
                CompletableFuture<Registration> before =
                        client.registerAsync("orders", URL).toCompletableFuture();
                assertThat(cluster.follower().http().post("/sl", "").status()).isEqualTo(200);
                client.register("orders", URL);
                before.join();
            }
            assertThat(client.get("orders").instances()).hasSize(1);
        }
    }

    @Test
    void registrationComesBackByItselfWhenAllNodesWereAway() throws IOException {
        try (LocalCluster cluster = cluster(3);
                RegistryClient client = client(cluster);
                RegistryClient other = client(cluster)) {
            client.register("orders", URL, shortLived());
            cluster.nodes().forEach(LocalCluster.Node::stop);
            for (LocalCluster.Node node : cluster.nodes()) {
                delete(node.directory()); // they come back with nothing, as another cluster
            }
            cluster.start();

            await().atMost(LocalCluster.PATIENCE)
                    .ignoreExceptionsInstanceOf(RegistryException.class)
                    .untilAsserted(
                            () -> assertThat(other.get("orders").instances()).hasSize(1));
        }
    }

    @Test
    void nodeThatTakesConnectionsAndSaysNothingIsPassedOver() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                LocalCluster cluster = cluster(1);
                RegistryClient client = RegistryClient.builder()
                        .endpoints(
                                "127.0.0.1:" + silent.getLocalPort(),
                                cluster.node(1).endpoint())
                        .build()) {
            client.register("orders", URL);

            assertThat(client.get("orders").instances()).hasSize(1);
        }
    }

    @Test
    void credentialsThatFailAreAskedForAgain() {
        AtomicInteger asked = new AtomicInteger();
        Credentials rotating = () -> {
            if (asked.incrementAndGet() <= 3) {
                throw new IllegalStateException("no token now");
            }
            return Optional.of("Bearer token");
        };
        try (LocalCluster cluster = cluster(1);
                RegistryClient client = builder(cluster).credentials(rotating).build()) {
            client.register("orders", URL);

            assertThat(client.get("orders").instances()).hasSize(1);
        }
    }

    @Test
    void credentialsThatNeverComeAreTheCauseThatIsTold() {
        Credentials broken = () -> {
            throw new IllegalStateException("no token");
        };
        try (RegistryClient client = RegistryClient.builder()
                .endpoints("127.0.0.1:1")
                .credentials(broken)
                .callTimeout(Duration.ofMillis(200))
                .build()) {
            assertThatThrownBy(() -> client.register("orders", URL))
                    .isInstanceOf(RegistryException.Unavailable.class)
                    .hasMessageContaining("127.0.0.1:1: the credentials failed")
                    .hasMessageContaining("no token");
        }
    }

    @Test
    void twoClientsInOneProcessKnowNothingOfEachOther() {
        try (LocalCluster cluster = cluster(1);
                RegistryClient stays = client(cluster)) {
            try (RegistryClient leaves = client(cluster)) {
                stays.register("orders", URL);
                leaves.register("orders", "http://10.0.0.9:1");
                assertThat(stays.get("orders").instances()).hasSize(2);
            }
            assertThat(stays.get("orders").instances())
                    .extracting(each -> each.id().url())
                    .containsExactly(URL);
        }
    }

    @Test
    void tenThousandInstancesOfOneClientAreAllKept() {
        try (LocalCluster cluster = cluster(1);
                RegistryClient client =
                        builder(cluster).callTimeout(LocalCluster.PATIENCE).build()) { // they wait for each other
            List<CompletableFuture<Registration>> asked = IntStream.rangeClosed(1, 10_000)
                    .mapToObj(port -> client.registerAsync("orders", "http://10.0.0.7:" + port, shortLived(), silent())
                            .toCompletableFuture())
                    .toList();
            asked.forEach(CompletableFuture::join);
            long revision = client.get("orders").revision();

            await().pollDelay(Duration.ofSeconds(9)) // three times the ttl
                    .atMost(LocalCluster.PATIENCE)
                    .untilAsserted(
                            () -> assertThat(client.get("orders").healthy()).hasSize(10_000));
            assertThat(client.get("orders").revision())
                    .as("nobody left and came back")
                    .isEqualTo(revision);
        }
    }

    @Test
    void closeUnregistersAndLeavesNoThread() {
        try (LocalCluster cluster = cluster(1)) {
            RegistryClient client = client(cluster);
            client.register("orders", URL);
            assertThat(threads()).isPositive();

            client.close();
            client.close();

            await().until(() -> threads() == 0); // a thread that has ended is seen for a moment
            assertThatThrownBy(() -> client.get("orders")).hasMessage("the client is closed");
            try (RegistryClient other = client(cluster)) {
                assertThat(other.get("orders").instances()).isEmpty();
            }
        }
    }

    @Test
    void endpointsThatNobodyAnswersAreNamedWithTheirCause() {
        List<Integer> ports = FreePorts.take(2);
        try (RegistryClient client = RegistryClient.builder()
                .endpoints("127.0.0.1:" + ports.get(0), "localhost:" + ports.get(1))
                .callTimeout(Duration.ofSeconds(3))
                .build()) {
            assertThatThrownBy(() -> client.register("orders", URL))
                    .isInstanceOf(RegistryException.Unavailable.class)
                    .hasMessageContaining("127.0.0.1:" + ports.get(0) + ": ")
                    .hasMessageContaining("localhost:" + ports.get(1) + ": ")
                    .hasMessageContaining("Connection refused");
        }
    }

    @Test
    void argumentsThatAreUnlawfulAreNamed() {
        try (RegistryClient client =
                RegistryClient.builder().endpoints("127.0.0.1:1").build()) {
            assertThatThrownBy(() -> client.register("a/b", URL))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("service is unlawful");
            assertThatThrownBy(() -> client.register("orders", "nonsense"))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("url is unlawful");
        }
        assertThatThrownBy(() -> RegistryClient.builder().endpoints("nonsense"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("endpoint must be host:port, was \"nonsense\"");
        assertThatThrownBy(() -> RegistryClient.builder().build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("endpoints");
    }

    @Test
    @SuppressWarnings("NullAway") // what a program without null checks does
    void argumentsThatAreMissingAreNamed() {
        try (RegistryClient client =
                RegistryClient.builder().endpoints("127.0.0.1:1").build()) {
            assertThatThrownBy(() -> client.register(null, URL))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("service must not be null");
            assertThatThrownBy(() -> client.unregister("orders", null))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("url must not be null");
            assertThatThrownBy(() -> client.register("orders", URL, null))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("content must not be null");
        }
        assertThatThrownBy(() -> RegistryClient.builder().namespace(null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("namespace must not be null");
    }

    @Test
    void blockingCallOnAThreadOfTheClientIsRefused() {
        try (LocalCluster cluster = cluster(1);
                RegistryClient client = client(cluster)) {
            CompletableFuture<ServiceList> asked = client.getAsync("orders")
                    .thenApply(list -> client.get("orders"))
                    .toCompletableFuture();

            assertThatThrownBy(asked::join).hasRootCauseInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void restartedProcessTakesThePlaceOfTheOneBefore() {
        try (LocalCluster cluster = cluster(1);
                RegistryClient before = client(cluster);
                RegistryClient after = client(cluster)) {
            Registration old = before.register("orders", URL, Content.PLAIN.withGeneration(1L << 50));
            after.register("orders", URL); // the stored generation is far above the wall clock

            old.close();

            assertThat(after.get("orders").instances()).hasSize(1);
        }
    }

    @Test
    void instanceIsUnregisteredThoughAnotherProcessHasRegisteredItSince() {
        try (LocalCluster cluster = cluster(1);
                RegistryClient before = client(cluster);
                RegistryClient after = client(cluster)) {
            before.register("orders", URL);
            after.register("orders", URL);

            assertThat(before.unregister("orders", URL)).isTrue();

            assertThat(after.get("orders").instances()).isEmpty();
        }
    }

    @Test
    void refusalThatCannotHealIsToldAtOnce() {
        try (LocalCluster cluster = cluster(1);
                RegistryClient client = client(cluster)) {
            Content unlawful = new Content(
                    Parameters.empty(),
                    Content.NORMAL_WEIGHT,
                    new Lease(true, 1, Lease.UNSET),
                    Content.NO_GENERATION,
                    null,
                    null,
                    Release.NONE);

            assertThatThrownBy(() -> client.register("orders", URL, unlawful))
                    .isInstanceOf(RegistryException.InvalidRequest.class);
        }
    }

    private LocalCluster cluster(int nodes) {
        return LocalCluster.in(directory).nodes(nodes).start();
    }

    private static RegistryClient client(LocalCluster cluster) {
        return builder(cluster).build();
    }

    private static void delete(Path tree) throws IOException {
        try (Stream<Path> paths = Files.walk(tree)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    private static RegistryClient.Builder builder(LocalCluster cluster) {
        return RegistryClient.builder().endpoints(cluster.endpoints());
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

    private static RegistrationListener silent() {
        return new RegistrationListener() {};
    }

    private static int threads() {
        return (int) Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith(ClientThreads.PREFIX))
                .count();
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
    }
}
