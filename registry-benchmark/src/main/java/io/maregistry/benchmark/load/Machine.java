package io.maregistry.benchmark.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** What a measurement ran on. */
final class Machine {

    private Machine() {}

    /** Cores, processor, memory, kernel, JDK, and how busy the machine was. */
    static String line() throws IOException {
        return Runtime.getRuntime().availableProcessors() + " cores (" + field("/proc/cpuinfo", "model name") + "), "
                + field("/proc/meminfo", "MemTotal") + ", " + System.getProperty("os.name") + " "
                + System.getProperty("os.version") + ", JDK " + Runtime.version() + ", load "
                + firstWord("/proc/loadavg");
    }

    private static String field(String file, String name) throws IOException {
        try (Stream<String> lines = Files.lines(Path.of(file))) {
            return lines.filter(line -> line.startsWith(name))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse("unknown");
        }
    }

    private static String firstWord(String file) throws IOException {
        String text = Files.readString(Path.of(file));
        return text.substring(0, text.indexOf(' '));
    }
}
