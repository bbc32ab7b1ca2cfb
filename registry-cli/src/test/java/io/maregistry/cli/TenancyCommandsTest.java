package io.maregistry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.maregistry.client.RegistryClient;
import io.maregistry.testkit.LocalCluster;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Namespaces, and which group gets the calls, from the command line against a real node. */
@Timeout(120)
class TenancyCommandsTest {

    @TempDir
    Path directory;

    private LocalCluster cluster;
    private RegistryClient client;

    @BeforeEach
    void start() {
        cluster = LocalCluster.in(directory).nodes(1).start();
        client = RegistryClient.builder().endpoints(cluster.endpoints()).build();
    }

    @AfterEach
    void stop() {
        client.close();
        cluster.close();
    }

    @Test
    void namespacesAreCreatedChangedAndListed() {
        assertThat(run("namespaces", "put", "blue", "--description", "team Blue", "--services", "10"))
                .isEqualTo(new Run(0, """
                        NAMESPACE  SERVICES  INSTANCES  GROUPS  DESCRIPTION
                        blue       0/10      0          -       team Blue
                        """, ""));
        client.register("blue/G/shop", "http://10.0.0.1:8080");
        assertThat(run("namespaces", "patch", "blue", "--instances", "5").out()).isEqualTo("""
                        NAMESPACE  SERVICES  INSTANCES  GROUPS  DESCRIPTION
                        blue       1/10      1/5        G       team Blue
                        """);
        assertThat(run("namespaces", "list").out()).isEqualTo("""
                        NAMESPACE  SERVICES  INSTANCES  GROUPS  DESCRIPTION
                        blue       1/10      1/5        G       team Blue
                        public     0         0          -       -
                        """);
        assertThat(run("namespaces", "list", "p").out()).doesNotContain("blue");
        assertThat(run("namespaces", "put", "blue").out()).contains("blue       1         1          G       -");
        assertThat(run("namespaces", "patch", "nowhere", "--services", "1").err())
                .startsWith("maregistry-cli: NO_SUCH_NAMESPACE: ");
    }

    @Test
    void whatIsUsedIsDeletedByForceAlone() {
        client.register("blue/G/shop", "http://10.0.0.1:8080");

        Run refused = run("namespaces", "delete", "blue");
        assertThat(refused.code()).isEqualTo(1);
        assertThat(refused.err()).startsWith("maregistry-cli: NOT_EMPTY: ").hasLineCount(1);
        Run unconfirmed = run("namespaces", "delete", "blue", "--force", "--confirm", "green");
        assertThat(unconfirmed.code()).isEqualTo(2);
        assertThat(unconfirmed.err()).contains("--confirm blue");
        assertThat(run("namespaces", "delete", "blue", "--force", "--confirm", "blue"))
                .isEqualTo(new Run(0, "removed\n", ""));
        assertThat(run("namespaces", "delete", "blue")).isEqualTo(new Run(0, "absent\n", ""));
    }

    @Test
    void callsAreSwitchedBetweenGroups() {
        assertThat(run("routing", "show", "shop").out()).isEqualTo("""
                        GROUP          WEIGHT
                        DEFAULT_GROUP  all
                        """);
        assertThat(run("routing", "set", "shop", "--active", "green")).isEqualTo(new Run(0, """
                        GROUP  WEIGHT
                        green  all
                        """, ""));
        assertThat(run("routing", "show", "shop").out()).contains("green  all");
        assertThat(run("routing", "set", "shop", "--weights", "blue=90,green=10")
                        .code())
                .isZero();
        assertThat(run("routing", "show", "public/*/shop").out()).isEqualTo("""
                        GROUP  WEIGHT
                        blue   90
                        green  10
                        """);
        assertThat(run("routing", "show", "shop", "-n", "tenant").out()).contains("DEFAULT_GROUP");
        assertThat(run("routing", "clear", "shop").out()).contains("DEFAULT_GROUP  all");
        assertThat(run("routing", "show", "shop").out()).contains("DEFAULT_GROUP  all");
    }

    @Test
    void whatIsNotUnderstoodEndsWithTwo() {
        assertThat(run("namespaces").code()).isEqualTo(2);
        assertThat(run("namespaces", "put").code()).isEqualTo(2);
        assertThat(run("namespaces", "patch", "blue").err()).contains("nothing to change");
        assertThat(run("namespaces", "put", "a/b").code()).isEqualTo(2);
        assertThat(run("routing", "set", "shop").err()).contains("one of the two");
        assertThat(run("routing", "set", "shop", "--active", "a", "--weights", "a=1")
                        .code())
                .isEqualTo(2);
        assertThat(run("routing", "set", "shop", "--weights", "a=0").err()).contains("above 0");
        assertThat(run("routing", "show", "public/blue/shop").err()).contains("without a group");
    }

    private Run run(String... arguments) {
        return Run.on(cluster, arguments);
    }
}
