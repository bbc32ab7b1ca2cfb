package io.maregistry.server.store;

import io.maregistry.server.config.StoreConfig;
import java.nio.file.Path;

/**
 * Opens stores of one type. Found by {@link java.util.ServiceLoader}, so it has a public constructor without parameters
 * and is named in {@code META-INF/services/io.maregistry.server.store.RegistryStoreProvider}.
 */
public interface RegistryStoreProvider {

    /** The value of {@code store.type} that asks for it: lower-case letters, digits and dashes. */
    String type();

    /**
     * A store with those settings. Must not connect to anything yet: a store that is away is told by its first use.
     *
     * @param dataDir the node's data directory; relative paths are meant from it
     * @throws StoreException {@code REFUSED} where the settings cannot be right
     */
    RegistryStore open(StoreConfig config, Path dataDir);
}
