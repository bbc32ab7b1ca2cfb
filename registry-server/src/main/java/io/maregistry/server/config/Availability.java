package io.maregistry.server.config;

import java.util.List;
import java.util.function.Consumer;

/**
 * Refuses what can be written down but is not built yet, rather than to start and ignore it. A feature that arrives
 * takes its line out.
 */
final class Availability {

    /** Details of features that are not built yet: they may be written down, as they are. */
    private static final List<Key<?>> DETAILS = List.of(Keys.BODY_JSON_DEPTH);

    private Availability() {}

    static void check(Values values, Consumer<Fault> faults) {
        refuse(values, values.has(Keys.RAFT_JOIN), Keys.RAFT_JOIN, faults);
        DETAILS.forEach(key -> refuse(values, isChanged(values, key), key, faults));
    }

    private static <T> boolean isChanged(Values values, Key<T> key) {
        return key.preset()
                .filter(text -> !key.read(text).equals(values.get(key)))
                .isPresent();
    }

    private static void refuse(Values values, boolean isAsked, Key<?> key, Consumer<Fault> faults) {
        if (isAsked) {
            faults.accept(new Fault(key.name(), key.name() + '=' + values.textOf(key) + " is not available yet"));
        }
    }
}
