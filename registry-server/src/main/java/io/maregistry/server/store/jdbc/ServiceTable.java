package io.maregistry.server.store.jdbc;

import io.maregistry.model.ServiceName;
import io.maregistry.server.state.ServiceView;
import io.maregistry.server.store.StoreException;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;

/** The rows of {@code maregistry_service}. One thread, one transaction. */
final class ServiceTable implements AutoCloseable {

    private final Batch inserts;
    private final Batch updates;
    private final Batch deletes;

    ServiceTable(Session session) throws SQLException {
        inserts = session.batch("INSERT INTO maregistry_service (revision, version, instances, namespace,"
                + " service_group, service, service_key) VALUES (?, ?, ?, ?, ?, ?, ?)");
        updates = session.batch(
                "UPDATE maregistry_service SET revision = ?, version = ?, instances = ?" + " WHERE service_key = ?");
        deletes = session.batch("DELETE FROM maregistry_service WHERE service_key = ?");
    }

    /** Counters of a service, and how many rows its instances have. */
    record Counters(long revision, long version, int instances) {}

    void insert(ServiceView service) throws SQLException {
        inserts.add(row -> {
            counters(row, service);
            row.setString(4, service.name().namespace());
            row.setString(5, service.name().group());
            row.setString(6, service.name().name());
            row.setString(7, service.name().key());
        });
    }

    void update(ServiceView service) throws SQLException {
        updates.add(row -> {
            counters(row, service);
            row.setString(4, service.name().key());
        });
    }

    void delete(ServiceName name) throws SQLException {
        deletes.add(row -> row.setString(1, name.key()));
    }

    private static void counters(PreparedStatement row, ServiceView service) throws SQLException {
        row.setLong(1, service.revision());
        row.setLong(2, service.version());
        row.setInt(3, service.size());
    }

    void end() throws SQLException {
        deletes.end();
        updates.end();
        inserts.end();
    }

    /** How many rows there are more than before. */
    int more() {
        return inserts.rows() - deletes.rows();
    }

    static Map<ServiceName, Counters> read(Session session) throws SQLException {
        Map<ServiceName, Counters> services = new HashMap<>();
        try (PreparedStatement select =
                        session.prepare("SELECT service_key, revision, version, instances FROM maregistry_service");
                ResultSet row = select.executeQuery()) {
            while (row.next()) {
                session.checkTime();
                services.put(name(row.getString(1)), new Counters(row.getLong(2), row.getLong(3), row.getInt(4)));
            }
        }
        return services;
    }

    private static ServiceName name(String key) {
        try {
            return ServiceName.ofKey(key);
        } catch (IllegalArgumentException changed) {
            throw new StoreException(
                    StoreException.Kind.DAMAGED,
                    "store=jdbc: maregistry_service has a key that is none: " + changed.getMessage(),
                    changed);
        }
    }

    @Override
    public void close() throws SQLException {
        inserts.close();
        updates.close();
        deletes.close();
    }
}
