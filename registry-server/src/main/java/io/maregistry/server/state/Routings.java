package io.maregistry.server.state;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Which groups of services get their calls, by namespace and service. Of those that were cleared the newest {@value
 * #MAX_CLEARED} are remembered; the floor rises over the others.
 *
 * <p>One writer thread; {@link #view()} may be read by any.
 */
final class Routings {

    /** The most that may be set. */
    static final int MAX = 100_000;

    static final int MAX_CLEARED = 10_000;

    private static final Comparator<ServiceRouting> OLDEST_FIRST =
            Comparator.comparingLong(ServiceRouting::revision).thenComparing(routing -> routing.key());

    private final RowSum rows;
    private final Services services;
    private SortedTree<String, ServiceRouting> byKey = SortedTree.empty(ServiceRouting.BY_KEY);
    // derived
    private final TreeSet<ServiceRouting> cleared = new TreeSet<>(OLDEST_FIRST);
    private final Map<String, Integer> setIn = new HashMap<>(); // by namespace

    Routings(RowSum rows, Services services) {
        this.rows = rows;
        this.services = services;
    }

    SortedTree<String, ServiceRouting> view() {
        return byKey;
    }

    @Nullable
    ServiceRouting get(String namespace, String service) {
        return byKey.get(ServiceRouting.key(namespace, service));
    }

    /** How many are set. */
    int size() {
        return byKey.size() - cleared.size();
    }

    /** Whether the namespace has one that is set. */
    boolean areIn(String namespace) {
        return setIn.containsKey(namespace);
    }

    /** Those of the namespace that are set, in the order of their keys. */
    List<ServiceRouting> in(String namespace) {
        List<ServiceRouting> found = new ArrayList<>();
        String prefix = namespace + '/';
        Iterator<ServiceRouting> walk = byKey.from(prefix);
        while (walk.hasNext()) {
            ServiceRouting next = walk.next();
            if (!next.key().startsWith(prefix)) {
                break;
            }
            if (next.routing() != null) {
                found.add(next);
            }
        }
        return found;
    }

    void put(ServiceRouting now) {
        forget(now.key());
        byKey = byKey.with(now);
        rows.addItem(now);
        if (now.routing() == null) {
            cleared.add(now);
            forgetOldest();
        } else {
            setIn.merge(now.namespace(), 1, Integer::sum);
        }
    }

    private void forget(String key) {
        ServiceRouting before = byKey.get(key);
        if (before == null) {
            return;
        }
        byKey = byKey.without(key);
        rows.removeItem(before);
        if (before.routing() == null) {
            cleared.remove(before);
        } else {
            setIn.computeIfPresent(before.namespace(), (name, count) -> count == 1 ? null : count - 1);
        }
    }

    private void forgetOldest() {
        while (cleared.size() > MAX_CLEARED) {
            ServiceRouting oldest = cleared.first();
            forget(oldest.key());
            services.raiseFloor(oldest.revision());
        }
    }
}
