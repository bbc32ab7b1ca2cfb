package io.maregistry.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

import io.maregistry.client.spi.ServiceList;
import io.maregistry.model.Instance;
import io.maregistry.testkit.LocalCluster;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Groups of a service, and those of them that get its calls, through the client. */
@Timeout(180)
class GroupsTest {

    private static final String BLUE = "http://10.0.1.1:8080";
    private static final String GREEN = "http://10.0.2.1:8080";

    @TempDir
    Path directory;

    @Test
    void clientFollowsTheActiveGroup() {
        try (LocalCluster cluster = LocalCluster.in(directory).nodes(1).start();
                RegistryClient blue = builder(cluster).group("blue").build();
                RegistryClient green = builder(cluster).group("green").build();
                RegistryClient consumer =
                        builder(cluster).discoveryGroup("@active").build()) {
            blue.register("shop", BLUE);
            green.register("shop", GREEN);
            route(cluster, "{\"active\":\"blue\"}");

            await().atMost(Duration.ofSeconds(60))
                    .untilAsserted(
                            () -> assertThat(urls(consumer.discover("shop"))).containsExactly(BLUE));
            assertThat(urls(consumer.get("public/*/shop"))).containsExactly(BLUE, GREEN);
            assertThat(urls(consumer.discover("public/*/shop"))).containsExactly(BLUE, GREEN);
            assertThat(urls(consumer.discover("public/green/shop"))).containsExactly(GREEN);
            assertThat(urls(blue.discover("shop"))).containsExactly(BLUE);

            route(cluster, "{\"active\":\"green\"}");

            await().atMost(Duration.ofSeconds(60))
                    .untilAsserted(
                            () -> assertThat(urls(consumer.discover("shop"))).containsExactly(GREEN));
            assertThat(urls(consumer.get("shop"))).containsExactly(GREEN);

            route(cluster, "{\"weights\":{\"blue\":75,\"green\":25}}");

            await().atMost(Duration.ofSeconds(60))
                    .untilAsserted(() -> assertThat(consumer.discover("shop").instances())
                            .extracting(Instance::weight)
                            .containsExactly(7_500, 2_500));
        }
    }

    @Test
    void whatReadsSeveralGroupsIsNoPlaceToRegisterIn() {
        try (LocalCluster cluster = LocalCluster.in(directory).nodes(1).start();
                RegistryClient client = builder(cluster).discoveryGroup("*").build()) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> client.register("public/@active/shop", BLUE))
                    .withMessageContaining("one group");
            client.register("shop", BLUE);
            assertThat(urls(client.discover("shop"))).containsExactly(BLUE);
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RegistryClient.builder().group("@active"))
                .withMessageContaining("group is unlawful");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RegistryClient.builder().discoveryGroup("@all"))
                .withMessageContaining("group is unlawful");
    }

    private static void route(LocalCluster cluster, String routing) {
        assertThat(cluster.leader()
                        .http()
                        .call("PUT", "/v1/services/shop/routing", routing)
                        .status())
                .isEqualTo(200);
    }

    private static RegistryClient.Builder builder(LocalCluster cluster) {
        return RegistryClient.builder().endpoints(cluster.endpoints());
    }

    private static List<String> urls(ServiceList list) {
        return list.instances().stream().map(instance -> instance.id().url()).toList();
    }
}
