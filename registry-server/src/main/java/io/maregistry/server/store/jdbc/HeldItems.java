package io.maregistry.server.store.jdbc;

import io.maregistry.server.snapshot.ItemDigest;
import io.maregistry.server.snapshot.StoredItem;
import io.maregistry.server.snapshot.StoredItems;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The items that somebody left in the tables, without their texts: as much as tells what differs. One thread, one use. */
final class HeldItems {

    private final Map<StoredItem.Place, ItemDigest> held = new HashMap<>();

    void add(StoredItem.Place place, String content) {
        held.put(place, ItemDigest.of(content));
    }

    /** What makes those of these. */
    StoredItems.Changes changesTo(StoredItems now) {
        List<StoredItem> added = new ArrayList<>();
        List<StoredItem> changed = new ArrayList<>();
        for (StoredItem item : now.all()) {
            ItemDigest was = held.remove(item.place());
            if (was == null) {
                added.add(item);
            } else if (!was.equals(ItemDigest.of(item.content()))) {
                changed.add(item);
            }
        }
        return new StoredItems.Changes(added, changed, List.copyOf(held.keySet()));
    }
}
