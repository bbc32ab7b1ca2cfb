package io.maregistry.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.maregistry.testkit.FreePorts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The folder that is shipped, run as a user runs it, on one JDK of each version that this machine has. */
class DistributionIT {

    private static final Path TARGET =
            Path.of("../registry-server/target").toAbsolutePath().normalize();
    private static final Path HOME = TARGET.resolve("maregistry");
    private static final Path THIS_JDK = Path.of(System.getProperty("java.home"));

    @TempDir
    Path directory;

    /** A machine with one JDK shows less than one with the oldest and the newest: whoever reads the log should see it. */
    @BeforeAll
    static void tellTheJdks() throws IOException {
        System.out.println("The distribution is tried on " + Jdks.homes());
    }

    @ParameterizedTest
    @MethodSource("jdks")
    void programTellsItsVersion(Path jdk) throws Exception {
        Ended ended = run(jdk, "--version");

        assertThat(ended.err()).isEmpty();
        assertThat(ended.out()).matches("maregistry \\d+\\.\\d+\\.\\d+\\S*\\R");
        assertThat(ended.code()).isZero();
    }

    @ParameterizedTest
    @MethodSource("jdks")
    void shippedConfigurationIsValidAndLiesInTheFolder(Path jdk) throws Exception {
        assertThat(run(jdk, "config", "validate")).isEqualTo(new Ended(0, "the configuration is valid\n", ""));

        assertThat(run(jdk, "config", "show").out())
                .contains("data-dir: " + HOME.resolve("data"))
                .contains("http.listen: 127.0.0.1:8081");
    }

    @ParameterizedTest
    @MethodSource("jdks")
    void everyFaultOfAConfigurationIsTold(Path jdk) throws Exception {
        Path file = Files.writeString(directory.resolve("bad.yaml"), "http:\n  lisen: x\nlease:\n  tick: 0s\n");

        Ended ended = run(jdk, "server", "--config", file.toString(), "--log-level=loud");

        assertThat(ended.err().lines())
                .containsExactly(
                        "maregistry: " + file + ":2: unknown setting http.lisen; did you mean http.listen?",
                        "maregistry: --log-level: log.level must be one of error, warn, info, debug, trace,"
                                + " was \"loud\"",
                        "maregistry: " + file + ":4: lease.tick must be 10ms to 1s, was 0s");
        assertThat(ended.out()).isEmpty();
        assertThat(ended.code()).isEqualTo(78);
    }

    @ParameterizedTest
    @MethodSource("jdks")
    void loneNodeServesLogsLinesOfJsonAndStopsWhenItIsTold(Path jdk) throws Exception {
        int port = FreePorts.base(1);
        Process server = start(program(), jdk, node(port, "n1"));
        try {
            await().atMost(Duration.ofSeconds(60)).until(() -> status(port, "/readyz") == 200);
        } finally {
            server.destroy();
            assertThat(server.waitFor(60, TimeUnit.SECONDS)).isTrue();
        }

        assertThat(server.exitValue()).isEqualTo(128 + 15);
        assertThat(read(directory.resolve("n1.err"))).isEmpty();
        assertThat(read(directory.resolve("n1.out")).lines())
                .isNotEmpty()
                .allSatisfy(line -> assertThat(
                                new ObjectMapper().readTree(line).get("level").textValue())
                        .isEqualTo("INFO"));
    }

    @Test
    void portInUseIsTold() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String address = "127.0.0.1:" + taken.getLocalPort();

            Ended http = run(
                    THIS_JDK,
                    "server",
                    "--data-dir=a",
                    "--http-listen=" + address,
                    "--grpc-listen=127.0.0.1:0",
                    "--raft-listen=127.0.0.1:" + FreePorts.base(1));
            Ended node =
                    run(THIS_JDK, "server", "--data-dir=b", "--http-listen=127.0.0.1:0", "--raft-listen=" + address);

