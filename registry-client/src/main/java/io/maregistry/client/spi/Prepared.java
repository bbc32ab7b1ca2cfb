package io.maregistry.client.spi;

import io.maregistry.model.Instance;
import io.maregistry.model.ServiceName;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * What a strategy has made of the newest list of each service, made once for each list. Two threads that meet at a new list
 * may both make it; one of them is kept. Any thread.
 */
final class Prepared<P> {

    private static final int MAX_SERVICES = 10_000; // beyond, all is made anew

    private final Function<ServiceList, P> maker;
    private final Map<ServiceName, Made<P>> newest = new ConcurrentHashMap<>();

    Prepared(Function<ServiceList, P> maker) {
        this.maker = maker;
    }

    private record Made<P>(ServiceList list, P what) {}

    @SuppressWarnings("ReferenceEquality") // the same list is the same object; comparing long ones takes long
    P of(ServiceList list) {
        Made<P> made = newest.get(list.service());
        if (made == null || made.list != list) {
            if (newest.size() >= MAX_SERVICES) {
                newest.clear();
            }
            made = new Made<>(list, maker.apply(list));
            newest.put(list.service(), made);
        }
        return made.what;
    }

    /** Those of the list that a call may go to. */
    static List<Instance> candidates(ServiceList list) {
        return list.instances().stream()
                .filter(instance -> instance.isHealthy() && instance.weight() > 0)
                .toList();
    }
}
