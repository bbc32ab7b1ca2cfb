package io.maregistry.cli;

import io.maregistry.testkit.LocalCluster;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;

/** A command that has ended: its exit code, what it printed, and what it complained of. */
record Run(int code, String out, String err) {

    /** The command against the nodes of the cluster. */
    static Run on(LocalCluster cluster, String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--endpoints", String.join(",", cluster.endpoints())));
        return of(all.toArray(String[]::new));
    }

    static Run of(String... arguments) {
        StringWriter printed = new StringWriter();
        StringWriter complained = new StringWriter();
        CommandLine line = Main.commandLine().setOut(new PrintWriter(printed)).setErr(new PrintWriter(complained));
        int ended = line.execute(arguments);
        return new Run(ended, printed.toString(), complained.toString());
    }
}
