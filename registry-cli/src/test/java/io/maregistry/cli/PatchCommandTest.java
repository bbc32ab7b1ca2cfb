package io.maregistry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.maregistry.client.RegistryClient;
import io.maregistry.model.Content;
import io.maregistry.model.Parameters;
import io.maregistry.testkit.LocalCluster;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An instance that is changed from the command line, against a real node. */
@Timeout(120)
class PatchCommandTest {

    private static final String URL = "http://10.0.0.1:8080";

    @TempDir
    Path directory;

    private LocalCluster cluster;
    private RegistryClient client;

    @BeforeEach
    void start() {
        cluster = LocalCluster.in(directory).nodes(1).start();
        client = RegistryClient.builder().endpoints(cluster.endpoints()).build();
        client.register("orders", URL, Content.PLAIN.withParameters(Parameters.of(Map.of("zone", "a", "canary", ""))));
    }

    @AfterEach
    void stop() {
        client.close();
        cluster.close();
    }

    @Test
    void whatTheOptionsNameIsChangedAndNothingElse() {
        assertThat(run("patch", "orders", URL, "--weight", "10", "--set", "zone=b", "--remove", "canary"))
                .isEqualTo(new Run(0, """
                        INSTANCE              STATUS   CALLABLE  WEIGHT  PARAMETERS
                        http://10.0.0.1:8080  Running  yes       10      zone=b
                        """, ""));
        assertThat(run("patch", "orders", URL, "--no-enabled").out()).contains("Running  no        10      zone=b");
        assertThat(run("patch", "orders", URL, "--enabled", "--status", "Offline")
                        .out())
                .contains("Offline  no        10      zone=b");
        assertThat(run("patch", "orders", URL, "--status", "none", "--weight", "none")
                        .out())
                .contains("Running  yes       100     zone=b");
        assertThat(run("instances", "orders").out()).contains("Running  yes       100     zone=b");
    }

    @Test
    void otherRevisionThanTheExpectedOneIsAConflict() {
        Run refused = run("patch", "orders", URL, "--weight", "10", "--if-revision", "99");

        assertThat(refused.code()).isEqualTo(1);
        assertThat(refused.err())
                .startsWith("maregistry-cli: REVISION_MISMATCH: ")
                .hasLineCount(1);
        long at = client.get("orders").revision();
        assertThat(run("patch", "orders", URL, "--weight", "10", "--if-revision", Long.toString(at))
                        .code())
                .isZero();
    }

    @Test
    void whatIsNotListedOrNotUnderstoodIsRefused() {
        assertThat(run("patch", "orders", "http://10.0.0.2:8080", "--weight", "1")
                        .err())
                .startsWith("maregistry-cli: NO_SUCH_INSTANCE: ");
        assertThat(run("patch", "orders", URL).err()).contains("nothing to change");
        assertThat(run("patch", "orders", URL, "--weight", "much").err()).contains("a number or none");
        assertThat(run("patch", "orders", URL, "--weight", "10001").code()).isEqualTo(2);
        assertThat(run("patch", "orders", URL, "--status", "Ready").err()).contains("status must be");
        assertThat(run("patch", "orders", "here", "--weight", "1").code()).isEqualTo(2);
    }

    private Run run(String... arguments) {
        return Run.on(cluster, arguments);
    }
}
