package io.maregistry.server.store.redis;

import io.maregistry.server.snapshot.StoredItem;
import io.maregistry.server.snapshot.StoredItems;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * In which order items go out, so that a writer may die behind any of its scripts. Of a configuration item the highest
 * version that is there is what holds: so the newest one goes out before all others, and old ones are taken away behind
 * them, oldest first. At every moment the highest one is then the one of before or the one that is to be; what else
 * is there of both is history. Lines of version histories that are gone leave before others come, since their numbers,
 * which no two may share, are given again. Immutable; one thread.
 */
final class ItemOrder {

    private final List<String> first = new ArrayList<>();
    private final List<StoredItem> puts;
    private final List<String> last = new ArrayList<>();

    /**
     * Of what is to be taken away and what is to be put.
     *
     * @param gone fields, whoever wrote them
     */
    ItemOrder(Collection<String> gone, Collection<StoredItem> items) {
        gone.forEach(field -> (ItemHash.isRelease(field) ? first : last).add(field));
        last.sort(Comparator.comparingLong(ItemHash::number));
        puts = newestFirst(items);
    }

    static ItemOrder of(StoredItems.Changes changes) {
        List<StoredItem> items = new ArrayList<>(changes.changed());
        items.addAll(changes.added());
        return new ItemOrder(changes.removed().stream().map(ItemHash::field).toList(), items);
    }

    /** What holds of each, and behind that all that held before. */
    private static List<StoredItem> newestFirst(Collection<StoredItem> items) {
        List<StoredItem> sorted = new ArrayList<>(items);
        sorted.sort(Comparator.<StoredItem>comparingLong(item -> item.place().number())
                .reversed());
        Set<String> begun = new HashSet<>();
        List<StoredItem> holding = new ArrayList<>();
        List<StoredItem> past = new ArrayList<>();
        for (StoredItem item : sorted) {
            StoredItem.Place place = item.place();
            boolean isPast = place.kind() == StoredItem.Kind.CONFIG && !begun.add(place.key());
            (isPast ? past : holding).add(item);
        }
        holding.addAll(past);
        return holding;
    }

    /** The fields that leave before anything is put. */
    List<String> first() {
        return first;
    }

    List<StoredItem> puts() {
        return puts;
    }

    /** The fields that leave behind all that is put. */
    List<String> last() {
        return last;
    }
}
