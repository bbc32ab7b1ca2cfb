package io.maregistry.client.resolver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.NameResolverRegistry;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.maregistry.client.Registration;
import io.maregistry.client.RegistryClient;
import io.maregistry.error.RegistryException;
import io.maregistry.model.Content;
import io.maregistry.model.Parameters;
import io.maregistry.testkit.FreePorts;
import io.maregistry.testkit.LocalCluster;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Channels of an application, its servers and real nodes of the registry, all in this JVM. */
@Timeout(180)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init")
class MaRegistryNameResolverProviderTest {

    private LocalCluster cluster;
    private RegistryClient client;
    private MaRegistryNameResolverProvider provider;

    @BeforeAll
    void startCluster(@TempDir Path directory) {
        cluster = LocalCluster.in(directory).nodes(1).start();
    }

    @BeforeEach
    void register() {
        client = RegistryClient.builder().endpoints(endpoints()).build();
        provider = MaRegistryNameResolverProvider.of(client);
        NameResolverRegistry.getDefaultRegistry().register(provider);
    }

    @AfterEach
    void deregister() {
        NameResolverRegistry.getDefaultRegistry().deregister(provider);
        client.close();
    }

    @AfterAll
    void stopCluster() {
        cluster.close();
    }

    @Test
    void callsGoToAllInstancesAndFollowThemAsTheyComeAndGo() {
        ManagedChannel channel = channel("maregistry:///greeter");
        try (Greeter first = new Greeter();
                Greeter second = new Greeter();
                Greeter third = new Greeter()) {
            client.register("greeter", first.url());
            Registration leaving = client.register("greeter", second.url());
            await().untilAsserted(() -> {
                greet(channel);
                assertThat(first.calls()).isPositive();
                assertThat(second.calls()).isPositive();
            });

            leaving.close();
            await().untilAsserted(() -> {
                int before = second.calls();
                greet(channel);
                greet(channel);
                greet(channel);
                assertThat(second.calls()).isEqualTo(before);
            });
            second.stop();
            for (int call = 0; call < 100; call++) {
                greet(channel); // throws where one fails
            }

            client.register("greeter", third.url());
            await().untilAsserted(() -> {
                greet(channel);
                assertThat(third.calls()).isPositive();
            });
        } finally {
            end(channel);
        }
    }

    @Test
    void addressesOutliveTheRegistry(@TempDir Path directory) {
        try (LocalCluster passing = LocalCluster.in(directory).nodes(1).start();
                Greeter greeter = new Greeter();
                RegistryClient provider = impatient(passing)) {
            ManagedChannel channel = channel("maregistry://" + endpoint(passing) + "/staying");
            try {
                provider.register("staying", greeter.url());
                await().untilAsserted(() -> greet(channel));
                passing.node(1).stop();
                assertThatThrownBy(() -> provider.get("staying")).isInstanceOf(RegistryException.class);
                int port = greeter.port();
                greeter.stop(); // the channel has to connect anew, and asks for addresses
                assertThatThrownBy(() -> greet(channel)).isInstanceOf(StatusRuntimeException.class);
                try (Greeter again = new Greeter(port)) {
                    await().ignoreExceptions().untilAsserted(() -> greet(channel));
                    assertThat(again.calls()).isPositive();
                }
            } finally {
                end(channel);
            }
        }
    }

    private static RegistryClient impatient(LocalCluster cluster) {
        return RegistryClient.builder()
                .endpoints(endpoint(cluster))
                .callTimeout(Duration.ofSeconds(1))
                .build();
    }

    @Test
    void serviceOfAnotherNamespaceIsNamedInFull() {
        ManagedChannel channel = channel("maregistry:///blue/green/greeter");
        try (Greeter greeter = new Greeter()) {
            client.register("blue/green/greeter", greeter.url());

            await().untilAsserted(() -> greet(channel));
        } finally {
            end(channel);
        }
    }

    @Test
    void instanceOfAnotherSchemeIsCalledAtThePortThatItNamesForGrpc() {
        ManagedChannel channel = channel("maregistry:///two-ports");
        try (Greeter greeter = new Greeter()) {
            client.register(
                    "two-ports",
                    "http://127.0.0.1:1",
                    Content.PLAIN.withParameters(Parameters.of(Map.of("grpc.port", "" + greeter.port()))));
            client.register("two-ports", "http://127.0.0.1:2");

            await().untilAsserted(() -> greet(channel));
            greet(channel);
        } finally {
            end(channel);
        }
    }

    @Test
    void hostNamesAreLookedUp() {
        ManagedChannel channel = channel("maregistry:///by-name");
        try (Greeter greeter = new Greeter()) {
            client.register("by-name", "grpc://localhost:" + greeter.port());

            await().untilAsserted(() -> greet(channel));
        } finally {
            end(channel);
        }
    }

