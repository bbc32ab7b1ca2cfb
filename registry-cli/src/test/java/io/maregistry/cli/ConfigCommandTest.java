package io.maregistry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.maregistry.testkit.LocalCluster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Configuration items from the command line against a real node. */
@Timeout(120)
class ConfigCommandTest {

    @TempDir
    Path directory;

    private LocalCluster cluster;

    @BeforeEach
    void start() {
        cluster = LocalCluster.in(directory.resolve("node")).nodes(1).start();
    }

    @AfterEach
    void stop() {
        cluster.close();
    }

    @Test
    void itemIsPublishedReadRolledBackAndRemoved() throws IOException {
        String first = published("limit: 1\n");
        String second = published("limit: 2\n");

        assertThat(run("config", "get", "app.yaml")).isEqualTo(new Run(0, "limit: 2\n", ""));
        String third = run("config", "rollback", "app.yaml", first).out().strip();
        assertThat(run("config", "get", "app.yaml").out()).isEqualTo("limit: 1\n");
        assertThat(run("config", "remove", "app.yaml")).isEqualTo(new Run(0, "removed\n", ""));
        assertThat(run("config", "remove", "app.yaml")).isEqualTo(new Run(0, "absent\n", ""));
        String[] history = run("config", "history", "app.yaml").out().split("\n");
        assertThat(history).hasSize(5);
        assertThat(history[0]).startsWith("REVISION  AT").endsWith("ACTION     SIZE  TYPE");
        assertThat(history[1]).endsWith("removed    -     -");
        assertThat(history[2]).startsWith(third + " ").endsWith("published  9     application/yaml");
        assertThat(history[3]).startsWith(second + " ");
        assertThat(history[4]).startsWith(first + " ");
        Run gone = run("config", "get", "app.yaml");
        assertThat(gone.code()).isEqualTo(1);
        assertThat(gone.err()).startsWith("maregistry-cli: NO_SUCH_CONFIG: ").hasLineCount(1);
    }

    private String published(String text) throws IOException {
        Path file = Files.writeString(directory.resolve("app.yaml"), text);
        Run run = run("config", "publish", "app.yaml", file.toString(), "--type", "application/yaml");
        assertThat(run.code()).as(run.err()).isZero();
        return run.out().strip();
    }

    @Test
    void textComesFromTheStandardInputWhereNoFileIsNamed() {
        InputStream before = System.in;
        System.setIn(new ByteArrayInputStream("gr\u00fcn".getBytes(StandardCharsets.UTF_8)));
        try {
            assertThat(run("config", "publish", "color", "-n", "blue").code()).isZero();
        } finally {
            System.setIn(before);
        }

        assertThat(run("config", "get", "blue/DEFAULT_GROUP/color").out()).isEqualTo("gr\u00fcn");
        assertThat(run("config", "list").out()).isEmpty();
        assertThat(run("config", "list", "-n", "blue").out()).isEqualTo("blue/DEFAULT_GROUP/color\n");
        assertThat(run("config", "list", "-n", "blue", "size").out()).isEmpty();
    }

    @Test
    void otherRevisionThanTheExpectedOneIsAConflict() throws IOException {
        String at = published("a");
        String file = directory.resolve("app.yaml").toString();

        Run refused = run("config", "publish", "app.yaml", file, "--if-revision", "0");
        assertThat(refused.code()).isEqualTo(1);
        assertThat(refused.err()).startsWith("maregistry-cli: REVISION_MISMATCH: ");
        assertThat(run("config", "publish", "app.yaml", file, "--if-revision", at)
                        .code())
                .isZero();
    }

    @Test
    void whatIsNoTextOrNotThereIsRefused() throws IOException {
        Path file = Files.write(directory.resolve("app.bin"), new byte[] {(byte) 0xff});

        assertThat(run("config", "publish", "app.bin", file.toString()).err()).contains("not in UTF-8");
        assertThat(run("config", "publish", "app.bin", directory.resolve("none").toString())
                        .code())
                .isEqualTo(1);
        assertThat(run("config", "rollback", "app.yaml", "soon").code()).isEqualTo(2);
        assertThat(run("config", "get", "a b").code()).isEqualTo(2);
    }

    private Run run(String... arguments) {
        return Run.on(cluster, arguments);
    }
}
