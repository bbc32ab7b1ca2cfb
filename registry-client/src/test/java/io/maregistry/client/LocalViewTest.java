package io.maregistry.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.maregistry.client.spi.LoadBalancer;
import io.maregistry.client.spi.ServiceChange;
import io.maregistry.client.spi.ServiceList;
import io.maregistry.error.RegistryException;
import io.maregistry.model.Content;
import io.maregistry.model.Filter;
import io.maregistry.model.Instance;
import io.maregistry.model.Parameters;
import io.maregistry.testkit.FreePorts;
import io.maregistry.testkit.LocalCluster;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The local view of a client against real nodes in this JVM. */
@Timeout(180)
class LocalViewTest {

    private static final String ONE = "http://10.0.0.7:8080";
    private static final String OTHER = "http://10.0.0.8:8080";

    @TempDir
    Path directory;

    @Test
    void listIsTheSameObjectUntilTheServiceChanges() {
        try (LocalCluster cluster = cluster(1);
                RegistryClient provider = builder(cluster).build();
                RegistryClient consumer = builder(cluster).build()) {
            provider.register("orders", ONE);

            ServiceList first = consumer.discover("orders");
            assertThat(urls(first)).containsExactly(ONE);
            assertThat(consumer.discover("orders")).isSameAs(first);
            provider.register("orders", OTHER);

            await().untilAsserted(
                            () -> assertThat(urls(consumer.discover("orders"))).containsExactly(ONE, OTHER));
        }
    }

    @Test
    void listWithoutBlockingIsTheNewestOneAndNotTheFirst() {
        try (LocalCluster cluster = cluster(1);
                RegistryClient provider = builder(cluster).build();
                RegistryClient consumer = builder(cluster).build()) {
            provider.register("orders", ONE);
            assertThat(urls(consumer.discoverAsync("orders")
                            .toCompletableFuture()
                            .join()))
                    .containsExactly(ONE);
            provider.register("orders", OTHER);

            await().untilAsserted(() -> assertThat(urls(consumer.discoverAsync("orders")
                            .toCompletableFuture()
                            .join()))
                    .containsExactly(ONE, OTHER));
        }
    }

    @Test
    void listenerHearsOfEachChange() throws Exception {
        try (LocalCluster cluster = cluster(1);
                RegistryClient client = builder(cluster).build()) {
            BlockingQueue<ServiceChange> told = new LinkedBlockingQueue<>();
            client.subscribe("orders", told::add);
            assertThat(next(told).list().instances()).isEmpty();

            Registration registration = client.register("orders", ONE);
            assertThat(next(told).added()).extracting(Instance::id).hasToString("[" + ONE + "]");
            registration.close();

            assertThat(next(told).list().healthy()).isEmpty(); // drained before it leaves
            assertThat(next(told).removed()).extracting(Instance::id).hasToString("[" + ONE + "]");
        }
    }

    @Test
    void watchGoesOnWhenTheNodeOfItsStreamIsGone() {
        try (LocalCluster cluster = cluster(3);
                RegistryClient client = builder(cluster).build()) {
            client.register("orders", ONE);
            assertThat(urls(client.discover("orders"))).containsExactly(ONE);

            for (LocalCluster.Node node : cluster.nodes()) {
                node.stop();
                String url = "http://10.0.1." + node.config().grpc().listen().port() % 250 + ":8080";
                client.register("orders", url);
                await().atMost(LocalCluster.PATIENCE)
                        .untilAsserted(() ->
                                assertThat(urls(client.discover("orders"))).contains(url));
                node.start();
                node.awaitReady();
            }
            assertThat(client.discover("orders").instances()).hasSize(4);
        }
    }

    @Test
    void nodeThatHangsIsPassedOver() throws Exception {
        try (ServerSocket hanging = new ServerSocket(0, 50, InetAddress.getLoopbackAddress()); // takes, never answers
                LocalCluster cluster = cluster(1);
                RegistryClient provider = builder(cluster).build()) {
            provider.register("orders", ONE);
            try (RegistryClient consumer = RegistryClient.builder()
                    .endpoints(
                            "127.0.0.1:" + hanging.getLocalPort(),
                            cluster.node(1).endpoint())
                    .build()) {
                assertThat(urls(consumer.discover("orders"))).containsExactly(ONE);
                provider.register("orders", OTHER);

                await().untilAsserted(() ->
                        assertThat(urls(consumer.discover("orders"))).containsExactly(ONE, OTHER));
            }
        }
    }

    @Test
    void filteredListsAndBalancersFollowTheServiceUntilItIsForgotten() {
        Content west = Content.PLAIN.withParameters(Parameters.of(Map.of("zone", "west")));
        Filter inWest = Filter.of("zone=west");
        try (LocalCluster cluster = cluster(1);
                RegistryClient client = builder(cluster).build()) {
            client.register("orders", ONE, west);
            client.register("orders", OTHER);
            Balanced orders = client.balanced("orders", LoadBalancer.roundRobin(), inWest);
            Balanced any = client.balanced("orders", LoadBalancer.roundRobin());
            await().untilAsserted(
                            () -> assertThat(urls(client.discover("orders"))).containsExactly(ONE, OTHER));

            assertThat(urls(client.discover("orders", inWest))).containsExactly(ONE);
            assertThat(client.discover("orders", inWest)).isSameAs(client.discover("orders", inWest));
            assertThat(orders.choose()).map(Instance::id).hasToString("Optional[" + ONE + "]");
            try (Balanced.Chosen one = any.begin();
                    Balanced.Chosen other = any.begin()) {
                assertThat(List.of(one.instance(), other.instance()))
                        .extracting(instance -> instance.id().url())
                        .containsExactlyInAnyOrder(ONE, OTHER);
            }
            ServiceList before = client.discover("orders");
            client.forget("orders");

            assertThat(client.discover("orders")).isNotSameAs(before).isEqualTo(before);
        }
    }

    @Test
    void copyFromDiskIsUsedAndSaysSoWhereNoNodeAnswersAtTheStart() {
        Path copies = directory.resolve("copies");
        try (LocalCluster cluster = cluster(1);
                RegistryClient provider =
                        builder(cluster).unregisterAtExit(false).build()) {
            provider.register("orders", ONE);
            try (RegistryClient consumer =
                    builder(cluster).cacheDirectory(copies).build()) {
                assertThat(urls(consumer.discover("orders"))).containsExactly(ONE);
            }
        }

        try (RegistryClient consumer = RegistryClient.builder()
                .endpoints("127.0.0.1:" + FreePorts.take(1).get(0))
                .cacheDirectory(copies)
                .callTimeout(Duration.ofSeconds(2))
                .build()) {
            ServiceList copy = consumer.discover("orders");

            assertThat(urls(copy)).containsExactly(ONE);
            assertThat(copy.isStale()).isTrue();
            assertThatThrownBy(() -> consumer.discover("payments")).isInstanceOf(RegistryException.Unavailable.class);
        }
    }

    private LocalCluster cluster(int nodes) {
        return LocalCluster.in(directory).nodes(nodes).start();
    }

    private static RegistryClient.Builder builder(LocalCluster cluster) {
        return RegistryClient.builder().endpoints(cluster.endpoints());
    }

    private static List<String> urls(ServiceList list) {
        return list.instances().stream().map(instance -> instance.id().url()).toList();
    }

    private static ServiceChange next(BlockingQueue<ServiceChange> told) throws InterruptedException {
        ServiceChange change = told.poll(60, TimeUnit.SECONDS);
        if (change == null) {
            throw new AssertionError("nothing was told in time");
        }
        return change;
    }
}
