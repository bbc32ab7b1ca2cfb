package io.maregistry.client.internal.view;

import io.maregistry.model.ResumeToken;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Which services are watched by which adds. It outlives a stream: the next one begins with the same adds, each from its
 * token. A new service gets an add of its own; so that a stream does not end up with thousands,
 *
 * <ul>
 *   <li>at most {@value #FEW} adds wait for their first lists, and what is asked for meanwhile comes together in the next;
 *   <li>more than {@value #FEW} that have been told and have room are merged, from the least of their tokens on: what some
 *       of them know already is told again and passed over.
 * </ul>
 *
 * Guarded by the loop.
 */
final class AddPlan {

    static final int FEW = 16;

    private final LongSupplier nanoTime;
    private final Map<Long, Add> adds = new LinkedHashMap<>();
    private final Set<KnownService> pending = new LinkedHashSet<>();
    private final Set<KnownService> watched = new HashSet<>(); // those of the adds, and the pending ones
    private WatchSource.@Nullable Stream stream;
    private long lastId;

    AddPlan(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** From now on adds go there; those that there are, first. */
    void opened(WatchSource.Stream opened) {
        merge(); // while nothing is sent yet
        stream = opened;
        long now = nanoTime.getAsLong();
        adds.values().forEach(add -> {
            add.opened(now);
            opened.add(add.message());
        });
        flush();
    }

    void closed() {
        stream = null;
    }

    /** Watches that service, where it is not watched yet. */
    void ask(KnownService service) {
        if (watched.add(service)) {
            pending.add(service);
            flush();
        }
    }

    @Nullable
    Add find(long id) {
        return adds.get(id);
    }

    Collection<Add> adds() {
        return adds.values();
    }

    /** The lists of that add are there: there is room for others. */
    void arrived() {
        flush();
        merge();
    }

    /** When the lists were asked for that have waited longest, all on this stream; null where none are waited for. */
    @Nullable
    Long oldestAskNanos() {
        Long oldest = null;
        for (Add add : adds.values()) {
            boolean isOlder = oldest == null || add.heardNanos() - oldest < 0;
            oldest = add.token() == null && isOlder ? Long.valueOf(add.heardNanos()) : oldest;
        }
        return oldest;
    }

    /** Asks for all lists of that add anew. */
    void askAnew(Add add) {
        drop(add);
        open(add.services(), null);
    }

    /** Watches the services of that add by two: one of them cannot be watched. */
    void split(Add add) {
        drop(add);
        List<KnownService> services = List.copyOf(add.services());
        int half = services.size() / 2;
        open(services.subList(0, half), null);
        open(services.subList(half, services.size()), null);
    }

    /** Watches the services of that add no more. */
    void refused(Add add) {
        drop(add);
        add.services().forEach(watched::remove);
    }

    /** Watches that service no more. */
    void forget(KnownService service) {
        watched.remove(service);
        pending.remove(service);
        for (Add add : adds.values()) {
            if (add.service(service.name()) == service) {
                drop(add);
                List<KnownService> others = new ArrayList<>(add.services());
                others.remove(service);
                open(others, add.token());
                return;
            }
        }
    }

    private void drop(Add add) {
        if (adds.remove(add.id()) != null && stream != null) {
            stream.remove(add.id());
        }
    }

    private void flush() {
        while (!pending.isEmpty() && stream != null && waiting() < FEW) {
            List<KnownService> next = pending.stream().limit(Add.MAX_SERVICES).toList();
            pending.removeAll(Set.copyOf(next));
            open(next, null);
        }
    }

    private long waiting() {
        return adds.values().stream().filter(add -> add.token() == null).count();
    }

    private void merge() {
        List<Add> small = adds.values().stream()
                .filter(add -> add.token() != null && !add.isFull() && add.readsOneGroup())
                .toList();
        if (small.size() <= FEW) {
            return;
        }
        ResumeToken least = null;
        List<Add> fitting = new ArrayList<>();
        List<KnownService> together = new ArrayList<>();
        for (Add add : small) {
            ResumeToken token = Objects.requireNonNull(add.token());
            boolean isOfOneLine = least == null || least.lineage() == token.lineage();
            if (isOfOneLine && together.size() + add.services().size() <= Add.MAX_SERVICES) {
                least = least == null || token.revision() < least.revision() ? token : least;
                together.addAll(add.services());
                fitting.add(add);
            }
        }
        if (fitting.size() > 1) {
            fitting.forEach(this::drop);
            open(together, least);
        }
    }

    private void open(Collection<KnownService> services, @Nullable ResumeToken since) {
        Map<String, List<KnownService>> byKind = new LinkedHashMap<>();
        services.forEach(service -> byKind.computeIfAbsent(Add.kindOf(service), kind -> new ArrayList<>())
                .add(service));
        byKind.values().forEach(alike -> openAlike(alike, since));
    }

    private void openAlike(Collection<KnownService> services, @Nullable ResumeToken since) {
        Add add = new Add(++lastId, services, since, nanoTime.getAsLong());
        adds.put(add.id(), add);
        if (stream != null) {
            stream.add(add.message());
        }
    }
}
