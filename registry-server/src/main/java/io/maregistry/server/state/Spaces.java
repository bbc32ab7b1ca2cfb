package io.maregistry.server.state;

import io.maregistry.model.ServiceName;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Counts what each namespace lists, so that nobody need walk over the services for it. Derived from the services alone: it
 * has no rows in the state's hash and none in snapshots.
 *
 * <p>One writer thread; {@link #view()} may be read by any.
 */
final class Spaces {

    /** As the keys of services in those groups are ordered. */
    private static final Comparator<String> BY_KEY = Comparator.comparing(group -> group + '/');

    private final Map<String, Counts> counts = new HashMap<>();
    private final Set<String> touched = new LinkedHashSet<>();
    private SortedTree<String, Space> published = SortedTree.empty(Space.BY_NAMESPACE);

    private static final class Counts {
        private final SortedMap<String, GroupCounts> groups = new TreeMap<>(BY_KEY);
        private int services;
        private int instances;
        private @Nullable List<String> listed; // made when it is asked for
        private @Nullable List<String> known;

        Space space(String namespace) {
            List<String> withServices = listed;
            List<String> withNames = known;
            if (withServices == null || withNames == null) {
                withServices = groups.entrySet().stream()
                        .filter(group -> group.getValue().listed > 0)
                        .map(Map.Entry::getKey)
                        .toList();
                withNames = List.copyOf(groups.keySet());
                listed = withServices;
                known = withNames;
            }
            return new Space(namespace, services, instances, withServices, withNames);
        }

        void groupsMoved() {
            listed = null;
            known = null;
        }
    }

    private static final class GroupCounts {
        private int known;
        private int listed;
    }

    /** What the namespaces with a known service list, by their names. Costs one update of a tree for each touched one. */
    SortedTree<String, Space> view() {
        for (String namespace : touched) {
            Counts now = counts.get(namespace);
            published = now == null ? published.without(namespace) : published.with(now.space(namespace));
        }
        touched.clear();
        return published;
    }

    /** How many services of the namespace list something. */
    int services(String namespace) {
        Counts known = counts.get(namespace);
        return known == null ? 0 : known.services;
    }

    /** How many instances the namespace lists. */
    int instances(String namespace) {
        Counts known = counts.get(namespace);
        return known == null ? 0 : known.instances;
    }

    /** A service is known from now on. */
    void known(ServiceName service) {
        Counts of = counts.computeIfAbsent(service.namespace(), namespace -> new Counts());
        GroupCounts group = of.groups.get(service.group());
        if (group == null) {
            group = new GroupCounts();
            of.groups.put(service.group(), group);
            of.groupsMoved();
        }
        group.known++;
        touched.add(service.namespace());
    }

    /** An emptied service is not known any more. */
    void forgotten(ServiceName service) {
        Counts of = of(service);
        GroupCounts group = of(of, service);
        group.known--;
        if (group.known == 0) {
            of.groups.remove(service.group());
            of.groupsMoved();
            if (of.groups.isEmpty()) {
                counts.remove(service.namespace());
            }
        }
        touched.add(service.namespace());
    }

    /** An instance of that service is listed; the first one makes it one that lists something. */
    void added(ServiceName service, boolean isFirst) {
        Counts of = of(service);
        of.instances++;
        if (isFirst) {
            of.services++;
            move(of, service, 1);
        }
        touched.add(service.namespace());
    }

    /** An instance has left; after the last one its service lists nothing. */
    void removed(ServiceName service, boolean wasLast) {
        Counts of = of(service);
        of.instances--;
        if (wasLast) {
            of.services--;
            move(of, service, -1);
        }
        touched.add(service.namespace());
    }

    private static void move(Counts of, ServiceName service, int by) {
        GroupCounts group = of(of, service);
        boolean wasEmpty = group.listed == 0;
        group.listed += by;
        if (wasEmpty || group.listed == 0) {
            of.groupsMoved();
        }
    }

    private Counts of(ServiceName service) {
        Counts known = counts.get(service.namespace());
        if (known == null) {
            throw new IllegalStateException("no service of " + service.namespace() + " is known");
        }
        return known;
    }

    private static GroupCounts of(Counts space, ServiceName service) {
        GroupCounts known = space.groups.get(service.group());
        if (known == null) {
            throw new IllegalStateException("no service of the group of " + service + " is known");
        }
        return known;
    }
}
