package com.example.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.maregistry.server.config.StoreConfig;
import io.maregistry.server.store.RegistryStore;
import io.maregistry.server.store.RegistryStoreContract;
import io.maregistry.server.store.SampleRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
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

    @Test
    void onlyTheLastOnesAreKept() throws Exception {
        RegistryStore store = store();
        SampleRegistry registry = SampleRegistry.small();
        for (int save = 0; save < 103; save++) {
            store.save(registry.renew("service-3", 3).root());
        }

        try (Stream<Path> files = Files.list(dataDir.resolve("archive"))) {
            assertThat(files).hasSize(100);
        }
        assertHolds(registry.root());
    }
}
