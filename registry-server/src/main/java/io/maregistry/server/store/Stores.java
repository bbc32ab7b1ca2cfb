package io.maregistry.server.store;

import io.maregistry.server.config.ExitCode;
import io.maregistry.server.config.NearestName;
import io.maregistry.server.config.StartException;
import io.maregistry.server.config.StoreConfig;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The stores that are there: ours, and those on the class path that name a {@link RegistryStoreProvider}. One that is broken
 * stops nobody who asks for another.
 */
public final class Stores {

    private static final Logger LOG = LoggerFactory.getLogger(Stores.class);

    private Stores() {}

    /**
     * The store that the settings ask for; empty where they ask for none. Connects to nothing.
     *
     * @throws StartException there is no store of that type, the message lists those there are, or it cannot be opened
     * @throws StoreException {@code REFUSED} where its settings cannot be right
     */
    public static Optional<RegistryStore> open(StoreConfig config, Path dataDir) {
        return config.isSet()
                ? Optional.of(open(config, dataDir, RegistryStoreProvider.class.getClassLoader()))
                : Optional.empty();
    }

    static RegistryStore open(StoreConfig config, Path dataDir, ClassLoader classes) {
        Providers providers = Providers.of(ServiceLoader.load(RegistryStoreProvider.class, classes));
        List<RegistryStoreProvider> asked = providers.byType().getOrDefault(config.type(), List.of());
        if (asked.isEmpty()) {
            throw unusable(unknown(config.type(), providers));
        }
        if (asked.size() > 1) {
            throw unusable("two stores are called " + config.type() + ": "
                    + asked.get(0).getClass().getName() + " and "
                    + asked.get(1).getClass().getName());
        }
        providers.broken().forEach(why -> LOG.warn("a store on the class path cannot be used: {}", why));
        return open(asked.get(0), config, dataDir);
    }

    private static RegistryStore open(RegistryStoreProvider provider, StoreConfig config, Path dataDir) {
        try {
            return provider.open(config, dataDir);
        } catch (StoreException told) {
            throw told;
        } catch (RuntimeException | LinkageError broken) { // third parties' code, and drivers that are not there
            throw new StartException(
                    ExitCode.CONFIGURATION, "the store " + config.type() + " cannot be opened: " + broken, broken);
        }
    }

    private static String unknown(String type, Providers providers) {
        Set<String> types = providers.byType().keySet();
        String broken = providers.broken().isEmpty()
                ? ""
                : "; on the class path and not usable: " + String.join(", ", providers.broken());
        return "store.type must be " + StoreConfig.NONE + ", " + String.join(", ", types) + ", was " + type
                + NearestName.to(type, types)
                        .map(near -> "; did you mean " + near + "?")
                        .orElse("")
                + broken;
    }

    private static StartException unusable(String message) {
        return new StartException(ExitCode.CONFIGURATION, message);
    }
}
