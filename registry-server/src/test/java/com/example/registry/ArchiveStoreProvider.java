package com.example.registry;

import io.maregistry.server.config.StoreConfig;
import io.maregistry.server.store.RegistryStore;
import io.maregistry.server.store.RegistryStoreProvider;
import java.nio.file.Path;

/** Opens stores of the type {@code archive}. */
public final class ArchiveStoreProvider implements RegistryStoreProvider {

    @Override
    public String type() {
        return "archive";
    }

    @Override
    public RegistryStore open(StoreConfig config, Path dataDir) {
        return new ArchiveStore(dataDir.resolve(config.options().getOrDefault("folder", "archive")));
    }
}
