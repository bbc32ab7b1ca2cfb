package io.maregistry.server.store.jdbc;

import io.maregistry.model.ServiceName;
import io.maregistry.server.snapshot.StoredItems;
import io.maregistry.server.state.Listed;
import io.maregistry.server.state.LiveNumbers;
import io.maregistry.server.state.RegistryState;
import io.maregistry.server.state.Root;
import io.maregistry.server.state.ServiceView;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What the tables hold, as far as this writer knows: the root that was saved last, the services that were appended to
 * since, and the items, of which every append brings all that changed. Roots share what did not change, so it costs little. It holds while the registry's row is as this writer left it.
 *
 * <p>One thread.
 */
final class Mirror {

    private final Root saved;
    private final Map<ServiceName, @Nullable ServiceView> appended = new HashMap<>(); // null: no row any more
    private Function<StoredItems, StoredItems.Changes> items; // what makes others of those that have rows
    private RegistryRow row;

    Mirror(Root saved, RegistryRow row) {
        this(saved, itemsOf(saved), row);
    }

    private Mirror(Root saved, Function<StoredItems, StoredItems.Changes> items, RegistryRow row) {
        this.saved = saved;
        this.items = items;
        this.row = row;
    }

    private static Function<StoredItems, StoredItems.Changes> itemsOf(Root root) {
        StoredItems items = StoredItems.of(root);
        return now -> now.since(items);
    }

    /**
     * Of tables that somebody else wrote, to be compared once.
     *
     * @param root without items
     */
    static Mirror of(Root root, HeldItems items, RegistryRow row) {
        return new Mirror(root, items::changesTo, row);
    }

    /** Of tables without rows. */
    static Mirror empty(RegistryRow row) {
        return new Mirror(
                new RegistryState().root(),
                new RegistryRow(row.scalars(), row.position(), RegistryRow.Size.NOTHING, row.writer(), row.writes()));
    }

    RegistryRow row() {
        return row;
    }

    /** Whether nobody has written since. */
    boolean isOf(RegistryRow found) {
        return row.writer().equals(found.writer()) && row.writes() == found.writes();
    }

    /** The service with its instances as they are in the tables; null where it has no row. */
    @Nullable
    ServiceView service(ServiceName name) {
        return appended.containsKey(name) ? appended.get(name) : saved.service(name);
    }

    /** What makes those of the items that have rows. */
    StoredItems.Changes changesTo(StoredItems now) {
        return items.apply(now);
    }

    /** The names of all services that may have a row. */
    Set<ServiceName> names() {
        Set<ServiceName> names = new HashSet<>(appended.keySet());
        saved.services().forEach(service -> names.add(service.name()));
        return names;
    }

    /** The live numbers in the row of an instance; null where they are not known. */
    @Nullable
    LiveNumbers numbers(ServiceName name, Listed listed) {
        return appended.containsKey(name) ? null : saved.live(listed);
    }

    /** Some services, and all items, were made equal to those of a newer root. */
    void append(Set<ServiceName> names, Root root, RegistryRow now) {
        names.forEach(name -> appended.put(name, root.service(name)));
        items = itemsOf(root);
        row = now;
    }
}
