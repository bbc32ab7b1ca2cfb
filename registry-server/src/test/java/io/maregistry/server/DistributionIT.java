package io.maregistry.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The folder that is shipped, run as a user runs it, on one JDK of each version that this machine has. */
class DistributionIT {

    private static final Path HOME = Path.of("target/maregistry").toAbsolutePath();
    private static final Path JDKS = Path.of("/usr/lib/jvm");
    private static final int LEAST_JDK = 17;

    @TempDir
    Path directory;

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

    @Test
    void unknownCommandIsAMatterOfUsage() throws Exception {
        assertThat(run(Path.of(System.getProperty("java.home")), "serve").code())
                .isEqualTo(2);
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

        Ended ended = run(link, Path.of(System.getProperty("java.home")), "config", "show");

        assertThat(ended.out()).contains("data-dir: " + HOME.resolve("data"));
    }

    /** One home of each version, this JVM's among them. */
    static List<Path> jdks() throws IOException {
        Map<Integer, Path> homes = new TreeMap<>();
        if (Files.isDirectory(JDKS)) {
            try (Stream<Path> folders = Files.list(JDKS)) {
                for (Path folder : folders.sorted().toList()) {
                    int version = versionOf(folder);
                    if (version >= LEAST_JDK) {
                        homes.putIfAbsent(version, folder);
                    }
                }
            }
        }
        homes.put(Runtime.version().feature(), Path.of(System.getProperty("java.home")));
        return List.copyOf(homes.values());
    }

    private static int versionOf(Path home) throws IOException {
        Path release = home.resolve("release");
        if (!Files.isReadable(release) || !Files.isExecutable(home.resolve("bin/java"))) {
            return 0;
        }
        Properties properties = new Properties();
        try (var reader = Files.newBufferedReader(release)) {
            properties.load(reader);
        }
        String version = properties.getProperty("JAVA_VERSION", "0").replace("\"", "");
        return Integer.parseInt(version.split("\\D", 2)[0]);
    }

    private Ended run(Path jdk, String... arguments) throws IOException, InterruptedException {
        return run(HOME.resolve("bin/maregistry"), jdk, arguments);
    }

    private Ended run(Path program, Path jdk, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(program.toString()));
        command.addAll(List.of(arguments));
        Path out = Files.createTempFile(directory, "out", "");
        Path err = Files.createTempFile(directory, "err", "");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("MAREGISTRY_") || name.contains("JAVA"));
        builder.environment().put("MAREGISTRY_JAVA_HOME", jdk.toString());
        Process process = builder.start();
        try {
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            return new Ended(process.exitValue(), read(out), read(err));
        } finally {
            process.destroyForcibly();
        }
    }

    private static String read(Path file) throws IOException {
        return Files.readString(file, StandardCharsets.UTF_8);
    }

    private record Ended(int code, String out, String err) {}
}
