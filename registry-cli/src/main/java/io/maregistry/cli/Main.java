package io.maregistry.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The program. */
@Command(
        name = "maregistry-cli",
        mixinStandardHelpOptions = true,
        versionProvider = BuildVersion.class,
        synopsisSubcommandLabel = "COMMAND",
        description = "Asks a MaRegistry cluster, or tells it something.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:done", "1:failed, the reason is on the error stream", "2:not understood"},
        subcommands = {
            ServicesCommand.class,
            InstancesCommand.class,
            PatchCommand.class,
            NamespacesCommand.class,
            RoutingCommand.class,
            ConfigCommand.class
        })
public final class Main {

    Main() {}

    /** Runs the command that the arguments name and ends the process with its exit code. */
    public static void main(String[] arguments) {
        // Texts come out as they were published, whatever the locale says.
        PrintWriter out = new PrintWriter(System.out, false, StandardCharsets.UTF_8);
        int code = commandLine().setOut(out).execute(arguments);
        if (out.checkError()) { // a full disk, say: whoever reads it must not take a part for the whole
            System.err.println("maregistry-cli: what was to be said could not be written");
            System.exit(Math.max(code, CommandLine.ExitCode.SOFTWARE));
        }
        System.exit(code);
    }

    /** The commands, not yet run; each call makes others. */
    static CommandLine commandLine() {
        return new CommandLine(new Main()).setExecutionExceptionHandler(new Complaint());
    }
}
