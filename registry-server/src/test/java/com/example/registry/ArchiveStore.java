package com.example.registry;

import io.maregistry.error.RegistryException.Corrupted;
import io.maregistry.server.config.SnapshotConfig;
import io.maregistry.server.snapshot.SnapshotFile;
import io.maregistry.server.state.RegistryState;
import io.maregistry.server.state.Root;
import io.maregistry.server.store.RegistryStore;
import io.maregistry.server.store.StoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** Keeps the last states that were saved, each as a packed file of its own. */
final class ArchiveStore implements RegistryStore {

    private static final int KEPT = 100;

    private final Path folder;

    ArchiveStore(Path folder) {
        this.folder = folder;
    }

    @Override
    public String name() {
        return "archive";
    }

    @Override
    public Optional<RegistryState> load() {
        return newest().map(file -> {
            try {
                return SnapshotFile.read(file);
            } catch (Corrupted damaged) {
                throw new StoreException(StoreException.Kind.DAMAGED, file + " is damaged", damaged);
            }
        });
    }

    @Override
    public void save(Root root) {
        long number = 1;
        String lineage = String.format(Locale.ROOT, "%016x", root.scalars().lineage());
        Optional<Path> newest = newest();
        if (newest.isPresent()) {
            String[] parts = newest.get().getFileName().toString().split("[-.]", -1);
            number = Long.parseLong(parts[0]) + 1;
            if (parts[1].equals(lineage)
                    && Long.parseLong(parts[2]) > root.scalars().revision()) {
                throw new StoreException(StoreException.Kind.CONFLICT, newest.get() + " is of a higher revision");
            }
        }
        String name = String.format(
                Locale.ROOT,
                "%09d-%s-%d.json.zst",
                number,
                lineage,
                root.scalars().revision());
        try {
            Files.createDirectories(folder);
            SnapshotFile.write(root, folder.resolve(name), SnapshotConfig.Codec.ZSTD);
            for (Path old : files().stream().skip(KEPT).toList()) {
                Files.delete(old);
            }
        } catch (IOException failed) {
            throw new StoreException(StoreException.Kind.UNREACHABLE, folder + " cannot be written", failed);
        }
    }

    private Optional<Path> newest() {
        if (Files.notExists(folder)) {
            return Optional.empty();
        }
        try {
            return files().stream().findFirst();
        } catch (IOException failed) {
            throw new StoreException(StoreException.Kind.UNREACHABLE, folder + " cannot be read", failed);
        }
    }

    /** The newest one first. */
    private List<Path> files() throws IOException {
        try (Stream<Path> found = Files.list(folder)) {
            return found.filter(file -> file.toString().endsWith(".zst"))
                    .sorted(Comparator.reverseOrder())
                    .toList();
        }
    }

    @Override
    public void close() {
        // nothing is open between two calls
    }
}
