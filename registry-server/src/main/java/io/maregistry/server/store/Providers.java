package io.maregistry.server.store;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.TreeMap;

/**
 * The providers on the class path by their types. One that cannot be used is noted and left out, since it may be somebody
 * else's whom nobody asked for.
 *
 * @param byType those of a type in the order of the class path; more than one is a fault of who asks for it
 * @param broken why some are left out
 */
record Providers(Map<String, List<RegistryStoreProvider>> byType, List<String> broken) {

    private static final int MAX_BROKEN = 100; // a loader that never gets further ends here

    /** Those that this loader finds. */
    static Providers of(ServiceLoader<RegistryStoreProvider> loader) {
        Providers found = new Providers(new TreeMap<>(), new ArrayList<>());
        Iterator<RegistryStoreProvider> next = loader.iterator();
        boolean isMore = true;
        while (isMore && found.broken.size() < MAX_BROKEN) {
            isMore = found.hasTaken(next);
        }
        return found;
    }

    /** False where there is none any more. */
    private boolean hasTaken(Iterator<RegistryStoreProvider> next) {
        try {
            if (!next.hasNext()) {
                return false;
            }
            RegistryStoreProvider provider = next.next();
            byType.computeIfAbsent(provider.type(), type -> new ArrayList<>()).add(provider);
        } catch (ServiceConfigurationError | LinkageError | RuntimeException unusable) { // third parties' code
            broken.add(unusable.getCause() == null ? unusable.toString() : unusable + ": " + unusable.getCause());
        }
        return true;
    }
}
