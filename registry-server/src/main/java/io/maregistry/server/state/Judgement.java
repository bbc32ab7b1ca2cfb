package io.maregistry.server.state;

import io.maregistry.model.CheckState;
import io.maregistry.model.Instance;
import io.maregistry.model.ServiceName;
import io.maregistry.model.Status;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Applies what {@link CheckVerdicts} say of one service. Who is well is Running at once. Who fails is marked as failing at once,
 * and goes from there as far as the {@link Restraint} of its service lets it: it becomes Error, or is removed where it has
 * failed for long enough. Those who are failing longest go first. O(size of the service) where somebody is to go.
 *
 * <p>The applying thread alone; one use.
 */
final class Judgement {

    private static final Comparator<Listed> OLDEST_FIRST = Comparator.comparingLong(
                    (Listed listed) -> foundOf(listed).sinceMillis())
            .thenComparing(Listed::handle);

    private final Working state;
    private final ServiceName service;
    private final Settings settings; // as the service has them
    private final long clockMillis;
    private final Map<Long, Noting.Moved> changed = new LinkedHashMap<>(); // by handle, as they are after it
    private final List<Noting.Moved> removed = new ArrayList<>();
    private long revision; // of the change; 0 = nothing has changed yet

    Judgement(Working state, ServiceName service) {
        this.state = state;
        this.service = service;
        this.settings = state.settings(service);
        this.clockMillis = state.clockMillis();
    }

    /** All of them of instances of the service, and on the checks that these have. */
    void apply(List<CheckVerdicts.Found> verdicts) {
        Map<Long, CheckVerdicts.Found> newest = new LinkedHashMap<>();
        verdicts.forEach(found -> newest.put(found.handle(), found));
        newest.values().forEach(this::note);
        List<Listed> wanting = wanting(newest.keySet());
        if (!wanting.isEmpty() && mayAnybodyLeave()) {
            Restraint restraint = Restraint.of(state, service);
            List<Listed> going = oldest(wanting, restraint.mayLeave(wanting.size()));
            restraint.take(going.size());
            restraint.left(going.size() - leave(going));
        }
        if (revision != 0) {
            state.moved(service, revision, Change.Cause.CHECK, removed, List.copyOf(changed.values()));
        }
    }

    /** False while a protection lets nobody go: the service need not be counted then, the leader looks whether it ends. */
    private boolean mayAnybodyLeave() {
        Protection protection = state.protections().get(service);
        return protection == null || protection.mayLeave(settings.doubt(), clockMillis) > 0;
    }

    /** Keeps a verdict that is another one than before; who is well again is so at once. */
    private void note(CheckVerdicts.Found found) {
        Listed listed = listed(found.handle());
        Instance before = listed.instance();
        if (found.isNewsOf(before)) {
            CheckState now = new CheckState(
                    found.verdict(), clockMillis, state.wallMillis(), found.evidence(), found.latencyMillis());
            Status status = now.isFailing()
                    ? before.ownStatus()
                    : Statuses.afterRecovery(before, settings.isSilent(before, lastSeen(listed), clockMillis));
            replace(listed, before.judged(now, status, revision()), 0);
        }
    }

    /** Those of the named who fail and are not yet where that leads them. */
    private List<Listed> wanting(Iterable<Long> handles) {
        List<Listed> wanting = new ArrayList<>();
        for (long handle : handles) {
            Listed listed = listed(handle);
            if (Settings.checkDeadlineMillis(listed.instance()) <= clockMillis) {
                wanting.add(listed);
            }
        }
        return wanting;
    }

    private static List<Listed> oldest(List<Listed> wanting, int count) {
        return wanting.size() <= count
                ? wanting
                : wanting.stream().sorted(OLDEST_FIRST).limit(count).toList();
    }

    /** Gives how many of them are to go on at once, as far as they alone are concerned. */
    private int leave(List<Listed> going) {
        int stillDue = 0;
        for (Listed listed : going) {
            Instance before = listed.instance();
            if (Statuses.showsFailure(before)) {
                remove(listed);
            } else {
                CheckState found = foundOf(listed);
                Instance after = before.withOwnStatus(Status.ERROR, revision());
                replace(listed, after, clockMillis - found.sinceMillis());
                stillDue += settings.endMillis(after, lastSeen(listed)) <= clockMillis ? 1 : 0;
            }
        }
        if (!removed.isEmpty()) {
            state.losses().add(new Loss(state.order(), service, removed.size(), clockMillis));
        }
        return stillDue;
    }

    private void remove(Listed listed) {
        revision();
        state.services().remove(service, listed);
        changed.remove(listed.handle());
        CheckState found = foundOf(listed);
        removed.add(new Noting.Moved(listed.instance(), clockMillis - found.sinceMillis(), detail(found)));
    }

    private void replace(Listed listed, Instance after, long lastedMillis) {
        state.services().replace(service, listed.with(after));
        changed.put(
                listed.handle(),
                new Noting.Moved(after, lastedMillis, detail(Objects.requireNonNull(after.checkState()))));
    }

    private static String detail(CheckState found) {
        return found.evidence() + " (" + found.latencyMillis() + " ms)";
    }

    private long revision() {
        revision = revision == 0 ? state.nextRevision() : revision;
        return revision;
    }

    private Listed listed(long handle) {
        return Objects.requireNonNull(state.services().stay(handle)).listed();
    }

    private long lastSeen(Listed listed) {
        return state.services().lastSeenMillis(listed);
    }

    private static CheckState foundOf(Listed listed) {
        return Objects.requireNonNull(listed.instance().checkState());
    }
}
