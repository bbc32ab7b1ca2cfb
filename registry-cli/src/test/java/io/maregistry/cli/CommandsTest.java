package io.maregistry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.maregistry.client.RegistryClient;
import io.maregistry.model.Content;
import io.maregistry.model.Parameters;
import io.maregistry.testkit.LocalCluster;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The commands against a real node. */
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CommandsTest {

    private LocalCluster cluster;
    private RegistryClient client;

    @BeforeAll
    void nodeWithInstances(@TempDir Path directory) {
        cluster = LocalCluster.in(directory).start();
        client = RegistryClient.builder().endpoints(cluster.endpoints()).build();
        client.register("orders", "http://10.0.0.1:8080", zone("a").withWeight(50));
        client.register("orders", "http://10.0.0.2:8080", zone("b"));
        client.register("blue/DEFAULT_GROUP/orders", "http://10.0.0.3:8080", zone("a"));
    }

    @AfterAll
    void stop() {
        client.close();
        cluster.close();
    }

    @Test
    void servicesAreNamedByNamespaceAndPrefix() {
        assertThat(run("services")).isEqualTo(new Run(0, "orders\n", ""));
        assertThat(run("services", "pay")).isEqualTo(new Run(0, "", ""));
        assertThat(run("services", "-n", "blue")).isEqualTo(new Run(0, "blue/DEFAULT_GROUP/orders\n", ""));
    }

    @Test
    void instancesAreListedWithWhatCounts() {
        assertThat(run("instances", "orders").out()).isEqualTo("""
                        INSTANCE              STATUS   CALLABLE  WEIGHT  PARAMETERS
                        http://10.0.0.1:8080  Running  yes       50      zone=a
                        http://10.0.0.2:8080  Running  yes       100     zone=b
                        """);
    }

    @Test
    void filterIsTheOneOfAllOtherDoors() {
        assertThat(run("instances", "orders", "--filter", "zone=b").out())
                .contains("10.0.0.2")
                .doesNotContain("10.0.0.1");
        assertThat(run("instances", "orders", "-f", "zone in (a,b)", "-f", "instance.weight<100")
                        .out())
                .contains("10.0.0.1")
                .doesNotContain("10.0.0.2");
    }

    @Test
    void faultOfAFilterIsShownWithItsPlace() {
        Run run = run("instances", "orders", "--filter", "zone ~ b");

        assertThat(run.code()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(run.err())
                .startsWith("maregistry-cli: INVALID_FILTER: ")
                .contains("6")
                .hasLineCount(1);
    }

    @Test
    void clusterThatDoesNotAnswerIsAFailureInOneLine() {
        Run run = Run.of("services", "-e", "127.0.0.1:1", "--timeout", "1");

        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err()).startsWith("maregistry-cli: ").hasLineCount(1);
    }

    @Test
    void whatIsNotUnderstoodEndsWithTwo() {
        assertThat(run("instances").code()).isEqualTo(2);
        assertThat(run("service").code()).isEqualTo(2);
        assertThat(run("services", "--timeout", "soon").code()).isEqualTo(2);
    }

    private static Content zone(String zone) {
        return Content.PLAIN.withParameters(Parameters.of(Map.of("zone", zone)));
    }

    private Run run(String... arguments) {
        return Run.on(cluster, arguments);
    }
}
