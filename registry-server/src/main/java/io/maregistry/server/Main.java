package io.maregistry.server;

import io.maregistry.server.config.ConfigException;
import io.maregistry.server.config.ConfigReader;
import io.maregistry.server.config.Configuration;
import io.maregistry.server.config.ExitCode;
import io.maregistry.server.config.LogConfig;
import io.maregistry.server.config.OneLine;
import io.maregistry.server.config.ServerConfig;
import io.maregistry.server.config.SettingsHelp;
import io.maregistry.server.config.StartException;
import io.maregistry.server.log.LogSetup;
import io.maregistry.server.migrate.MigrateCommand;
import io.maregistry.server.migrate.MigrateException;
import io.maregistry.server.raft.EngineProperties;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The program: {@code maregistry server} and the commands that need no cluster. Its arguments are few and its flags are
 * the settings, so it reads them itself; every message to the operator is one line on the error stream.
 */
public final class Main {

    private static final String USAGE = """
            Usage: maregistry COMMAND [--flag=value ...]

              server            run a node until it is told to stop (SIGTERM)
              config validate   check the configuration and name all that is wrong with it
              config show       print every setting in effect and where it comes from
              migrate           carry a registry from hash mode to Raft, or back
              --version         print the version
              --help            print this; after a command: its flags

            Settings come from a YAML file (--config FILE, MAREGISTRY_CONFIG, else conf/maregistry.yaml), over it from
            MAREGISTRY_* variables, over them from flags.

            Exit codes: 0 done, 1 failed, 2 usage, 65 data directory, 69 port in use, 70 broken state, 73 disk,
            78 configuration.
            """;

    private final PrintStream out;
    private final PrintStream err;
    private final ConfigReader reader;
    private final Function<ServerConfig, ServerRun> servers;
    private final Consumer<LogConfig> logging;
    private final Consumer<Runnable> shutdownHooks;

    Main(
            PrintStream out,
            PrintStream err,
            ConfigReader reader,
            Function<ServerConfig, ServerRun> servers,
            Consumer<LogConfig> logging,
            Consumer<Runnable> shutdownHooks) {
        this.out = out;
        this.err = err;
        this.reader = reader;
        this.servers = servers;
        this.logging = logging;
        this.shutdownHooks = shutdownHooks;
    }

    /** Runs a command and ends the process with its {@link ExitCode}. */
    public static void main(String[] arguments) {
        Optional<Path> home =
                Optional.ofNullable(System.getProperty("maregistry.home")).map(Path::of);
        Main main = new Main(
                System.out,
                System.err,
                new ConfigReader(System.getenv(), home),
                RegistryServer::new,
                LogSetup::apply,
                task -> Runtime.getRuntime().addShutdownHook(new Thread(task, "shutdown")));
        System.exit(main.run(List.of(arguments)).number());
    }

    /** Runs the command that {@code arguments} name; returns when it is done, which for a server is when it fails. */
    ExitCode run(List<String> arguments) {
        try {
            return dispatch(arguments);
        } catch (ConfigException unfit) {
            unfit.faults().forEach(fault -> complain(fault.message()));
            return ExitCode.CONFIGURATION;
        } catch (RuntimeException failed) { // the edge of the process: whatever it was, it needs an exit code
            StartException told = Failures.told(failed);
            complain(String.valueOf(told.getMessage()));
            return told.exitCode();
        }
    }

    private ExitCode dispatch(List<String> arguments) {
        String command = arguments.isEmpty() ? "" : arguments.get(0);
        return switch (command) {
            case "server" -> server(rest(arguments, 1));
            case "config" -> config(rest(arguments, 1));
            case "migrate" -> migrate(rest(arguments, 1));
            case "--version", "version" -> print("maregistry " + Version.current());
            case "--help", "-h", "help" -> print(USAGE.strip());
            case "" -> misused("a command is missing");
            default -> misused("unknown command " + command);
        };
    }

    private ExitCode config(List<String> arguments) {
        String command = arguments.isEmpty() ? "" : arguments.get(0);
        return switch (command) {
            case "validate" -> validate(rest(arguments, 1));
            case "show" -> show(rest(arguments, 1));
            case "--help", "-h" -> print(USAGE.strip());
            case "" -> misused("config needs validate or show");
            default -> misused("unknown command config " + command);
        };
    }

    private ExitCode validate(List<String> flags) {
        if (asksForHelp(flags)) {
            return help();
        }
        Configuration configuration = reader.read(flags);
        configuration.warnings().forEach(this::complain);
        return print("the configuration is valid");
    }

    private ExitCode show(List<String> flags) {
        return asksForHelp(flags) ? help() : print(reader.read(flags).text().strip());
    }

    private ExitCode server(List<String> flags) {
        if (asksForHelp(flags)) {
            return help();
        }
        Configuration configuration = reader.read(flags);
        ServerConfig config = configuration.server();
        logging.accept(config.log());
        EngineProperties.install(config.node().dataDir());
        Logger log = LoggerFactory.getLogger(Main.class);
        configuration.warnings().forEach(log::warn);
        try (ServerRun server = servers.apply(config)) {
            shutdownHooks.accept(server::close);
            server.start();
            throw server.failure().toCompletableFuture().join();
        }
    }

    private ExitCode migrate(List<String> arguments) {
        if (asksForHelp(arguments)) {
            return print(MigrateCommand.USAGE);
        }
        try {
            new MigrateCommand(out::println).run(arguments);
            return ExitCode.OK;
        } catch (IllegalArgumentException misuse) {
            complain(misuse.getMessage() + "; see maregistry migrate --help");
            return ExitCode.USAGE;
        } catch (MigrateException unable) {
            complain(String.valueOf(unable.getMessage()));
            return ExitCode.FAILED;
        }
    }

    private ExitCode help() {
        print(USAGE.strip());
        return print(
                System.lineSeparator() + "Flags and their defaults:" + System.lineSeparator() + SettingsHelp.text());
    }

    private ExitCode misused(String what) {
        complain(what + "; see maregistry --help");
        return ExitCode.USAGE;
    }

    private ExitCode print(String text) {
        out.println(text);
        return ExitCode.OK;
    }

    private void complain(String message) {
        err.println("maregistry: " + OneLine.of(message));
    }

    private static boolean asksForHelp(List<String> flags) {
        return flags.contains("--help") || flags.contains("-h");
    }

    private static List<String> rest(List<String> arguments, int from) {
        return arguments.subList(from, arguments.size());
    }
}
