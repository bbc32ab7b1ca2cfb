package com.example.registry;

import io.maregistry.server.config.StoreConfig;
import io.maregistry.server.store.RegistryStore;
import io.maregistry.server.store.RegistryStoreContract;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;

/** The guide's example of a store of one's own keeps what stores promise. */
class ArchiveStoreTest extends RegistryStoreContract {

    @TempDir
    Path dataDir;

    @Override
    protected boolean tellsWhatItHolds() {
        return false;
    }

    @Override
    protected RegistryStore open() {
        return new ArchiveStoreProvider().open(StoreConfig.DEFAULT, dataDir);
    }

    @Override
    protected void damage() throws IOException {
        try (Stream<Path> files = Files.list(dataDir.resolve("archive"))) {
            List<Path> all = files.sorted(Comparator.reverseOrder()).toList();
            byte[] sound = Files.readAllBytes(all.get(0));
            sound[sound.length / 2] ^= 4;
            Files.write(all.get(0), sound);
        }
    }
}
