package io.maregistry.server.migrate;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/** {@code maregistry migrate}: its command line. One thread; blocks until the migration is done. */
public final class MigrateCommand {

    /** What it is told. */
    public static final String USAGE = """
            Usage: maregistry migrate hash-to-raft --from=URL[,URL...] --to=URL[,URL...] [--merge] [--dry-run]
                   maregistry migrate hash-to-raft --from-file=FILE    --to=URL[,URL...] [--merge] [--dry-run]
                   maregistry migrate raft-to-hash ...

              --from       HTTP urls of nodes of the cluster that holds the registry; its leader is asked
              --from-file  a snapshot document in their place, such as DATA-DIR/registry-snapshot.json
              --to         HTTP urls of nodes of the other cluster, which runs and is empty
              --merge      it may hold something already: of a service that both have, the one with the higher VERSIONS stays
              --dry-run    look at everything and write nothing

            How to switch over is in docs/guide-hash-mode.md.""";

    private final Consumer<String> out;

    /** @param out takes what happens, a line at a time */
    public MigrateCommand(Consumer<String> out) {
        this.out = out;
    }

    /**
     * Runs it.
     *
     * @param arguments behind {@code migrate}
     * @throws IllegalArgumentException the arguments are not as {@link #USAGE} says
     * @throws MigrateException it cannot be done; the message says whether anything was written
     */
    public void run(List<String> arguments) {
        Migration.Order order = order(arguments);
        try {
            Path directory = Files.createTempDirectory("maregistry-migrate-");
            try {
                new Migration(order, directory, out).run();
            } finally {
                delete(directory);
            }
        } catch (IOException disk) {
            throw new UncheckedIOException(disk);
        }
    }

    private static Migration.Order order(List<String> arguments) {
        String direction = arguments.isEmpty() ? "" : arguments.get(0);
        String toMode = switch (direction) {
            case "hash-to-raft" -> "raft";
            case "raft-to-hash" -> "hash";
            default ->
                throw new IllegalArgumentException(
                        "migrate needs hash-to-raft or raft-to-hash, was \"" + direction + '"');
        };
        List<String> flags = arguments.subList(1, arguments.size());
        for (String flag : flags) {
            String name = flag.split("=", 2)[0];
            if (!List.of("--from", "--from-file", "--to", "--merge", "--dry-run")
                    .contains(name)) {
                throw new IllegalArgumentException("unknown flag " + name);
            }
        }
        List<String> from = urls(flags, "--from");
        String file = value(flags, "--from-file");
        List<String> to = urls(flags, "--to");
        if (from.isEmpty() == file.isEmpty() || to.isEmpty()) {
            throw new IllegalArgumentException("migrate needs --to and one of --from and --from-file");
        }
        return new Migration.Order(
                from, Path.of(file), to, toMode, flags.contains("--merge"), flags.contains("--dry-run"));
    }

    private static List<String> urls(List<String> flags, String name) {
        return Arrays.stream(value(flags, name).split(",", -1))
                .filter(url -> !url.isEmpty())
                .map(MigrateCommand::url)
                .toList();
    }

    private static String url(String given) {
        String url = given.endsWith("/") ? given.substring(0, given.length() - 1) : given;
        if (!url.matches("https?://[^/?#\\s]+")) {
            throw new IllegalArgumentException("a url must be http://host:port, was \"" + given + '"');
        }
        return url;
    }

    private static String value(List<String> flags, String name) {
        return flags.stream()
                .filter(flag -> flag.startsWith(name + '='))
                .map(flag -> flag.substring(name.length() + 1))
                .findFirst()
                .orElse("");
    }

    private static void delete(Path directory) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
            for (Path file : files) {
                Files.delete(file);
            }
        }
        Files.delete(directory);
    }
}
