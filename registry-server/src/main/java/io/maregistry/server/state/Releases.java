package io.maregistry.server.state;

import io.maregistry.model.Instance;
import io.maregistry.model.InstanceId;
import io.maregistry.model.Release;
import io.maregistry.model.ServiceName;
import io.maregistry.model.Versions;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Which build of its program each instance ran, and when: the version history. A line begins when an instance registers
 * with versions, or with others than before, and ends when it does so again or leaves. Instances that name no version have
 * no line and cost nothing. Of a service {@value #MAX_OF_A_SERVICE} lines are kept and {@value #MAX_LINES} in all; oldest
 * go first.
 *
 * <p>One writer thread; {@link #view()} may be read by any.
 */
final class Releases {

    static final int MAX_LINES = 100_000;
    static final int MAX_OF_A_SERVICE = 256;

    private final RowSum rows;
    private SortedTree<KeptRelease.Place, KeptRelease> byPlace = SortedTree.empty(KeptRelease.BY_PLACE);
    // derived
    private final TreeMap<Long, KeptRelease> byOrder = new TreeMap<>();
    private final Map<ServiceName, Integer> counts = new HashMap<>();
    private final Map<Run, KeptRelease> running = new HashMap<>(); // those that are not over

    Releases(RowSum rows) {
        this.rows = rows;
    }

    private record Run(ServiceName service, InstanceId id) {}

    SortedTree<KeptRelease.Place, KeptRelease> view() {
        return byPlace;
    }

    /** The instance is listed as it says from {@code millis} on. */
    void runs(ServiceName service, Instance instance, long millis) {
        if (instance.content().release().equals(Release.NONE) && running.isEmpty()) {
            return;
        }
        Versions now = instance.content().release().versions();
        KeptRelease known = running.get(new Run(service, instance.id()));
        if (known == null && now.equals(ReleaseSpan.NOTHING)) {
            return;
        }
        String given = instance.content().instanceId();
        String name = given == null ? instance.id().url() : given;
        if (known != null
                && known.span().versions().equals(now)
                && known.span().instanceId().equals(name)) {
            return;
        }
        if (known != null) {
            end(known, millis);
        }
        if (!now.equals(ReleaseSpan.NOTHING)) {
            add(service, new ReleaseSpan(instance.id(), name, now, millis, ReleaseSpan.STILL));
        }
    }

    /** The instance has left at {@code millis}. */
    void left(ServiceName service, InstanceId id, long millis) {
        KeptRelease known = running.isEmpty() ? null : running.get(new Run(service, id));
        if (known != null) {
            end(known, millis);
        }
    }

    /** Puts a line in its place, as a snapshot names it. */
    void put(KeptRelease kept) {
        boolean isRunningTwice = !kept.span().isOver()
                && running.containsKey(new Run(kept.service(), kept.span().id()));
        if (byOrder.containsKey(kept.order()) || isRunningTwice) {
            throw new IllegalArgumentException("release " + kept.order() + " of " + kept.service() + " is there twice");
        }
        set(kept);
        counts.merge(kept.service(), 1, Integer::sum);
        if (counts.getOrDefault(kept.service(), 0) > MAX_OF_A_SERVICE) {
            forget(firstOf(kept.service()));
        }
        if (byOrder.size() > MAX_LINES) {
            forget(byOrder.firstEntry().getValue());
        }
    }

    /** The service is forgotten, and with it what ran there. */
    void forget(ServiceName service) {
        for (KeptRelease first = firstOf(service); first != null; first = firstOf(service)) {
            forget(first);
        }
    }

    /**
     * A document took the place of what was listed. Where it tells what ran in a service, that takes the place of what is
     * kept; what is listed now then runs, and what is not has left.
     *
     * @param merge whether what is kept of a service stays, whatever the document tells of it
     */
    void restore(Iterable<StagedService> document, boolean merge, Iterable<ServiceView> services, long millis) {
        for (StagedService service : document) {
            if (!service.releases().isEmpty() && !(merge && firstOf(service.name()) != null)) {
                forget(service.name());
                service.releases().forEach(span -> add(service.name(), span));
            }
        }
        Map<Run, KeptRelease> gone = new HashMap<>(running);
        for (ServiceView service : services) {
            for (Listed listed : service.instances()) {
                gone.remove(new Run(service.name(), listed.instance().id()));
                runs(service.name(), listed.instance(), millis);
            }
        }
        for (KeptRelease kept : List.copyOf(byOrder.values())) {
            if (gone.containsKey(new Run(kept.service(), kept.span().id()))
                    && !kept.span().isOver()) {
                end(kept, millis);
            }
        }
    }

    private void add(ServiceName service, ReleaseSpan span) {
        KeptRelease known = span.isOver() ? null : running.get(new Run(service, span.id()));
        if (known != null) { // of a document whose lines do not fit each other
            end(known, span.fromMillis());
        }
        put(new KeptRelease(service, byOrder.isEmpty() ? 1 : byOrder.lastKey() + 1, span));
    }

    private void end(KeptRelease known, long millis) {
        rows.removeRelease(known);
        running.remove(new Run(known.service(), known.span().id()));
        set(known.endedAt(millis));
    }

    private void set(KeptRelease kept) {
        byPlace = byPlace.with(kept);
        byOrder.put(kept.order(), kept);
        rows.addRelease(kept);
        if (!kept.span().isOver()) {
            running.put(new Run(kept.service(), kept.span().id()), kept);
        }
    }

    private void forget(@Nullable KeptRelease kept) {
        if (kept != null) {
            byPlace = byPlace.without(kept.place());
            byOrder.remove(kept.order());
            counts.computeIfPresent(kept.service(), (service, count) -> count == 1 ? null : count - 1);
            running.remove(new Run(kept.service(), kept.span().id()), kept);
            rows.removeRelease(kept);
        }
    }

    private @Nullable KeptRelease firstOf(ServiceName service) {
        if (!counts.containsKey(service)) {
            return null;
        }
        Iterator<KeptRelease> from = byPlace.from(KeptRelease.Place.firstOf(service));
        return from.hasNext() ? from.next() : null;
    }
}
