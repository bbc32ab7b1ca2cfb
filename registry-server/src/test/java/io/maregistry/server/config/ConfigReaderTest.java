package io.maregistry.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which source wins, and what is said about sources that cannot be used. */
class ConfigReaderTest {

    @TempDir
    Path directory;

    private Path file;

    @BeforeEach
    void nameTheFile() {
        file = directory.resolve("x.yaml");
    }

    @Test
    void fileWinsOverDefaultEnvironmentOverFileAndFlagOverAll() throws IOException {
        Files.writeString(file, "lease:\n  tick: 20ms\n  offline-grace: 200ms\nread.stale-after: 2s\n");
        Map<String, String> environment =
                Map.of("MAREGISTRY_LEASE_OFFLINE_GRACE", "300ms", "MAREGISTRY_READ_STALE_AFTER", "3s");

        Configuration read = reader(environment).read(List.of("--read-stale-after", "4s", "--config", file.toString()));

        assertThat(read.settings())
                .contains(
                        new Setting("lease.tick", "20ms", file + ":2"),
                        new Setting("lease.offline-grace", "300ms", "MAREGISTRY_LEASE_OFFLINE_GRACE"),
                        new Setting("read.stale-after", "4s", "--read-stale-after"),
                        new Setting("lease.default-ttl", "20s", "from lease.profile"),
                        new Setting("log.level", "info", "default"));
    }

    @Test
    void everythingThatIsWrongAnywhereIsToldAtOnceWithItsPlace() throws IOException {
        Files.writeString(file, """
                maregistry:
                  http:
                    lisen: 127.0.0.1:8081
                  lease:
                    default-ttl: 0s
                    tick: 50
                  raft: 5
                  limits:
                    body: {size: 1GB, time: 2h}
                """);
        Map<String, String> environment = Map.of(
                "MAREGISTRY_CONFIG", file.toString(),
                "MAREGISTRY_HTTP_PORT", "8080",
                "MAREGISTRY_LOG_LEVEL", "loud");

        assertThat(faults(environment, "--raft-memers=x", "--snapshot-codec=lz4", "--limits-body-json-depth=16"))
                .containsExactlyInAnyOrder(
                        file + ":3: unknown setting http.lisen; did you mean http.listen?",
                        file + ":5: lease.default-ttl must be 3s to 1h, was 0s",
                        file + ":6: lease.tick must be a duration such as 250ms, 30s, 5m or 1h, was \"50\"",
                        file + ":7: raft must be a block of settings and not a value",
                        file + ":9: limits.body.size must be a size such as 512B, 256KiB, 1MiB or 1GiB, below 2GiB,"
                                + " was \"1GB\"",
                        file + ":9: limits.body.time must be 100ms to 1h, was 2h",
                        "MAREGISTRY_HTTP_PORT: unknown variable MAREGISTRY_HTTP_PORT; did you mean"
                                + " MAREGISTRY_HTTP_LISTEN?",
                        "MAREGISTRY_LOG_LEVEL: log.level must be one of error, warn, info, debug, trace, was \"loud\"",
                        "--raft-memers: unknown flag --raft-memers; did you mean --raft-members?",
                        "--snapshot-codec: snapshot.codec must be one of none, gzip, zstd, was \"lz4\"",
                        "--limits-body-json-depth: limits.body.json-depth=16 is not available yet");
    }

    @Test
    void valueThatIsOverriddenHasToBeOneAllTheSame() {
        assertThat(faults(Map.of("MAREGISTRY_LEASE_TICK", "soon"), "--lease-tick=20ms"))
                .containsExactly("MAREGISTRY_LEASE_TICK: lease.tick must be a duration such as 250ms, 30s, 5m or 1h,"
                        + " was \"soon\"");
    }