    @Test
    void serviceWithoutAnyInstanceForGrpcSaysSo() {
        client.register("only-http", "http://127.0.0.1:1");
        ManagedChannel channel = channel("maregistry:///only-http");
        try {
            assertThatThrownBy(() -> greet(channel))
                    .isInstanceOf(StatusRuntimeException.class)
                    .hasMessageContaining("UNAVAILABLE")
                    .hasMessageContaining("only-http has no instance to call by gRPC: 1 listed, 1 healthy");
        } finally {
            end(channel);
        }
    }

    @Test
    void channelOfAClientThatIsClosedSaysSoHoweverOftenItAsks() {
        RegistryClient closed = RegistryClient.builder().endpoints(endpoints()).build();
        closed.close();
        MaRegistryNameResolverProvider ofClosed = MaRegistryNameResolverProvider.of(closed);
        NameResolverRegistry.getDefaultRegistry().deregister(provider);
        NameResolverRegistry.getDefaultRegistry().register(ofClosed);
        ManagedChannel channel = channel("maregistry:///greeter");
        try {
            for (int round = 0; round < 3; round++) {
                assertThatThrownBy(() -> greet(channel))
                        .isInstanceOf(StatusRuntimeException.class)
                        .hasMessageContaining("UNAVAILABLE")
                        .hasMessageContaining("the client is closed");
                channel.resetConnectBackoff(); // asks the resolver again
            }
        } finally {
            end(channel);
            NameResolverRegistry.getDefaultRegistry().deregister(ofClosed);
        }
    }

    @Test
    void registryThatNobodyAnswersIsToldAndClientsOfTargetsEndWithTheirLastChannel() {
        String nowhere = "127.0.0.1:" + FreePorts.take(1).get(0);
        long before = clients();
        ManagedChannel channel = channel("maregistry://" + nowhere + "/greeter");
        ManagedChannel other = channel("maregistry://" + nowhere + "/greeter");
        try {
            assertThatThrownBy(() -> greet(channel))
                    .isInstanceOfSatisfying(
                            StatusRuntimeException.class,
                            failure -> assertThat(failure.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE))
                    .hasMessageContaining("the list of service greeter is not known");
            assertThat(clients()).isEqualTo(before + 1);
        } finally {
            end(channel);
            end(other);
        }
        await().untilAsserted(() -> assertThat(clients()).isEqualTo(before));
    }

    @Test
    void targetsThatNameARegistryUseIt() {
        ManagedChannel channel = channel("maregistry://" + String.join(",", endpoints()) + "/named");
        try (Greeter greeter = new Greeter()) {
            client.register("named", greeter.url());

            await().untilAsserted(() -> greet(channel));
        } finally {
            end(channel);
        }
    }

    @Test
    void providerIsFoundByGrpcAndLeavesTargetsOfOthersAlone() {
        NameResolverRegistry.getDefaultRegistry().deregister(provider);

        assertThatThrownBy(() -> channel("maregistry:///greeter"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("maregistry.endpoints");
        assertThat(NameResolverRegistry.getDefaultRegistry().getDefaultScheme()).isEqualTo("dns");
        NameResolverRegistry.getDefaultRegistry().register(provider);
        assertThat(NameResolverRegistry.getDefaultRegistry().getDefaultScheme()).isEqualTo("dns");
    }

    @Test
    void systemPropertyNamesTheRegistryOfTheProviderThatGrpcFinds() {
        NameResolverRegistry.getDefaultRegistry().deregister(provider);
        System.setProperty("maregistry.endpoints", endpoint(cluster));
        try (Greeter greeter = new Greeter()) {
            ManagedChannel channel = channel("maregistry:///by-property");
            try {
                client.register("by-property", greeter.url());

                await().untilAsserted(() -> greet(channel));
            } finally {
                end(channel);
            }
        } finally {
            System.clearProperty("maregistry.endpoints");
        }
    }

    @Test
    void targetsThatAreUnlawfulAreRefused() {
        for (String target : new String[] {
            "maregistry:greeter", "maregistry:///", "maregistry:///a/b", "maregistry://nonsense/greeter"
        }) {
            assertThatThrownBy(() -> channel(target)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    private static ManagedChannel channel(String target) {
        return Grpc.newChannelBuilder(target, InsecureChannelCredentials.create())
                .defaultLoadBalancingPolicy("round_robin")
                .build();
    }

    private static void greet(ManagedChannel channel) {
        HealthCheckResponse answer = HealthGrpc.newBlockingStub(channel)
                .withDeadlineAfter(20, TimeUnit.SECONDS)
                .check(HealthCheckRequest.getDefaultInstance());
        assertThat(answer.getStatus()).isEqualTo(ServingStatus.SERVING);
    }

    private static void end(ManagedChannel channel) {
        channel.shutdownNow();
        await().until(channel::isTerminated);
    }

    /** How many clients run in this JVM. */
    private static long clients() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("maregistry-client-timer"))
                .collect(Collectors.counting());
    }

    private String[] endpoints() {
        return new String[] {endpoint(cluster)};
    }

    private static String endpoint(LocalCluster cluster) {
        return cluster.node(1).endpoint();
    }
}
