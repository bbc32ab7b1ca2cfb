package io.maregistry.cli;

import io.maregistry.client.RegistryClient;
import io.maregistry.model.ServiceName;
import java.io.PrintWriter;
import java.time.Duration;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What all commands share: which cluster, how long, and where to print. */
class Access {

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command = CommandSpec.create(); // picocli puts the command's own here

    @Option(
            names = {"-e", "--endpoints"},
            paramLabel = "HOST:PORT",
            split = ",",
            defaultValue = "${env:MAREGISTRY_ENDPOINTS:-127.0.0.1:9080}",
            description = "gRPC addresses of nodes, one that answers is enough"
                    + " (MAREGISTRY_ENDPOINTS; ${DEFAULT-VALUE} if nothing is said)")
    private String[] endpoints = {};

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            defaultValue = "10",
            description = "how long a call may take with all its repeats (${DEFAULT-VALUE})")
    private int timeoutSeconds;

    /** Where a command prints what it was asked for. */
    PrintWriter out() {
        return command.commandLine().getOut();
    }

    /** Prints a line. */
    void print(Object line) {
        out().println(line);
        out().flush();
    }

    /** The namespace of what is named without one. */
    String namespace() {
        return ServiceName.DEFAULT_NAMESPACE;
    }

    /** A client that the caller closes. */
    RegistryClient open() {
        return RegistryClient.builder()
                .endpoints(endpoints)
                .namespace(namespace())
                .callTimeout(Duration.ofSeconds(timeoutSeconds))
                .unregisterAtExit(false)
                .build();
    }
}
