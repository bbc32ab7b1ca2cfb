package io.maregistry.server.state;

import io.maregistry.model.ConfigName;
import io.maregistry.model.ServiceName;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The configuration items with their versions. Of an item the newest {@value #MAX_VERSIONS} versions are kept, and of all
 * items as many as the limit on their bytes allows: versions that do not hold any more leave first, the oldest before all
 * others. Of the removed items the newest {@value #MAX_REMOVED} are known; {@link #floor} is the highest revision of those
 * that were forgotten.
 *
 * <p>One writer thread; {@link #view()} may be read by any.
 */
final class Configs {

    static final int MAX_VERSIONS = 30;
    static final int MAX_REMOVED = 1_000;

    private final RowSum rows;
    private SortedTree<ConfigName, ConfigHistory> byName = SortedTree.empty(ConfigHistory.BY_NAME);
    private long floor;

    // derived
    private final TreeSet<Place> past = new TreeSet<>(Place.OLDEST_FIRST); // versions behind which there is a newer one
    private final TreeSet<Place> removed = new TreeSet<>(Place.OLDEST_FIRST); // newest versions that say so
    private int items; // that are not removed
    private long itemBytes; // of the versions that hold
    private long bytes; // of all versions

    /** A version of an item. */
    private record Place(long revision, ConfigName name) {
        static final Comparator<Place> OLDEST_FIRST =
                Comparator.comparingLong(Place::revision).thenComparing(Place::name);
    }

    Configs(RowSum rows) {
        this.rows = rows;
    }

    SortedTree<ConfigName, ConfigHistory> view() {
        return byName;
    }

    long floor() {
        return floor;
    }

    int items() {
        return items;
    }

    @Nullable
    ConfigHistory get(ConfigName name) {
        return byName.get(name);
    }

    /** The item that holds; null where there is none. */
    @Nullable
    ConfigItem item(ConfigName name) {
        ConfigHistory known = byName.get(name);
        return known == null ? null : known.item();
    }

    /** The items of a namespace that hold, in order. O(items of the namespace; of all in the default one). */
    List<ConfigItem> itemsIn(String namespace) {
        List<ConfigItem> found = new ArrayList<>();
        Iterator<ConfigHistory> walk = from(byName, namespace);
        while (walk.hasNext()) {
            ConfigHistory next = walk.next();
            ConfigItem item = next.item();
            if (next.name().namespace().equals(namespace)) {
                if (item != null) {
                    found.add(item);
                }
            } else if (isBehind(next, namespace)) {
                return found;
            }
        }
        return found;
    }

    /** Whether an item of that namespace holds. O(log items), and of those of the namespace that were removed. */
    static boolean areIn(SortedTree<ConfigName, ConfigHistory> items, String namespace) {
        Iterator<ConfigHistory> walk = from(items, namespace);
        while (walk.hasNext()) {
            ConfigHistory next = walk.next();
            if (isBehind(next, namespace)) {
                return false;
            }
            if (next.name().namespace().equals(namespace) && next.newest().content() != null) {
                return true;
            }
        }
        return false;
    }

    /** Their keys lie side by side, but for those of the default namespace. */
    private static Iterator<ConfigHistory> from(SortedTree<ConfigName, ConfigHistory> items, String namespace) {
        return namespace.equals(ServiceName.DEFAULT_NAMESPACE)
                ? items.iterator()
                : items.from(ConfigName.firstIn(namespace));
    }

    private static boolean isBehind(ConfigHistory item, String namespace) {
        return !namespace.equals(ServiceName.DEFAULT_NAMESPACE)
                && !item.name().namespace().equals(namespace);
    }

    /** Which limit would be broken by {@code text} in the place of what the item says; null where none. */
    @Nullable
    String overLimit(ConfigName name, ConfigText text, Settings.ConfigLimits limits) {
        ConfigHistory known = byName.get(name);
        boolean isNew = known == null || known.newest().content() == null;
        if (isNew && items >= limits.items()) {
            return "there are " + items + " configuration items; the limit is " + limits.items();
        }
        long after = itemBytes
                + new ConfigVersion(1, 0, text).bytes()
                - (isNew || known == null ? 0 : known.newest().bytes());
        return after > limits.bytes()
                ? "configuration items would have " + after + " bytes; the limit is " + limits.bytes()
                : null;
    }

    /** Adds what an item says from now on, and lets go of what is too much. */
    void put(ConfigName name, ConfigVersion version, Settings.ConfigLimits limits) {
        add(name, version);
        trim(name);
        tidy(limits);
    }

    /** Adds the next version of an item and lets go of nothing. */
    void add(ConfigName name, ConfigVersion version) {
        ConfigHistory before = byName.get(name);
        if (before == null) {
            byName = byName.with(new ConfigHistory(name, List.of(version)));
        } else {
            byName = byName.with(before.with(version));
            holdsNoMore(name, before.newest());
            past.add(new Place(before.revision(), name));
        }
        holds(name, version);
        bytes += version.bytes();
        rows.addConfig(name, version);
    }

    private void holds(ConfigName name, ConfigVersion version) {
        if (version.content() == null) {
            removed.add(new Place(version.revision(), name));
        } else {
            items++;
            itemBytes += version.bytes();
        }
    }

    private void holdsNoMore(ConfigName name, ConfigVersion version) {
        if (version.content() == null) {
            removed.remove(new Place(version.revision(), name));
        } else {
            items--;
            itemBytes -= version.bytes();
        }
    }

    void tidy(Settings.ConfigLimits limits) {
        while (removed.size() > MAX_REMOVED) {
            forget(removed.first().name);
        }
        while (bytes > limits.bytes() && !past.isEmpty()) {
            dropOldest(past.first().name);
        }
    }

    /** Lets go of the versions of an item that are too many. */
    void trim(ConfigName name) {
        ConfigHistory history = byName.get(name);
        for (int left = history == null ? 0 : history.versions().size(); left > MAX_VERSIONS; left--) {
            dropOldest(name);
        }
    }

    private void dropOldest(ConfigName name) {
        ConfigHistory history = byName.get(name);
        if (history != null) {
            ConfigVersion oldest = history.versions().get(0);
            byName = byName.with(history.withoutOldest());
            past.remove(new Place(oldest.revision(), name));
            bytes -= oldest.bytes();
            rows.removeConfig(name, oldest);
        }
    }

    /** The item was removed so long ago that nothing is known of it any more. */
    private void forget(ConfigName name) {
        ConfigHistory history = byName.get(name);
        if (history != null) {
            raiseFloor(history.revision());
            erase(history);
        }
    }

    /** As if the item had never been. */
    void erase(ConfigHistory history) {
        holdsNoMore(history.name(), history.newest());
        for (ConfigVersion version : history.versions()) {
            past.remove(new Place(version.revision(), history.name()));
            bytes -= version.bytes();
            rows.removeConfig(history.name(), version);
        }
        byName = byName.without(history.name());
    }

    /** Nothing that is not known was changed behind that revision. */
    void raiseFloor(long revision) {
        if (revision > floor) {
            rows.removeConfigFloor(floor);
            floor = revision;
            rows.addConfigFloor(floor);
        }
    }
}
