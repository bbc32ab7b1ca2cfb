package io.maregistry.benchmark.load;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Programs that a measurement runs, a list of words each. */
final class Commands {

    private static final long LIMIT_SECONDS = 60;

    private Commands() {}

    /** Runs it to its end; what it prints goes to the error stream. */
    static void run(List<String> words) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
        process.getInputStream().transferTo(System.err);
        if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
            process.destroy();
            throw new IOException("failed: " + String.join(" ", words));
        }
    }

    /** Starts it; what it prints goes to the file. */
    static Process start(List<String> words, Path log) throws IOException {
        return new ProcessBuilder(words)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
    }
}
