package io.maregistry.server.state;

import io.maregistry.model.ServiceName;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * What happened to instances lately: of each service the newest {@link ServiceHistory#MAX_ENTRIES}, and {@value
 * #MAX_ENTRIES} in all, of which the oldest go first. A service's entries lie in its {@link ServiceView}, which every
 * change replaces anyway; here are the bounds, and the order over all services that the second one needs.
 *
 * <p>The applying thread alone.
 */
final class History {

    static final int MAX_ENTRIES = 100_000;

    // dead ones of the queue are left out when they are more than the living ones and this
    private static final int MAX_DEAD = 1_024;

    private final RowSum rows;
    private final Services services;
    private final Deque<Place> inOrder = new ArrayDeque<>(); // derived: every living entry, and dead ones
    private int size;

    History(RowSum rows, Services services) {
        this.rows = rows;
        this.services = services;
    }

    /** Where an entry lies, if it is there still. */
    private record Place(ServiceName service, long revision, int place) {}

    /** Entries of one service, at revisions that are not below any that was added before. */
    void add(ServiceName service, List<HistoryEntry> added) {
        ServiceHistory before = services.history(service);
        int dropped = Math.max(0, before.size() + added.size() - ServiceHistory.MAX_ENTRIES);
        for (int at = 0; at < dropped; at++) {
            rows.removeHistory(service, before.get(at));
        }
        services.remember(service, before.after(dropped, added));
        for (HistoryEntry entry : added) {
            rows.addHistory(service, entry);
            inOrder.addLast(new Place(service, entry.revision(), entry.place()));
        }
        size += added.size() - dropped;
        while (size > MAX_ENTRIES) {
            dropOldest();
        }
        if (inOrder.size() > 2 * size + MAX_DEAD) {
            inOrder.removeIf(place -> !isAlive(place));
        }
    }

    /** The service is forgotten, and with it what happened to it. */
    void forget(ServiceView service) {
        ServiceHistory gone = service.history();
        gone.entries().forEach(entry -> rows.removeHistory(service.name(), entry));
        size -= gone.size();
    }

    void clear() {
        for (ServiceView service : services.view()) {
            if (service.history().size() > 0) {
                forget(service);
                services.remember(service.name(), ServiceHistory.EMPTY);
            }
        }
        inOrder.clear();
    }

    private void dropOldest() {
        Place oldest = inOrder.removeFirst();
        if (isAlive(oldest)) {
            ServiceHistory before = services.history(oldest.service);
            rows.removeHistory(oldest.service, before.get(0));
            services.remember(oldest.service, before.after(1, List.of()));
            size--;
        }
    }

    /** Each service drops its own oldest first, so an entry is there if the oldest of its service is not newer. */
    private boolean isAlive(Place place) {
        ServiceHistory history = services.history(place.service);
        if (history.size() == 0) {
            return false;
        }
        HistoryEntry oldest = history.get(0);
        return oldest.revision() < place.revision
                || oldest.revision() == place.revision && oldest.place() <= place.place;
    }
}
