package io.maregistry.cli;

import io.maregistry.error.RegistryException;
import io.maregistry.model.FilterException;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/** Says what went wrong in one line, without a stack trace. */
final class Complaint implements IExecutionExceptionHandler {

    @Override
    public int handleExecutionException(Exception failed, CommandLine command, ParseResult arguments) {
        PrintWriter err = command.getErr();
        if (failed instanceof RegistryException refused) {
            err.println("maregistry-cli: " + refused.code() + ": " + line(refused));
            return ExitCode.SOFTWARE;
        }
        if (failed instanceof FilterException unreadable) {
            err.println("maregistry-cli: INVALID_FILTER: " + line(unreadable));
            return ExitCode.USAGE;
        }
        if (failed instanceof IllegalArgumentException misuse) {
            err.println("maregistry-cli: " + line(misuse));
            return ExitCode.USAGE;
        }
        err.println("maregistry-cli: " + failed.getClass().getSimpleName() + ": " + line(failed));
        return ExitCode.SOFTWARE;
    }

    private static String line(Exception failed) {
        return Text.line(String.valueOf(failed.getMessage()));
    }
}
