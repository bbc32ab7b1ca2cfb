package io.maregistry.server.store.jdbc;

import io.maregistry.model.Instance;
import io.maregistry.model.InstanceId;
import io.maregistry.model.Lease;
import io.maregistry.model.Metrics;
import io.maregistry.model.ServiceName;
import io.maregistry.server.snapshot.StoredInstance;
import io.maregistry.server.snapshot.StoredMetrics;
import io.maregistry.server.state.Listed;
import io.maregistry.server.state.LiveNumbers;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import org.jspecify.annotations.Nullable;

/**
 * The rows of {@code maregistry_instance}. What stands in columns of its own for those who read by SQL (status, weight and
 * so on, as they count) is not read back: identity, {@code parameters}, {@code details} and the numbers say it all.
 *
 * <p>One thread, one transaction.
 */
final class InstanceTable implements AutoCloseable {

    private final Batch inserts;
    private final Batch updates;
    private final RenewalRows renewals;
    private final Batch deletes;

    InstanceTable(Session session) throws SQLException {
        inserts = session.batch("INSERT INTO maregistry_instance (status, healthy, weight, enabled, ephemeral, ttl_ms,"
                + " parameters, instance_id, registered_at_ms, revision, details, last_renewed_ms, renewals,"
                + " last_seen_clock_ms, metrics, handle, service_key, namespace, service_group, service, url, scheme, host,"
                + " port, context) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
        updates = session.batch(
                "UPDATE maregistry_instance SET status = ?, healthy = ?, weight = ?, enabled = ?,"
                        + " ephemeral = ?, ttl_ms = ?, parameters = ?, instance_id = ?, registered_at_ms = ?, revision = ?,"
                        + " details = ?, last_renewed_ms = ?, renewals = ?, last_seen_clock_ms = ?, metrics = ? WHERE handle = ?");
        renewals = new RenewalRows(session);
        deletes = session.batch("DELETE FROM maregistry_instance WHERE handle = ?");
    }

    void insert(ServiceName service, Listed listed, LiveNumbers numbers) throws SQLException {
        inserts.add(row -> {
            content(row, listed.instance());
            numbers(row, numbers);
            row.setLong(16, listed.handle());
            row.setString(17, service.key());
            row.setString(18, service.namespace());
            row.setString(19, service.group());
            row.setString(20, service.name());
            identity(row, listed.instance().id());
        });
    }

    /** Writes all that can change of an instance under its handle. */
    void update(Listed listed, LiveNumbers numbers) throws SQLException {
        updates.add(row -> {
            content(row, listed.instance());
            numbers(row, numbers);
            row.setLong(16, listed.handle());
        });
    }

    void renew(Listed listed, LiveNumbers numbers) throws SQLException {
        renewals.add(listed, numbers);
    }

    void delete(Listed listed) throws SQLException {
        deletes.add(row -> row.setLong(1, listed.handle()));
    }

    void end() throws SQLException {
        deletes.end();
        updates.end();
        renewals.end();
        inserts.end();
    }

    /** How many rows there are more than before. */
    int more() {
        return inserts.rows() - deletes.rows();
    }

    private static void content(PreparedStatement row, Instance instance) throws SQLException {
        StoredInstance texts = StoredInstance.of(instance);
        Lease lease = instance.content().lease();
        row.setString(1, instance.status().text());
        row.setBoolean(2, instance.isHealthy());
        row.setInt(3, instance.weight());
        row.setBoolean(4, instance.operator().enabled());
        row.setBoolean(5, lease.ephemeral());
        if (lease.ttlMillis() == Lease.UNSET) {
            row.setNull(6, Types.BIGINT);
        } else {
            row.setLong(6, lease.ttlMillis());
        }
        row.setString(7, texts.parameters());
        row.setString(8, instance.content().instanceId());
        row.setLong(9, instance.registeredAtMillis());
        row.setLong(10, instance.revision());
        row.setString(11, texts.details());
    }

    private static void numbers(PreparedStatement row, LiveNumbers numbers) throws SQLException {
        if (numbers.renewedAtMillis() == 0) {
            row.setNull(12, Types.BIGINT);
        } else {
            row.setLong(12, numbers.renewedAtMillis());
        }
        row.setLong(13, numbers.renewals());
        row.setLong(14, numbers.lastSeenMillis());
        row.setString(15, metrics(numbers));
    }

    /** Null where it told none. */
    static @Nullable String metrics(LiveNumbers numbers) {
        return numbers.metrics().isEmpty() ? null : StoredMetrics.text(numbers.metrics());
    }

    private static void identity(PreparedStatement row, InstanceId id) throws SQLException {
        row.setString(21, id.url());
        row.setString(22, id.scheme());
        row.setString(23, id.host());
        row.setInt(24, id.port());
        row.setString(25, id.context());
    }

    /** Takes the rows one by one. */
    @FunctionalInterface
    interface Reader {
        void instance(String serviceKey, long handle, Instance instance, LiveNumbers numbers);
    }

    /**
     * Hands out every row.
     *
     * @throws IllegalArgumentException a row has an identity that is none
     * @throws io.maregistry.error.RegistryException.InvalidRequest a row has a text that this class did not write
     */
    static void read(Session session, Reader reader) throws SQLException {
        try (PreparedStatement select = session.prepare("SELECT service_key, handle, scheme, host, port, context,"
                        + " parameters, details, registered_at_ms, revision, last_seen_clock_ms, last_renewed_ms,"
                        + " renewals, metrics FROM maregistry_instance");
                ResultSet row = select.executeQuery()) {
            while (row.next()) {
                session.checkTime();
                InstanceId id = new InstanceId(row.getString(3), row.getString(4), row.getInt(5), row.getString(6));
                Instance instance = new StoredInstance(row.getString(7), row.getString(8))
                        .instance(id, row.getLong(9), row.getLong(10));
                // a time that is NULL reads as 0, which is what never means
                String told = row.getString(14);
                LiveNumbers numbers = new LiveNumbers(
                        row.getLong(11),
                        row.getLong(12),
                        row.getLong(13),
                        told == null ? Metrics.NONE : StoredMetrics.of(told));
                reader.instance(row.getString(1), row.getLong(2), instance, numbers);
            }
        }
    }

    @Override
    public void close() throws SQLException {
        inserts.close();
        updates.close();
        renewals.close();
        deletes.close();
    }
}
