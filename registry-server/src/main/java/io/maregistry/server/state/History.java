package io.maregistry.server.state;

import io.maregistry.model.ServiceName;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What happened to instances lately: of each service the newest {@link ServiceHistory#MAX_ENTRIES}, and {@value
 * #MAX_ENTRIES} in all, of which the oldest go first. A service's entries lie in its {@link ServiceView}, which every
 * change replaces anyway; here are the bounds, and the order over all services that the second one needs.
 *
 * <p>Who leaves for age is mostly left lying in the view, since to replace another service's view for each change would
 * cost half as much as the change: {@link #oldest()} tells readers what still counts. Views are cleared by their own
 * service's next change, and by every {@value #CLEARED}th entry that leaves.
 *
 * <p>The applying thread alone.
 */
final class History {

    static final int MAX_ENTRIES = 100_000;

    private static final int CLEARED = 7;

    // those gone are taken out of the queue when they are more than the living ones and this
    private static final int MAX_GONE = 1_024;

    private final RowSum rows;
    private final Services services;
    private final Deque<Kept> inOrder = new ArrayDeque<>(); // derived: every living entry, and gone ones
    private Oldest oldest = Oldest.ALL;
    private int size;
    private int leftForAge;

    History(RowSum rows, Services services) {
        this.rows = rows;
        this.services = services;
    }

    /** An entry, and whether it is one no more; only the applying thread looks at that. */
    static final class Kept {
        private final ServiceName service;
        final HistoryEntry entry;
        private final StateHash row;
        private boolean gone;

        private Kept(ServiceName service, HistoryEntry entry, StateHash row) {
            this.service = service;
            this.entry = entry;
            this.row = row;
        }

        boolean isGone() {
            return gone;
        }
    }

    /** What lies before that place of that revision, or at it, has left for its age. */
    record Oldest(long revision, int place) {
        static final Oldest ALL = new Oldest(-1, 0);

        boolean isBefore(HistoryEntry entry) {
            return revision < entry.revision() || revision == entry.revision() && place < entry.place();
        }
    }

    Oldest oldest() {
        return oldest;
    }

    /**
     * Adds entries at revisions that are not below any that was added before.
     *
     * @param view the newest of the service
     * @return the service with them
     */
    ServiceView add(ServiceView view, List<HistoryEntry> added) {
        ServiceName service = view.name();
        ServiceHistory before = view.history();
        int dropped = 0;
        if (before.size() + added.size() > ServiceHistory.MAX_ENTRIES) { // else nobody looks who is gone: cache misses
            int gone = before.countGone();
            dropped = gone + Math.max(0, before.size() - gone + added.size() - ServiceHistory.MAX_ENTRIES);
            for (int at = gone; at < dropped; at++) {
                remove(before.get(at));
            }
        }
        List<Kept> kept = new ArrayList<>(added.size());
        for (HistoryEntry entry : added) {
            Kept one = new Kept(service, entry, rows.addHistory(service, entry));
            kept.add(one);
            inOrder.addLast(one);
        }
        size += added.size();
        ServiceView after = services.remember(view, before.after(dropped, kept));
        while (size > MAX_ENTRIES) {
            dropOldest();
        }
        if (inOrder.size() > 2 * size + MAX_GONE) {
            inOrder.removeIf(Kept::isGone);
        }
        return after;
    }

    /** The service is forgotten, and with it what happened to it. */
    void forget(ServiceView service) {
        ServiceHistory history = service.history();
        for (int at = history.countGone(); at < history.size(); at++) {
            remove(history.get(at));
        }
    }

    void clear() {
        for (ServiceView service : services.view()) {
            if (service.history().size() > 0) {
                forget(service);
                services.remember(service, ServiceHistory.EMPTY);
            }
        }
        inOrder.clear();
    }

    private void dropOldest() {
        Kept first = inOrder.removeFirst();
        if (!first.gone) {
            remove(first);
            oldest = new Oldest(first.entry.revision(), first.entry.place());
            leftForAge++;
            if (leftForAge % CLEARED == 0) {
                clear(services.get(first.service));
            }
        }
    }

    private void clear(@Nullable ServiceView service) {
        if (service != null && service.history().countGone() > 0) {
            ServiceHistory history = service.history();
            services.remember(service, history.after(history.countGone(), List.of()));
        }
    }

    private void remove(Kept kept) {
        kept.gone = true;
        rows.removeHistory(kept.row);
        size--;
    }
}
