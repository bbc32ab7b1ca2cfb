package io.maregistry.server.config;

import java.util.function.Consumer;

/**
 * Refuses what can be written down but is not built yet, rather than to start and ignore it. A feature that arrives
 * takes its line out.
 */
final class Availability {

    private Availability() {}

    static void check(Values values, Consumer<Fault> faults) {
        refuse(values, values.get(Keys.ELECTION) == Election.HASH, Keys.ELECTION, faults);
        refuse(values, values.has(Keys.RAFT_JOIN), Keys.RAFT_JOIN, faults);
        refuse(values, values.get(Keys.NAMESPACES_STRICT), Keys.NAMESPACES_STRICT, faults);
        refuse(values, values.get(Keys.STORE_TYPE) != StoreConfig.Type.NONE, Keys.STORE_TYPE, faults);
        refuse(values, values.get(Keys.STORE_IMPORT), Keys.STORE_IMPORT, faults);
    }

    private static void refuse(Values values, boolean isAsked, Key<?> key, Consumer<Fault> faults) {
        if (isAsked) {
            faults.accept(new Fault(key.name(), key.name() + '=' + values.textOf(key) + " is not available yet"));
        }
    }
}
