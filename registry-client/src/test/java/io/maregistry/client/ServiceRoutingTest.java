package io.maregistry.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.maregistry.model.Instance;
import io.maregistry.model.Routing;
import io.maregistry.testkit.LocalCluster;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Which groups get the calls of a service, said by the client to real nodes in this JVM. */
@Timeout(180)
class ServiceRoutingTest {

    private static final String BLUE = "http://10.0.1.1:8080";
    private static final String GREEN = "http://10.0.2.1:8080";

    @TempDir
    Path directory;

    @Test
    void groupIsSwitchedAndSharesAreSetAndCleared() {
        try (LocalCluster cluster = LocalCluster.in(directory).nodes(3).start();
                RegistryClient client =
                        RegistryClient.builder().endpoints(cluster.endpoints()).build()) {
            client.register("public/blue/shop", BLUE);
            client.register("public/green/shop", GREEN);
            ServiceRouting routing = client.routing("shop");
            assertThat(routing.get()).isEmpty();

            long first = routing.setActive("blue");
            assertThat(client.get("public/@active/shop").instances())
                    .extracting(instance -> instance.id().url())
                    .containsExactly(BLUE);
            cluster.leader().stop();
            assertThat(routing.setActive("green")).isGreaterThan(first);
            assertThat(routing.get()).contains(Routing.to("green"));
            assertThat(client.get("public/@active/shop").instances())
                    .extracting(instance -> instance.id().url())
                    .containsExactly(GREEN);

            routing.setWeights(Map.of("blue", 90, "green", 10));
            assertThat(routing.get()).contains(Routing.weighted(Map.of("blue", 90, "green", 10)));
            assertThat(client.get("public/@active/shop").instances())
                    .extracting(Instance::weight)
                    .containsExactly(9_000, 1_000);
            routing.clear();
            assertThat(routing.get()).isEmpty();
        }
    }

    @Test
    void serviceIsThatOfTheClientsNamespaceOrNamedWithIts() {
        try (LocalCluster cluster = LocalCluster.in(directory).nodes(1).start();
                RegistryClient client = RegistryClient.builder()
                        .endpoints(cluster.endpoints())
                        .namespace("tenant")
                        .group("blue")
                        .build()) {
            client.routing("shop").setActive("green");

            assertThat(client.routing("tenant/*/shop").get()).contains(Routing.to("green"));
            assertThat(client.routing("public/*/shop").get()).isEmpty();
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> client.routing("tenant/blue/shop"))
                    .withMessageContaining("without a group");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> client.routing("shop").setActive("@active"))
                    .withMessageContaining("group is unlawful");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> client.routing("shop").setWeights(Map.of("blue", 0)))
                    .withMessageContaining("weights is unlawful");
        }
    }
}