    @Test
    void settingGivenTwiceInOneSourceIsRefused() throws IOException {
        Files.writeString(file, "lease:\n  tick: 20ms\n  tick: 30ms\nlease.tick: 40ms\n");

        assertThat(faults(Map.of(), "--config", file.toString(), "--log-level=info", "--log.level", "warn"))
                .containsExactly(
                        file + ":3: tick is given twice in one block",
                        file + ":3: lease.tick is given twice",
                        file + ":4: lease.tick is given twice",
                        "--log-level: given twice");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            http.listen: {host: a}       | :1: http.listen must be a value and not a block
            http: 127.0.0.1:8081         | :1: http must be a block of settings and not a value
            http: [1, 2]                 | :1: http must be a block of settings and not a value
            log.level: [info]            | :1: log.level must be one of error, warn, info, debug, trace, was a list
            server-list: [{a: b}]        | :1: server-list must be http://host:port,http://host:port,..., was a list
            raft.insecure: yes           | :1: raft.insecure must be true or false, was "yes"
            watch.ring: 1_000            | :1: watch.ring must be a whole number, was "1_000"
            maregistry: 5                | :1: maregistry must be a block of settings and not a value
            log.level: &x info           | ''
            [a, b]                       | :1: must be settings, name: value
            just text                    | :1: must be settings, name: value
            nonsense: 1                  | :1: unknown setting nonsense
            """)
    void wrongShapeInTheFileIsTold(String text, String fault) throws IOException {
        Files.writeString(file, text);

        if (fault.isEmpty()) {
            assertThat(readFile().log()).isEqualTo(LogConfig.DEFAULT);
        } else {
            assertThat(faults(Map.of(), "--config", file.toString())).containsExactly(file + fault);
        }
    }

    @Test
    void aliasInTheFileIsNotTakenForText() throws IOException {
        Files.writeString(file, "lease.tick: &x 20ms\nlease.sweep: *x\n");

        assertThat(faults(Map.of(), "--config", file.toString()))
                .containsExactly(file + ":2: lease.sweep must be written out, was a YAML alias");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "# nothing\n", "---\n", "http:\n", "http.advertise:\nraft:\n  members:\n", "\uFEFF# mark\n"})
    void fileThatSaysNothingMeansTheDefaults(String text) throws IOException {
        Files.writeString(file, text);

        assertThat(readFile()).isEqualTo(ServerConfig.builder().build());
    }

    @Test
    void listsMayBeWrittenAsYamlHasThem() throws IOException {
        Files.writeString(file, "raft.members:\n  - n1=127.0.0.1:10081\n  - n2=127.0.0.1:10082\nserver-list: []\n");

        assertThat(readFile().raft().members())
                .extracting(RaftConfig.Peer::name)
                .containsExactly("n1", "n2");
        assertThat(readFile().serverList()).isEmpty();
    }

    @Test
    void fileThatIsNoYamlIsToldInOneLineWithThePlace() throws IOException {
        Files.writeString(file, "http:\n\tlisten: x\n");

        assertThat(faults(Map.of(), "--config", file.toString()))
                .singleElement()
                .satisfies(fault ->
                        assertThat(fault).startsWith(file + ":2: is not YAML: ").doesNotContain("\n"));
    }

    @Test
    void fileThatCannotBeReadIsTold() throws IOException {
        Files.write(file, new byte[] {(byte) 0xc3, (byte) 0x28});
        Path big = Files.writeString(directory.resolve("big.yaml"), "#".repeat((1 << 20) + 1), StandardCharsets.UTF_8);

        assertThat(faults(Map.of(), "--config", file.toString())).containsExactly(file + ": is not UTF-8");
        assertThat(faults(Map.of(), "--config", big.toString())).containsExactly(big + ": is larger than 1MiB");
        assertThat(faults(Map.of(), "--config", "none.yaml")).containsExactly("none.yaml: no such file");
    }

    @Test
    void manyDocumentsInOneFileAreRefused() throws IOException {
        Files.writeString(file, "log.level: info\n---\nlog.level: warn\n");

        assertThat(faults(Map.of(), "--config", file.toString())).containsExactly(file + ":3: must be one document");
    }

    @Test
    void shippedFileIsReadWhereNoneIsNamed() throws IOException {
        Path conf = Files.createDirectories(directory.resolve("conf"));
        Files.writeString(conf.resolve("maregistry.yaml"), "log.level: warn\n");
        Files.writeString(file, "log.format: json\n");
        ConfigReader reader = new ConfigReader(Map.of(), Optional.of(directory));

        assertThat(reader.read(List.of()).server().log())
                .isEqualTo(new LogConfig(LogConfig.Level.WARN, LogConfig.Format.TEXT));
        assertThat(reader.read(List.of("--config=" + file)).server().log())
                .isEqualTo(new LogConfig(LogConfig.Level.INFO, LogConfig.Format.JSON));
    }

    @Test
    void emptyVariablesAndThoseOfTheSurroundingsAreNoSettings() {
        Map<String, String> environment = Map.of(
                "MAREGISTRY_RAFT_MEMBERS", "",
                "MAREGISTRY_JAVA_HOME", "/opt/jdk",
                "MAREGISTRY_SERVICE_HOST", "10.0.0.1",
                "MAREGISTRY_SERVICE_PORT_HTTP", "8081",
                "MAREGISTRY_PORT", "tcp://10.0.0.1:8081",
                "MAREGISTRY_HEADLESS_PORT_8081_TCP_ADDR", "10.0.0.1",
                "OTHER", "x");

        assertThat(reader(environment).read(List.of()).server())
                .isEqualTo(ServerConfig.builder().build());
    }

    @Test
    void flagsMayHaveDotsBlanksAndNoValueForTrue() {
        ServerConfig config = reader(Map.of())
                .read(List.of("--lease.tick", "20ms", "--raft-insecure", "--log-level=warn"))
                .server();

        assertThat(config.lease().tick()).hasMillis(20);
        assertThat(config.raft().insecure()).isTrue();
        assertThat(config.log().level()).isEqualTo(LogConfig.Level.WARN);
        assertThat(reader(Map.of())
                        .read(List.of("--raft-insecure", "false"))
                        .server()
                        .raft()
                        .insecure())
                .isFalse();
    }

    @Test
    void argumentsThatAreNoFlagsAndFlagsWithoutValueAreRefused() {
        assertThat(faults(Map.of(), "stray", "--log-level", "--config"))
                .containsExactly(
                        "stray: not a flag; flags begin with --",
                        "--log-level: a value is missing",
                        "--config: a value is missing");
    }

    @Test
    void faultsStayOneLineWhateverTheValueHas() {
        assertThat(faults(Map.of("MAREGISTRY_LOG_LEVEL", "a\n\u001b[2Jb")))
                .containsExactly("MAREGISTRY_LOG_LEVEL: log.level must be one of error, warn, info, debug, trace,"
                        + " was \"a\\n\\u001b[2Jb\"");
    }

    private ServerConfig readFile() {
        return reader(Map.of()).read(List.of("--config", file.toString())).server();
    }

    private static ConfigReader reader(Map<String, String> environment) {
        return new ConfigReader(environment, Optional.empty());
    }

    private static List<String> faults(Map<String, String> environment, String... flags) {
        ConfigException unfit = catchThrowableOfType(
                ConfigException.class, () -> reader(environment).read(List.of(flags)));
        return unfit.faults().stream().map(Fault::message).toList();
    }
}
