package io.maregistry.server.store;

import io.maregistry.server.config.ExitCode;
import io.maregistry.server.config.NearestName;
import io.maregistry.server.config.StartException;
import io.maregistry.server.config.StoreConfig;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.TreeMap;

/** The stores that are there: ours, and those on the class path that name a {@link RegistryStoreProvider}. */
public final class Stores {

    private Stores() {}

    /**
     * The store that the settings ask for; empty where they ask for none. Connects to nothing.
     *
     * @throws StartException there is no store of that type, the message lists those there are, or a provider is broken
     * @throws StoreException {@code REFUSED} where its settings cannot be right
     */
    public static Optional<RegistryStore> open(StoreConfig config, Path dataDir) {
        if (!config.isSet()) {
            return Optional.empty();
        }
        Map<String, RegistryStoreProvider> providers = providers();
        RegistryStoreProvider provider = providers.get(config.type());
        if (provider == null) {
            throw unusable("store.type must be " + StoreConfig.NONE + ", " + String.join(", ", providers.keySet())
                    + ", was " + config.type()
                    + NearestName.to(config.type(), providers.keySet())
                            .map(near -> "; did you mean " + near + "?")
                            .orElse(""));
        }
        return Optional.of(provider.open(config, dataDir));
    }

    private static Map<String, RegistryStoreProvider> providers() {
        Map<String, RegistryStoreProvider> byType = new TreeMap<>();
        try {
            for (RegistryStoreProvider provider : ServiceLoader.load(RegistryStoreProvider.class)) {
                RegistryStoreProvider other = byType.put(provider.type(), provider);
                if (other != null) {
                    throw unusable("two stores are called " + provider.type() + ": "
                            + other.getClass().getName() + " and "
                            + provider.getClass().getName());
                }
            }
        } catch (ServiceConfigurationError broken) {
            throw unusable("a store on the class path cannot be used: " + broken.getMessage());
        }
        return byType;
    }

    private static StartException unusable(String message) {
        return new StartException(ExitCode.CONFIGURATION, message);
    }
}
