package io.maregistry.server.state;

import io.maregistry.model.ServiceName;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;

/**
 * What happened to instances lately: of each service the newest {@link ServiceHistory#MAX_ENTRIES}, and {@value
 * #MAX_ENTRIES} in all, of which the oldest go first. A service's entries lie in its {@link ServiceView}, which every
 * change replaces anyway; here are the bounds, and the order over all services that the second one needs.
 *
 * <p>Who leaves for age is at first left lying in the view, since to replace another service's view for each change would
 * cost half as much as the change: {@link #oldest()} tells readers what still counts. A view is cleared by its own
 * service's next change, and once more of it has left than is kept; so at most as much lies about as counts.
 *
 * <p>The applying thread alone.
 */
final class History {

    static final int MAX_ENTRIES = 100_000;

    // those gone are taken out of the queue when they are more than the living ones and this
    private static final int MAX_GONE = 1_024;

    private final RowSum rows;
    private final Services services;
    private final Deque<Kept> inOrder = new ArrayDeque<>(); // derived: every living entry, and gone ones
    private Oldest oldest = Oldest.ALL;
    private int size;

    History(RowSum rows, Services services) {
        this.rows = rows;
        this.services = services;
    }

    /** What lies in the newest view of a service. Only the applying thread looks at it. */
    static final class Tally {
        private final ServiceName service;
        private int lying;
        private int left; // those that have left for age: the first ones

        private Tally(ServiceName service) {
            this.service = service;
        }

        private boolean isMostlyGone() {
            return 2 * left > lying;
        }
    }

    /** An entry, and whether it is one no more; only the applying thread looks at that. */
    static final class Kept {
        private final Tally tally;
        final HistoryEntry entry;
        private final StateHash row;
        private boolean gone;

        private Kept(Tally tally, HistoryEntry entry, StateHash row) {
            this.tally = tally;
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
        ServiceHistory before = view.history();
        Tally tally = before.size() == 0 ? new Tally(view.name()) : before.get(0).tally;
        int dropped = Math.max(tally.left, before.size() + added.size() - ServiceHistory.MAX_ENTRIES);
        for (int at = tally.left; at < dropped; at++) {
            remove(before.get(at));
        }
        List<Kept> kept = new ArrayList<>(added.size());
        for (HistoryEntry entry : added) {
            Kept one = new Kept(tally, entry, rows.addHistory(tally.service, entry));
            kept.add(one);
            inOrder.addLast(one);
        }
        size += added.size();
        tally.left = 0;
        tally.lying = before.size() - dropped + added.size();
        ServiceView after = services.remember(view, before.after(dropped, kept));
        while (size > MAX_ENTRIES) {
            dropOldest(tally);
        }
        if (inOrder.size() > 2 * size + MAX_GONE) {
            inOrder.removeIf(Kept::isGone);
        }
        return after;
    }

    /** The service is forgotten, and with it what happened to it. */
    void forget(ServiceView service) {
        ServiceHistory history = service.history();
        for (int at = 0; at < history.size(); at++) {
            if (!history.get(at).gone) {
                remove(history.get(at));
            }
        }
    }

    /** Begins to put entries of an earlier state in the place of the equal ones of this one. */
    Reuse reuse() {
        return new Reuse();
    }

    /** Entries of an earlier state, which is used no more, for equal ones of this state. One use. */
    final class Reuse {
        private final IdentityHashMap<Kept, Kept> earlier = new IdentityHashMap<>();

        /** Whether the earlier history of the service says just what this one says; then it is to take its place. */
        boolean canBe(ServiceHistory now, ServiceHistory old) {
            if (!isWhole(now) || !isWhole(old) || !now.entries().equals(old.entries())) {
                return false;
            }
            for (int at = 0; at < now.size(); at++) {
                earlier.put(now.get(at), old.get(at));
            }
            return true;
        }

        void done() {
            List<Kept> all = new ArrayList<>(inOrder);
            inOrder.clear();
            all.forEach(kept -> inOrder.addLast(earlier.getOrDefault(kept, kept)));
        }
    }

    private static boolean isWhole(ServiceHistory history) {
        return history.size() == 0 || history.get(0).tally.left == 0;
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

    /** @param changing of the service that is being changed, whose view the caller holds */
    private void dropOldest(Tally changing) {
        Kept first = inOrder.removeFirst();
        if (!first.gone) {
            remove(first);
            oldest = new Oldest(first.entry.revision(), first.entry.place());
            first.tally.left++;
            if (first.tally != changing && first.tally.isMostlyGone()) {
                clear(first.tally);
            }
        }
    }

    private void clear(Tally tally) {
        ServiceView service = services.get(tally.service);
        if (service != null) {
            services.remember(service, service.history().after(tally.left, List.of()));
            tally.lying -= tally.left;
            tally.left = 0;
        }
    }

    private void remove(Kept kept) {
        kept.gone = true;
        rows.removeHistory(kept.row);
        size--;
    }
}
