package io.maregistry.server.state;

import io.maregistry.model.Instance;
import io.maregistry.model.ServiceName;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where each change is noted once: stamped on its service, told to watchers in the order of revisions, kept in the service's
 * history. The applying thread alone.
 */
final class Noting {

    private final Services services;
    private final Protections protections;
    private final List<Change> changes = new ArrayList<>();

    // of the entry that is being applied
    private long wallMillis;
    private long term;

    Noting(Services services, Protections protections) {
        this.services = services;
        this.protections = protections;
    }

    void beginEntry(long entryTerm, long entryWallMillis) {
        term = entryTerm;
        wallMillis = entryWallMillis;
    }

    /** The changes since the last call, in order. */
    List<Change> take() {
        List<Change> taken = List.copyOf(changes);
        changes.clear();
        return taken;
    }

    /** An item is another now; it has the revision of the change. */
    void changed(Item now, long previousRevision, Change.Cause cause) {
        note(now, now.revision(), previousRevision, cause, now);
    }

    /** An item is gone. */
    void gone(Item last, long at, Change.Cause cause) {
        note(last, at, last.revision(), cause, null);
    }

    private void note(Item item, long at, long previousRevision, Change.Cause cause, @Nullable Item value) {
        changes.add(new ItemChange(item.kind(), item.key(), at, previousRevision, wallMillis, cause, value));
    }

    /** The change is made: stamps the service and notes it. */
    void changed(ServiceName name, long at, Change.Action action, Change.Cause cause, List<Instance> instances) {
        ServiceView before = services.known(name);
        ServiceView after = services.stamp(name, at, before.version() + 1);
        note(before, after, action, cause, instances, Noted.FIRST);
    }

    /** Removes all instances of a service, stamps it and notes it; gives how many they were. */
    int cleared(ServiceName name, long at, Change.Cause cause) {
        ServiceView before = services.known(name);
        List<Instance> gone = services.removeAll(before);
        ServiceView after = services.stamp(name, at, before.version() + 1);
        note(before, after, Change.Action.REMOVED, cause, gone, Noted.FIRST);
        return gone.size();
    }

    /** Some were removed and others have another status now: stamps the service and notes it, once for either. */
    void moved(ServiceName name, long revision, Change.Cause cause, List<Moved> removed, List<Moved> others) {
        ServiceView before = services.known(name);
        ServiceView after = services.stamp(name, revision, before.version() + 1);
        if (!removed.isEmpty()) {
            after = note(before, after, Change.Action.REMOVED, cause, instances(removed), new Noted(0, removed));
        }
        if (!others.isEmpty()) {
            note(before, after, Change.Action.HEALTH, cause, instances(others), new Noted(removed.size(), others));
        }
    }

    /**
     * One to which silence or a check did something.
     *
     * @param instance as it is afterwards, or as it was last
     * @param lastedMillis see {@link HistoryEntry#lastedMillis}
     * @param detail see {@link HistoryEntry#detail}
     */
    record Moved(Instance instance, long lastedMillis, String detail) {}

    private static List<Instance> instances(List<Moved> moved) {
        return moved.stream().map(Moved::instance).toList();
    }

    /** {@code instance} was added or updated, and took the place of {@code gone}. */
    void replaced(ServiceName name, long at, Instance gone, Change.Action action, Instance instance) {
        ServiceView before = services.known(name);
        ServiceView after = services.stamp(name, at, before.version() + 1);
        after = note(before, after, Change.Action.REMOVED, Change.Cause.REGISTER, List.of(gone), Noted.FIRST);
        note(before, after, action, Change.Cause.REGISTER, List.of(instance), Noted.SECOND);
    }

    /** Gives the newest view, which is what a second change of the same revision goes on from, at a higher place. */
    private ServiceView note(
            ServiceView before,
            ServiceView after,
            Change.Action action,
            Change.Cause cause,
            List<Instance> instances,
            Noted noted) {
        changes.add(new ServiceChange(
                after.name(),
                after.revision(),
                before.revision(),
                after.version(),
                action,
                cause,
                wallMillis,
                instances,
                after.size()));
        if (after.size() == 0) {
            protections.end(after.name());
        }
        noteReleases(after.name(), action, instances);
        return remember(after, action, cause, instances, noted);
    }

    private void noteReleases(ServiceName service, Change.Action action, List<Instance> instances) {
        for (Instance instance : instances) {
            if (action == Change.Action.REMOVED) {
                services.releases().left(service, instance.id(), wallMillis);
            } else if (action != Change.Action.HEALTH) {
                services.releases().runs(service, instance, wallMillis);
            }
        }
    }

    /**
     * What the history is told beside the change.
     *
     * @param place where the first instance of the change stands in its revision
     * @param moved what else is to be said of each; empty where that is nothing
     */
    private record Noted(int place, List<Moved> moved) {
        static final Noted FIRST = new Noted(0, List.of());
        static final Noted SECOND = new Noted(1, List.of());

        long lastedMillis(int at) {
            return moved.isEmpty() ? 0 : moved.get(at).lastedMillis();
        }

        String detail(int at) {
            return moved.isEmpty() ? "" : moved.get(at).detail();
        }
    }

    /** Of a change of more instances than are kept only the last ones are noted; their places tell. */
    private ServiceView remember(
            ServiceView after, Change.Action action, Change.Cause cause, List<Instance> instances, Noted noted) {
        List<HistoryEntry> entries = new ArrayList<>(1);
        for (int at = Math.max(0, instances.size() - ServiceHistory.MAX_ENTRIES); at < instances.size(); at++) {
            entries.add(new HistoryEntry(
                    after.revision(),
                    noted.place + at,
                    wallMillis,
                    term,
                    action,
                    cause,
                    instances.get(at).id(),
                    noted.lastedMillis(at),
                    noted.detail(at)));
        }
        return services.history().add(after, entries);
    }
}
