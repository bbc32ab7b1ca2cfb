package io.maregistry.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.maregistry.error.RegistryException;
import io.maregistry.server.config.Address;
import io.maregistry.server.config.ConfigReader;
import io.maregistry.server.config.ExitCode;
import io.maregistry.server.config.ServerConfig;
import io.maregistry.server.config.StartException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.security.Security;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class MainTest {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final List<ScriptedServer> servers = new ArrayList<>();
    private final List<Runnable> hooks = new ArrayList<>();
    private RuntimeException atStart = new IllegalStateException("no script");
    private boolean startsWell = true;

    @Test
    void helpAndVersionArePrinted() {
        assertThat(run("--help")).isEqualTo(ExitCode.OK);
        assertThat(text(out)).startsWith("Usage: maregistry COMMAND");
        assertThat(run("--version")).isEqualTo(ExitCode.OK);
        assertThat(text(out)).contains("maregistry " + Version.current());
        assertThat(text(err)).isEmpty();
    }

    @Test
    void helpOfACommandNamesItsFlags() {
        for (String[] command : new String[][] {{"server"}, {"config", "validate"}, {"config", "show"}}) {
            out.reset();
            String[] arguments = List.of(command).toArray(new String[command.length + 1]);
            arguments[command.length] = "--help";

            assertThat(run(arguments)).isEqualTo(ExitCode.OK);
            assertThat(text(out)).contains("--http-listen", "127.0.0.1:8081", "--limits-waiting-reads");
        }
        assertThat(servers).isEmpty();
    }

    @Test
    void whatIsNoCommandIsAMatterOfUsage() {
        assertThat(run()).isEqualTo(ExitCode.USAGE);
        assertThat(run("serve")).isEqualTo(ExitCode.USAGE);
        assertThat(run("config")).isEqualTo(ExitCode.USAGE);
        assertThat(run("config", "check")).isEqualTo(ExitCode.USAGE);
        assertThat(text(err).lines())
                .containsExactly(
                        "maregistry: a command is missing; see maregistry --help",
                        "maregistry: unknown command serve; see maregistry --help",
                        "maregistry: config needs validate or show; see maregistry --help",
                        "maregistry: unknown command config check; see maregistry --help");
    }

    @Test
    void validConfigurationIsSaidToBeSo() {
        assertThat(run("config", "validate", "--raft-bootstrap=force")).isEqualTo(ExitCode.OK);
        assertThat(text(out)).isEqualTo("the configuration is valid" + System.lineSeparator());
        assertThat(text(err)).startsWith("maregistry: raft.bootstrap=force: ");
    }

    @Test
    void everyFaultOfAConfigurationIsALine() {
        for (String command : List.of("validate", "show")) {
            err.reset();

            assertThat(run("config", command, "--lease-tick=0s", "--log-levle=info"))
                    .isEqualTo(ExitCode.CONFIGURATION);
            assertThat(text(err).lines())
                    .containsExactly(
                            "maregistry: --log-levle: unknown flag --log-levle; did you mean --log-level?",
                            "maregistry: --lease-tick: lease.tick must be 10ms to 1s, was 0s");
        }
        assertThat(run("server", "--limits-body-json-depth=16")).isEqualTo(ExitCode.CONFIGURATION);
        assertThat(servers).isEmpty();
        assertThat(text(out)).isEmpty();
    }

    @Test
    void settingsAreShownWithTheirOrigin() {
        assertThat(run("config", "show", "--server.port=8082")).isEqualTo(ExitCode.OK);
        assertThat(text(out).lines().map(line -> line.replaceAll(" +", " ")))
                .contains(
                        "http.listen: 127.0.0.1:8082 # --server-port",
                        "http.advertise: 127.0.0.1:8082 # from http.listen",
                        "log.level: info # default");
    }

    @Test
    void serverRunsUntilItFailsAndIsClosed() {
        assertThat(run("server", "--http-listen=127.0.0.1:8082")).isEqualTo(ExitCode.BROKEN_STATE);
        assertThat(text(err)).isEqualTo("maregistry: this replica diverged at index 7" + System.lineSeparator());
        assertThat(servers).singleElement().satisfies(server -> {
            assertThat(server.config.http().listen()).isEqualTo(Address.parse("127.0.0.1:8082"));
            assertThat(server.calls).containsExactly("start", "close");
        });
    }

    @Test
    void shutdownClosesTheServer() {
        run("server");
        ScriptedServer server = servers.get(0);
        server.calls.clear();

        hooks.get(0).run();

        assertThat(server.calls).containsExactly("close");
    }

    @Test
    void enginesPropertiesAreSetBeforeTheServerIsMade() {
        run("server", "--data-dir=/nowhere/n1");

        assertThat(System.getProperty("jraft.byte_buf.size")).isNotNull();
        assertThat(System.getProperty("jraft.signal.node.describe.dir")).isNotNull();
        assertThat(Security.getProperty("networkaddress.cache.ttl")).isEqualTo("5");
    }

    @ParameterizedTest
    @MethodSource("failures")
    void failedStartIsOneLineAndItsExitCode(RuntimeException failure, ExitCode code, String message) {
        startsWell = false;
        atStart = failure;

        assertThat(run("server")).isEqualTo(code);
        assertThat(text(err)).isEqualTo("maregistry: " + message + System.lineSeparator());
        assertThat(servers.get(0).calls).containsExactly("start", "close");
    }

    static List<Object[]> failures() {
        return List.of(
                new Object[] {
                    new StartException(ExitCode.DATA_DIRECTORY, "data is in use\nby another"),
                    ExitCode.DATA_DIRECTORY,
                    "data is in use\\nby another"
                },
                new Object[] {
                    new UncheckedIOException("http.listen 127.0.0.1:8081 cannot be bound", new BindException("in use")),
                    ExitCode.PORT_IN_USE,
                    "http.listen 127.0.0.1:8081 cannot be bound: in use"
                },
                new Object[] {
                    new UncheckedIOException("http.listen cannot be bound", new IOException("bind(..) failed: in use")),
                    ExitCode.PORT_IN_USE,
                    "http.listen cannot be bound: bind(..) failed: in use"
                },
                new Object[] {
                    new RegistryException.Corrupted("entry 7 cannot be read"),
                    ExitCode.BROKEN_STATE,
                    "entry 7 cannot be read"
                },
                new Object[] {
                    new UncheckedIOException(new FileSystemException("data/tmp", null, "No space left on device")),
                    ExitCode.DISK,
                    "the disk fails: data/tmp: No space left on device"
                },
                new Object[] {
                    new IllegalStateException("a bug"),
                    ExitCode.FAILED,
                    "unforeseen, see the log: java.lang.IllegalStateException: a bug"
                });
    }

    private ExitCode run(String... arguments) {
        Main main = new Main(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                new ConfigReader(Map.of(), Optional.empty()),
                config -> {
                    ScriptedServer server = new ScriptedServer(config);
                    servers.add(server);
                    return server;
                },
                log -> {},
                hooks::add);
        return main.run(List.of(arguments));
    }

    private static String text(ByteArrayOutputStream stream) {
        return stream.toString(StandardCharsets.UTF_8);
    }

    /** Starts as told and then fails by itself. */
    private final class ScriptedServer implements ServerRun {

        final ServerConfig config;
        final List<String> calls = new ArrayList<>();

        ScriptedServer(ServerConfig config) {
            this.config = config;
        }

        @Override
        public void start() {
            calls.add("start");
            if (!startsWell) {
                throw atStart;
            }
        }

        @Override
        public CompletionStage<StartException> failure() {
            return CompletableFuture.completedFuture(
                    new StartException(ExitCode.BROKEN_STATE, "this replica diverged at index 7"));
        }

        @Override
        public void close() {
            calls.add("close");
        }
    }
}