            assertThat(http.err()).matches("maregistry: http.listen " + address + " cannot be bound.*\\R");
            assertThat(http.code()).isEqualTo(69);
            assertThat(node.err()).matches("maregistry: node port " + address + " is in use by another process\\R");
            assertThat(node.code()).isEqualTo(69);
        }
    }

    @Test
    void unknownCommandIsAMatterOfUsage() throws Exception {
        assertThat(run(THIS_JDK, "serve").code()).isEqualTo(2);
    }

    @Test
    void folderWithoutAJdkIsRefused() throws Exception {
        Ended ended = run(directory, "--version");

        assertThat(ended.err())
                .isEqualTo("maregistry: MAREGISTRY_JAVA_HOME=" + directory + " has no JDK of version 17 or later\n");
        assertThat(ended.code()).isEqualTo(78);
    }

    @Test
    void linkToTheProgramFindsTheFolder() throws Exception {
        Path link = Files.createSymbolicLink(directory.resolve("mr"), HOME.resolve("bin/maregistry"));

        Ended ended = run(link, THIS_JDK, "config", "show");

        assertThat(ended.out()).contains("data-dir: " + HOME.resolve("data"));
    }

    static List<Path> jdks() throws IOException {
        return Jdks.homes();
    }

    private static String[] node(int port, String name) {
        return new String[] {
            "server", "--data-dir=" + name, "--http-listen=127.0.0.1:" + port, "--log-format=json", "--log-level=info"
        };
    }

    @Test
    @DisabledIfSystemProperty(named = "fast", matches = ".*", disabledReason = "-Dfast makes no archive")
    void archiveRunsWhereItIsUnpacked() throws Exception {
        Path archive = archive();
        Process tar = new ProcessBuilder("tar", "-xzf", archive.toString(), "-C", directory.toString())
                .inheritIO()
                .start();
        assertThat(tar.waitFor()).isZero();
        Path unpacked = directory.resolve(String.valueOf(archive.getFileName()).replace(".tar.gz", ""));

        Ended ended = run(unpacked.resolve("bin/maregistry"), THIS_JDK, "--version");

        assertThat(ended.err()).isEmpty();
        assertThat(ended.out()).matches("maregistry \\d+\\.\\d+\\.\\d+\\S*\\R");
        assertThat(unpacked).isDirectoryContaining(file -> file.endsWith("LICENSE"));
        assertThat(filesOf(unpacked)).isEqualTo(filesOf(HOME));
    }

    private static Path archive() throws IOException {
        try (Stream<Path> files = Files.list(TARGET)) {
            return files.filter(file -> file.toString().endsWith(".tar.gz"))
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException("no tar.gz in " + TARGET));
        }
    }

    /** Without the data of servers that were run in it. */
    private static List<String> filesOf(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> folder.relativize(file).toString())
                    .filter(file -> !file.startsWith("data/") && !file.endsWith(".jsa"))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void patternInTheOptionsOfTheJvmStaysAsItIs() throws Exception {
        Files.createFile(directory.resolve("-Dmaregistry.home=h"));

        Process process = start(program(), THIS_JDK, Map.of("JAVA_OPTS", "-Dmaregistry.home=[h]"), "config", "show");

        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(read(directory.resolve("n1.out"))).contains("\"[h]/data\"");
    }

    /** The status of an answer, 0 where there is none. */
    private static int status(int port, String path) throws InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(Duration.ofSeconds(5))
                .build();
        try {
            return HttpClient.newHttpClient()
                    .send(request, BodyHandlers.discarding())
                    .statusCode();
        } catch (IOException notYet) {
            return 0;
        }
    }

    private static Path program() {
        return HOME.resolve("bin/maregistry");
    }

    private Ended run(Path jdk, String... arguments) throws IOException, InterruptedException {
        return run(program(), jdk, arguments);
    }

    private Ended run(Path program, Path jdk, String... arguments) throws IOException, InterruptedException {
        Process process = start(program, jdk, arguments);
        try {
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            return new Ended(process.exitValue(), read(directory.resolve("n1.out")), read(directory.resolve("n1.err")));
        } finally {
            process.destroyForcibly();
        }
    }

    /** Runs in the test's directory; what it prints goes to {@code n1.out} and {@code n1.err} there. */
    private Process start(Path program, Path jdk, String... arguments) throws IOException {
        return start(program, jdk, Map.of(), arguments);
    }

    private Process start(Path program, Path jdk, Map<String, String> environment, String... arguments)
            throws IOException {
        List<String> command = new ArrayList<>(List.of(program.toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectOutput(directory.resolve("n1.out").toFile())
                .redirectError(directory.resolve("n1.err").toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("MAREGISTRY_") || name.contains("JAVA"));
        builder.environment().put("MAREGISTRY_JAVA_HOME", jdk.toString());
        builder.environment().putAll(environment);
        return builder.start();
    }

    private static String read(Path file) throws IOException {
        return Files.readString(file, StandardCharsets.UTF_8);
    }

    private record Ended(int code, String out, String err) {}
}
