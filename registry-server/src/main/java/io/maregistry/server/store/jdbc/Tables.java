package io.maregistry.server.store.jdbc;

import io.maregistry.error.RegistryException.InvalidRequest;
import io.maregistry.model.ServiceName;
import io.maregistry.server.snapshot.StoredItemsReader;
import io.maregistry.server.state.RegistryState;
import io.maregistry.server.state.Root;
import io.maregistry.server.state.Scalars;
import io.maregistry.server.state.ServiceView;
import io.maregistry.server.state.StateBuilder;
import io.maregistry.server.store.StoreException;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** All that the tables hold as a state, proven as far as the tables can prove it: nothing is missing or out of place. */
final class Tables {

    private Tables() {}

    /**
     * The state in the tables.
     *
     * @param scalars the row's, which says that something was saved
     * @throws StoreException {@code DAMAGED} where rows are missing, too many, or not what was written
     */
    static RegistryState read(Session session, RegistryRow row, Scalars scalars) throws SQLException {
        return read(session, row, scalars, builder -> {
            StoredItemsReader items = new StoredItemsReader(builder);
            ItemTable.read(session, items::item);
            items.end();
        });
    }

    /**
     * What is in the tables, to be compared: of items no texts, since the registry that is saved has them all once already.
     *
     * @param scalars as of {@link #read}
     * @throws StoreException likewise
     */
    static Mirror mirror(Session session, RegistryRow row, Scalars scalars) throws SQLException {
        HeldItems items = new HeldItems();
        RegistryState state = read(session, row, scalars, builder -> ItemTable.read(session, items::add));
        return Mirror.of(state.root(), items, row);
    }

    /** Reads the items, into the builder or not. */
    @FunctionalInterface
    private interface Items {
        void into(StateBuilder builder) throws SQLException;
    }

    private static RegistryState read(Session session, RegistryRow row, Scalars scalars, Items items)
            throws SQLException {
        StateBuilder builder = new StateBuilder().scalars(scalars);
        Map<ServiceName, ServiceTable.Counters> services = ServiceTable.read(session);
        Map<String, ServiceName> names = new HashMap<>();
        services.keySet().forEach(name -> names.put(name.key(), name));
        try {
            InstanceTable.read(session, (key, handle, instance, numbers) -> {
                ServiceName name = names.get(key);
                if (name == null || handle < 1 || handle >= scalars.nextHandle()) {
                    throw new IllegalArgumentException("handle " + handle + " of " + key + " is out of place");
                }
                builder.instance(name, handle, instance, numbers);
            });
            items.into(builder);
            services.forEach((name, counters) -> builder.service(name, counters.revision(), counters.version()));
        } catch (IllegalArgumentException | InvalidRequest changed) {
            throw damaged(String.valueOf(changed.getMessage()), changed);
        }
        RegistryState state = builder.build(row.position());
        check(state.root(), row, services);
        return state;
    }

    private static void check(Root root, RegistryRow row, Map<ServiceName, ServiceTable.Counters> services) {
        RegistryRow.Size found =
                new RegistryRow.Size(services.size(), root.sizes().instances());
        if (!found.equals(row.size())) {
            throw damaged("there are " + found + " rows in the place of " + row.size(), null);
        }
        for (ServiceView service : root.services()) {
            ServiceTable.Counters counters = services.get(service.name());
            if (counters == null || counters.instances() != service.size()) {
                throw damaged("the instances of " + service.name() + " are not those that its row counts", null);
            }
        }
    }

    private static StoreException damaged(String message, @Nullable Exception cause) {
        return new StoreException(StoreException.Kind.DAMAGED, "store=jdbc: the tables are damaged: " + message, cause);
    }

    /** Empties the tables of services, instances and items. */
    static void clear(Session session) throws SQLException {
        ItemTable.clear(session);
        session.execute("DELETE FROM maregistry_instance");
        session.execute("DELETE FROM maregistry_service");
    }
}
