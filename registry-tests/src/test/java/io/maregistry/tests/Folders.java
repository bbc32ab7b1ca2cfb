package io.maregistry.tests;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Data directories, copied and wiped. */
final class Folders {

    private Folders() {}

    /** All of it, or nothing where there is none. */
    static void delete(Path folder) throws IOException {
        if (Files.notExists(folder)) {
            return;
        }
        for (Path file : filesIn(folder, Comparator.reverseOrder())) {
            Files.delete(file);
        }
    }

    /** {@code to} must not be there. */
    static void copy(Path from, Path to) throws IOException {
        for (Path file : filesIn(from, Comparator.naturalOrder())) {
            Files.copy(file, to.resolve(from.relativize(file).toString()));
        }
    }

    private static List<Path> filesIn(Path folder, Comparator<Path> order) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.sorted(order).toList();
        }
    }
}
