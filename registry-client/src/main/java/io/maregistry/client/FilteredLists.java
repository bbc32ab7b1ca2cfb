package io.maregistry.client;

import io.maregistry.client.spi.ServiceList;
import io.maregistry.model.Filter;
import io.maregistry.model.ServiceName;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What filters leave of the newest list of each service, made once for each list. Two threads that meet at a new list may
 * both make it; one of them is kept. Any thread.
 */
final class FilteredLists {

    private static final int MAX_KEPT = 10_000; // beyond, all are made anew

    private final Map<Wanted, Made> newest = new ConcurrentHashMap<>();

    private record Wanted(ServiceName service, Filter filter) {}

    private record Made(ServiceList of, ServiceList what) {}

    /** The same object for the same list, as callers of {@code LoadBalancer} need it. */
    @SuppressWarnings("ReferenceEquality") // the same list is the same object; comparing long ones takes long
    ServiceList of(ServiceList list, Filter filter) {
        Wanted wanted = new Wanted(list.service(), filter);
        Made made = newest.get(wanted);
        if (made == null || made.of != list) {
            if (newest.size() >= MAX_KEPT) {
                newest.clear();
            }
            made = new Made(list, list.matching(filter));
            newest.put(wanted, made);
        }
        return made.what;
    }
}
