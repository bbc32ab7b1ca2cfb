package io.maregistry.server.snapshot;

import io.maregistry.server.state.ConfigHistory;
import io.maregistry.server.state.ConfigVersion;
import io.maregistry.server.state.KeptRelease;
import io.maregistry.server.state.Namespace;
import io.maregistry.server.state.RegistryState;
import io.maregistry.server.state.Root;
import io.maregistry.server.state.ServiceRouting;
import io.maregistry.server.state.ServiceRules;
import io.maregistry.server.state.SortedTree;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * All items of one root, for stores that keep each by itself: what differs from those of an older root. A store
 * may hold on to it, since it holds no services.
 *
 * <p>Cost: roots share the leaves of their trees where nothing changed, so a comparison looks at each leaf, and at what is
 * in those that only one of them has. Immutable; any thread.
 */
public final class StoredItems {

    /** Of a registry without any. */
    public static final StoredItems NONE = of(new RegistryState().root());

    private final SortedTree<?, Namespace> namespaces;
    private final SortedTree<?, ServiceRouting> routings;
    private final SortedTree<?, ServiceRules> rules;
    private final SortedTree<?, ConfigHistory> configs;
    private final SortedTree<?, KeptRelease> releases;
    private final long configFloor;

    private StoredItems(Root root) {
        this.namespaces = root.namespaces();
        this.routings = root.routings();
        this.rules = root.rules();
        this.configs = root.configs();
        this.releases = root.releases();
        this.configFloor = root.configFloor();
    }

    public static StoredItems of(Root root) {
        return new StoredItems(root);
    }

    /** What is to be written where an older root's items are stored. */
    public record Changes(List<StoredItem> added, List<StoredItem> changed, List<StoredItem.Place> removed) {

        public boolean isEmpty() {
            return added.isEmpty() && changed.isEmpty() && removed.isEmpty();
        }
    }

    /** How many there are. O(configuration items). */
    public int size() {
        int size = namespaces.size() + routings.size() + rules.size() + releases.size() + (configFloor == 0 ? 0 : 1);
        for (ConfigHistory config : configs) {
            size += config.versions().size();
        }
        return size;
    }

    /** Every item. */
    public List<StoredItem> all() {
        return since(NONE).added();
    }

    /** What makes these of those. */
    public Changes since(StoredItems older) {
        Changes changes = new Changes(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        compare(older.namespaces, namespaces, StoredItems::namespace, changes);
        compare(older.routings, routings, StoredItems::routing, changes);
        compare(older.rules, rules, StoredItems::rules, changes);
        compare(older.configs, configs, StoredItems::config, changes);
        compare(older.releases, releases, StoredItems::release, changes);
        Map<StoredItem.Place, Object> floorBefore = new LinkedHashMap<>();
        floor(older.configFloor, part -> floorBefore.put(part.place(), part.value()));
        floor(configFloor, part -> compare(floorBefore.remove(part.place()), part, changes));
        changes.removed.addAll(floorBefore.keySet());
        return changes;
    }

    /** Takes a value of a tree apart. */
    @FunctionalInterface
    private interface Splitting<V> {
        void parts(V value, Consumer<StoredItem> to);
    }

    private static <V> void compare(
            SortedTree<?, V> before, SortedTree<?, V> now, Splitting<V> splitting, Changes into) {
        if (before == now) {
            return;
        }
        Set<SortedTree.Leaf<V>> left = new LinkedHashSet<>(); // by identity
        before.forEachLeaf(left::add);
        List<SortedTree.Leaf<V>> fresh = new ArrayList<>();
        now.forEachLeaf(leaf -> {
            if (!left.remove(leaf)) {
                fresh.add(leaf);
            }
        });
        Map<StoredItem.Place, Object> was = new LinkedHashMap<>();
        left.forEach(leaf ->
                leaf.values().forEach(value -> splitting.parts(value, part -> was.put(part.place(), part.value()))));
        fresh.forEach(leaf -> leaf.values()
                .forEach(value -> splitting.parts(value, part -> compare(was.remove(part.place()), part, into))));
        into.removed.addAll(was.keySet());
    }

    private static void compare(@Nullable Object was, StoredItem part, Changes into) {
        if (was == null) {
            into.added.add(part);
        } else if (!was.equals(part.value())) {
            into.changed.add(part);
        }
    }

    private static void namespace(Namespace namespace, Consumer<StoredItem> to) {
        to.accept(new StoredItem(
                new StoredItem.Place(StoredItem.Kind.NAMESPACE, namespace.key(), 0),
                namespace.revision(),
                namespace,
                json -> ItemFields.namespace(json, namespace)));
    }

    private static void routing(ServiceRouting routing, Consumer<StoredItem> to) {
        to.accept(new StoredItem(
                new StoredItem.Place(StoredItem.Kind.ROUTING, routing.key(), 0),
                routing.revision(),
                routing,
                json -> ItemFields.routing(json, routing)));
    }

    private static void rules(ServiceRules rules, Consumer<StoredItem> to) {
        to.accept(new StoredItem(
                new StoredItem.Place(StoredItem.Kind.RULES, rules.key(), 0),
                rules.revision(),
                rules,
                json -> ItemFields.rules(json, rules)));
    }

    private static void config(ConfigHistory config, Consumer<StoredItem> to) {
        for (ConfigVersion version : config.versions()) {
            to.accept(new StoredItem(
                    new StoredItem.Place(StoredItem.Kind.CONFIG, config.name().key(), version.revision()),
                    version.revision(),
                    version,
                    json -> ConfigFields.version(json, version)));
        }
    }

    private static void release(KeptRelease release, Consumer<StoredItem> to) {
        to.accept(new StoredItem(
                new StoredItem.Place(StoredItem.Kind.RELEASE, release.service().key(), release.order()),
                0,
                release,
                json -> ReleaseFields.write(json, release)));
    }

    private static void floor(long floor, Consumer<StoredItem> to) {
        if (floor != 0) {
            to.accept(new StoredItem(
                    new StoredItem.Place(StoredItem.Kind.CONFIG_FLOOR, "", 0),
                    floor,
                    floor,
                    json -> ConfigFields.floor(json, floor)));
        }
    }
}
