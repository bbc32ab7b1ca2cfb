package io.maregistry.server.store.jdbc;

import io.maregistry.model.InstanceId;
import io.maregistry.model.ServiceName;
import io.maregistry.server.config.StoreConfig;
import io.maregistry.server.state.Change;
import io.maregistry.server.state.RegistryState;
import io.maregistry.server.state.Root;
import io.maregistry.server.state.Scalars;
import io.maregistry.server.state.ServiceChange;
import io.maregistry.server.store.RegistryStore;
import io.maregistry.server.store.StoreException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The tables as a store. It remembers what it wrote, and trusts that while nobody else has written; otherwise it reads the
 * tables before it changes them. One thread, as every store.
 */
final class JdbcStore implements RegistryStore {

    private static final Logger LOG = LoggerFactory.getLogger(JdbcStore.class);

    private final String writer = UUID.randomUUID().toString();
    private final Database database;
    private final Schema schema;
    private @Nullable Mirror mirror; // null: what the tables hold is not known

    JdbcStore(Database database) {
        this(database, new Schema());
    }

    JdbcStore(Database database, Schema schema) {
        this.database = database;
        this.schema = schema;
    }

    @Override
    public String name() {
        return StoreConfig.JDBC;
    }

    @Override
    public boolean isShared() {
        return database.isShared();
    }

    @Override
    public Optional<RegistryState> load() {
        return transact(Connection.TRANSACTION_REPEATABLE_READ, session -> {
            RegistryRow row = RegistryRow.read(session, schema);
            Scalars scalars = row.scalars();
            if (scalars == null) {
                return Optional.empty();
            }
            RegistryState state = Tables.read(session, row, scalars);
            mirror = new Mirror(state.root(), row);
            return Optional.of(state);
        });
    }

    @Override
    public Optional<Scalars> held() {
        try {
            return transact(
                    Connection.TRANSACTION_READ_COMMITTED,
                    session -> Optional.ofNullable(
                            RegistryRow.read(session, schema).scalars()));
        } catch (StoreException failure) {
            if (failure.kind() == StoreException.Kind.DAMAGED) {
                return Optional.empty();
            }
            throw failure;
        }
    }

    @Override
    public void save(Root root) {
        mirror = transact(Connection.TRANSACTION_READ_COMMITTED, session -> {
            RegistryRow row = RegistryRow.lock(session, schema);
            row.checkNotAheadOf(root);
            try (Changeover changeover = new Changeover(session, base(session, row, root), root)) {
                changeover.everything();
                RegistryRow after = row.after(root, changeover.end(), writer);
                after.update(session);
                return new Mirror(root, after);
            }
        });
    }

    @Override
    public boolean append(Root root, List<Change> changes) {
        Mirror known = mirror;
        if (changes.isEmpty() || known == null || !joins(known.row(), root, changes)) {
            return false;
        }
        Map<ServiceName, Set<InstanceId>> touched = touched(ServiceChange.allOf(changes));
        Optional<RegistryRow> after = transact(Connection.TRANSACTION_READ_COMMITTED, session -> {
            RegistryRow row = RegistryRow.lock(session, schema);
            row.checkNotAheadOf(root);
            return known.isOf(row) ? Optional.of(append(session, known, root, touched)) : Optional.empty();
        });
        after.ifPresent(row -> known.append(touched.keySet(), root, row));
        return after.isPresent(); // else another writer was there
    }

    private RegistryRow append(Session session, Mirror known, Root root, Map<ServiceName, Set<InstanceId>> touched)
            throws SQLException {
        try (Changeover changeover = new Changeover(session, known, root)) {
            for (Map.Entry<ServiceName, Set<InstanceId>> service : touched.entrySet()) {
                changeover.some(service.getKey(), service.getValue());
            }
            changeover.items();
            RegistryRow after = known.row().after(root, changeover.end(), writer);
            after.update(session);
            return after;
        }
    }

    private static boolean joins(RegistryRow row, Root root, List<Change> changes) {
        Scalars scalars = row.scalars();
        return scalars != null
                && scalars.lineage() == root.scalars().lineage()
                && scalars.revision() == changes.get(0).revision() - 1
                && root.scalars().revision() == changes.get(changes.size() - 1).revision();
    }

    private static Map<ServiceName, Set<InstanceId>> touched(List<ServiceChange> changes) {
        Map<ServiceName, Set<InstanceId>> touched = new LinkedHashMap<>();
        for (ServiceChange change : changes) {
            Set<InstanceId> ids = touched.computeIfAbsent(change.service(), name -> new LinkedHashSet<>());
            change.instances().forEach(instance -> ids.add(instance.id()));
        }
        return touched;
    }

    /** What the tables hold now; empty tables where what they hold is of no use for that root. */
    private Mirror base(Session session, RegistryRow row, Root root) throws SQLException {
        Mirror known = mirror;
        Scalars scalars = row.scalars();
        if (scalars != null && scalars.lineage() == root.scalars().lineage()) {
            if (known != null && known.isOf(row)) {
                return known;
            }
            try {
                return Tables.mirror(session, row, scalars);
            } catch (StoreException damaged) {
                LOG.error("store={} is written anew: {}", name(), damaged.getMessage());
            }
        }
        Tables.clear(session);
        return Mirror.empty(row);
    }

    /** Does the work where the tables are ready; whatever fails, it is not known any more what they hold. */
    private <T> T transact(int isolation, Database.Work<T> work) {
        boolean isDone = false;
        try {
            schema.make(database);
            T result = database.inTransaction(isolation, work);
            isDone = true;
            return result;
        } finally {
            if (!isDone) {
                mirror = null;
                schema.forget();
            }
        }
    }

    @Override
    public void close() {
        database.close();
    }
}
