package io.maregistry.tests;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The JDKs of this machine that the server runs on. */
final class Jdks {

    private static final Path FOLDER = Path.of("/usr/lib/jvm");
    private static final int LEAST_VERSION = 17;

    private Jdks() {}

    /** One home of each version, from the oldest to the newest; this JVM's is one of them. */
    static List<Path> homes() throws IOException {
        Map<Integer, Path> homes = new TreeMap<>();
        homes.put(Runtime.version().feature(), Path.of(System.getProperty("java.home")));
        if (Files.isDirectory(FOLDER)) {
            try (Stream<Path> folders = Files.list(FOLDER)) {
                for (Path folder : folders.sorted().toList()) {
                    int version = versionOf(folder);
                    if (version >= LEAST_VERSION) {
                        homes.putIfAbsent(version, folder);
                    }
                }
            }
        }
        return List.copyOf(homes.values());
    }

    private static int versionOf(Path home) throws IOException {
        Path release = home.resolve("release");
        if (!Files.isReadable(release) || !Files.isExecutable(home.resolve("bin/java"))) {
            return 0;
        }
        Properties properties = new Properties();
        try (var reader = Files.newBufferedReader(release)) {
            properties.load(reader);
        }
        String version = properties.getProperty("JAVA_VERSION", "0").replace("\"", "");
        return Integer.parseInt(version.split("\\D", 2)[0]);
    }
}
