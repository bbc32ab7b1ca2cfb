package io.maregistry.server.state;

import io.maregistry.model.Instance;
import io.maregistry.model.Lease;
import io.maregistry.model.ServiceName;
import io.maregistry.model.Status;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Applies one {@link Expire}: who of the named leaves, as far as the {@link Restraint} of its service lets it. O(size of the
 * service), unless protection is switched off.
 *
 * <p>The applying thread alone; one use.
 */
final class Expiry {

    private static final Comparator<Due> OLDEST_FIRST =
            Comparator.comparingLong(Due::lastSeenMillis).thenComparing(due -> due.listed.handle());

    private final Working state;
    private final ServiceName service;
    private final Settings settings; // as the service has them
    private final long clockMillis;

    Expiry(Working state, ServiceName service) {
        this.state = state;
        this.service = service;
        this.settings = state.settings(service);
        this.clockMillis = state.clockMillis();
    }

    /** One that may leave, as far as it alone is concerned. */
    record Due(Listed listed, long lastSeenMillis) {}

    Outcome apply(List<Expire.Silent> named) {
        List<Due> due = due(named);
        Restraint restraint = Restraint.of(state, service);
        List<Due> leaving = oldest(due, restraint.mayLeave(due.size()));
        restraint.take(leaving.size());
        Left left = leave(leaving);
        restraint.left(leaving.size() - left.stillDue);
        return new Outcome.Expired(
                state.revision(), left.removed, leaving.size() - left.removed, due.size() - leaving.size());
    }

    /** Those of the named of whom the leader's word still holds and the clock agrees; each once. */
    private List<Due> due(List<Expire.Silent> named) {
        List<Due> due = new ArrayList<>(named.size());
        Set<Long> handles = new HashSet<>();
        for (Expire.Silent one : named) {
            Services.Stay stay = state.services().stay(one.handle());
            if (stay != null
                    && stay.service().equals(service)
                    && state.services().lastSeenMillis(stay.listed()) == one.lastSeenMillis()
                    && isDue(stay.listed(), one.lastSeenMillis())
                    && handles.add(one.handle())) {
                due.add(new Due(stay.listed(), one.lastSeenMillis()));
            }
        }
        return due;
    }

    private boolean isDue(Listed listed, long lastSeenMillis) {
        return lease(listed).ephemeral() && settings.deadlineMillis(listed.instance(), lastSeenMillis) <= clockMillis;
    }

    private static List<Due> oldest(List<Due> due, int count) {
        return due.size() <= count
                ? due
                : due.stream().sorted(OLDEST_FIRST).limit(count).toList();
    }

    /**
     * What became of those that left.
     *
     * @param removed how many of them are listed no more
     * @param stillDue how many went Offline so late that their grace is over, too, or have failed for long enough
     */
    private record Left(int removed, int stillDue) {}

    /** Makes them Offline or removes them. */
    private Left leave(List<Due> leaving) {
        if (leaving.isEmpty()) {
            return new Left(0, 0);
        }
        long revision = state.nextRevision();
        List<Noting.Moved> removed = new ArrayList<>();
        List<Noting.Moved> offline = new ArrayList<>();
        int stillDue = 0;
        for (Due due : leaving) {
            long silentMillis = clockMillis - due.lastSeenMillis;
            Instance instance = due.listed.instance();
            if (isOffline(due.listed) || settings.graceMillis(lease(due.listed)) == 0) {
                state.services().remove(service, due.listed);
                removed.add(new Noting.Moved(instance, silentMillis, ""));
            } else {
                Listed after = due.listed.with(instance.withOwnStatus(Status.OFFLINE, revision));
                state.services().replace(service, after);
                offline.add(new Noting.Moved(after.instance(), silentMillis, ""));
                stillDue += settings.endMillis(after.instance(), due.lastSeenMillis) <= clockMillis ? 1 : 0;
            }
        }
        if (!removed.isEmpty()) {
            state.losses().add(new Loss(state.order(), service, removed.size(), clockMillis));
        }
        state.moved(service, revision, Change.Cause.SILENCE, removed, offline);
        return new Left(removed.size(), stillDue);
    }

    private static boolean isOffline(Listed listed) {
        return listed.instance().ownStatus() == Status.OFFLINE;
    }

    private static Lease lease(Listed listed) {
        return listed.instance().content().lease();
    }
}
