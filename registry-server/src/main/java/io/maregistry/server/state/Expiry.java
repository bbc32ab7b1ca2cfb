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
import org.jspecify.annotations.Nullable;

/**
 * Applies one {@link Expire}: who of the named may leave, and whether the service is protected. How many of the service
 * are silent is counted here and not taken from the command, so that nothing depends on how the leader parts those it
 * names. O(size of the service), unless protection is switched off.
 *
 * <p>The applying thread alone; one use.
 */
final class Expiry {

    private static final Comparator<Due> OLDEST_FIRST =
            Comparator.comparingLong(Due::lastSeenMillis).thenComparing(due -> due.listed.handle());

    private final Working state;
    private final ServiceName service;
    private final Settings.Doubt doubt;
    private final long clockMillis;

    Expiry(Working state, ServiceName service) {
        this.state = state;
        this.service = service;
        this.doubt = state.settings().doubt();
        this.clockMillis = state.clockMillis();
    }

    /** One that may leave, as far as it alone is concerned. */
    record Due(Listed listed, long lastSeenMillis) {}

    Outcome apply(List<Expire.Silent> named) {
        List<Due> due = due(named);
        boolean isCounted = doubt.ratioPerMille() != Settings.Doubt.NEVER;
        Census census = isCounted ? census() : Census.NOBODY;
        Protection protection = protection(census);
        List<Due> leaving = protection == null ? due : oldest(due, protection.mayLeave(doubt, clockMillis));
        if (protection != null && !leaving.isEmpty()) {
            state.protections().put(protection.after(leaving.size(), doubt, clockMillis));
        }
        Left left = leave(leaving);
        if (census.due() == leaving.size() - left.stillDue) {
            state.protections().end(service);
        }
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
        return lease(listed).ephemeral()
                && state.settings().deadlineMillis(listed.instance(), lastSeenMillis) <= clockMillis;
    }

    private Census census() {
        return Census.of(
                state.services().get(service), state.settings(), clockMillis, state.services()::lastSeenMillis);
    }

    /** How the service is protected while this is applied; null where it is not. */
    private @Nullable Protection protection(Census census) {
        int lost = state.losses().of(service);
        Protection known = state.protections().get(service);
        if (!census.isDoubted(doubt, lost, known != null)) {
            state.protections().end(service);
            return null;
        }
        if (known != null) {
            return known;
        }
        Protection begun = census.begin(service, lost, clockMillis, state.wallMillis());
        state.protections().put(begun);
        return begun;
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
     * @param stillDue how many went Offline so late that their grace is over, too
     */
    private record Left(int removed, int stillDue) {}

    /** Makes them Offline or removes them. */
    private Left leave(List<Due> leaving) {
        if (leaving.isEmpty()) {
            return new Left(0, 0);
        }
        long revision = state.nextRevision();
        List<Silenced> removed = new ArrayList<>();
        List<Silenced> offline = new ArrayList<>();
        int stillDue = 0;
        for (Due due : leaving) {
            long silentMillis = clockMillis - due.lastSeenMillis;
            Instance instance = due.listed.instance();
            if (isOffline(due.listed) || state.settings().graceMillis(lease(due.listed)) == 0) {
                state.services().remove(service, due.listed);
                removed.add(new Silenced(instance, silentMillis));
            } else {
                Listed after = due.listed.with(instance.withOwnStatus(Status.OFFLINE, revision));
                state.services().replace(service, after);
                offline.add(new Silenced(after.instance(), silentMillis));
                stillDue += isDue(after, due.lastSeenMillis) ? 1 : 0;
            }
        }
        if (!removed.isEmpty()) {
            state.losses().add(new Loss(state.order(), service, removed.size(), clockMillis));
        }
        state.silenced(service, revision, removed, offline);
        return new Left(removed.size(), stillDue);
    }

    /**
     * One that left for its silence.
     *
     * @param instance as it is afterwards, or as it was last
     * @param silentMillis since when it was not seen, on the liveness clock
     */
    record Silenced(Instance instance, long silentMillis) {}

    private static boolean isOffline(Listed listed) {
        return listed.instance().ownStatus() == Status.OFFLINE;
    }

    private static Lease lease(Listed listed) {
        return listed.instance().content().lease();
    }
}
