package io.maregistry.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.maregistry.testkit.LocalCluster;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of the instances of a process that ends: a JVM of its own, with a ttl of ten minutes. */
@Timeout(120)
class ShutdownHookTest {

    private static final String URL = "http://10.0.0.7:8080";

    @TempDir
    Path directory;

    private LocalCluster cluster;
    private RegistryClient client;
    private Process process;
    private BufferedReader said;

    @BeforeEach
    void start() throws IOException {
        cluster = LocalCluster.in(directory).start();
        String endpoint = cluster.node(1).endpoint();
        client = RegistryClient.builder().endpoints(endpoint).build();
        process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        RegisterAndLeave.class.getName(),
                        endpoint,
                        "orders",
                        URL)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        said = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    @AfterEach
    void stop() {
        process.destroyForcibly();
        client.close();
        cluster.close();
    }

    @Test
    void programThatComesToItsEndUnregisters() throws Exception {
        awaitRegistered();

        process.getOutputStream().close();

        assertThat(process.waitFor(LocalCluster.PATIENCE.toSeconds(), TimeUnit.SECONDS))
                .isTrue();
        assertThat(process.exitValue()).isZero();
        assertThat(client.get("orders").instances()).isEmpty();
    }

    @Test
    void programThatIsTerminatedUnregisters() throws Exception {
        awaitRegistered();

        process.destroy();

        assertThat(process.waitFor(LocalCluster.PATIENCE.toSeconds(), TimeUnit.SECONDS))
                .isTrue();
        assertThat(client.get("orders").instances()).isEmpty();
    }

    /** A log may come before it. */
    private void awaitRegistered() throws IOException {
        String line = said.readLine();
        while (line != null && !line.equals(RegisterAndLeave.REGISTERED)) {
            line = said.readLine();
        }
        assertThat(line).isEqualTo(RegisterAndLeave.REGISTERED);
        assertThat(client.get("orders").instances()).hasSize(1);
    }
}
