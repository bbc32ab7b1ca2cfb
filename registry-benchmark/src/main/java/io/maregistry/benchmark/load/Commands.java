package io.maregistry.benchmark.load;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Programs that a measurement runs: words without quotes, split at blanks. */
final class Commands {

    private static final long LIMIT_SECONDS = 60;

    private Commands() {}

    /** Runs it to its end; what it prints goes to the error stream. */
    static void run(String command, String... more) throws IOException, InterruptedException {
        Process process = builder(command, more).start();
        process.getInputStream().transferTo(System.err);
        if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
            process.destroy();
            throw new IOException("failed: " + command + " " + String.join(" ", more));
        }
    }

    /** Starts it; what it prints goes to the file. */
    static Process start(String command, Path log, String... more) throws IOException {
        return builder(command, more).redirectOutput(log.toFile()).start();
    }

    private static ProcessBuilder builder(String command, String... more) {
        List<String> words = new ArrayList<>(Arrays.asList(command.split(" ", -1)));
        words.addAll(Arrays.asList(more));
        return new ProcessBuilder(words).redirectErrorStream(true);
    }
}
