package io.maregistry.server.store.file;

import io.maregistry.server.config.StoreConfig;
import io.maregistry.server.store.RegistryStore;
import io.maregistry.server.store.RegistryStoreProvider;
import java.nio.file.Path;

/** Opens the store {@code file}. */
public final class FileStoreProvider implements RegistryStoreProvider {

    @Override
    public String type() {
        return StoreConfig.FILE;
    }

    @Override
    public RegistryStore open(StoreConfig config, Path dataDir) {
        return new FileStore(dataDir.resolve(config.path()));
    }
}
