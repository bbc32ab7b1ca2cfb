package io.maregistry.server.store.jdbc;

import io.maregistry.model.ResumeToken;
import io.maregistry.server.state.Position;
import io.maregistry.server.state.Root;
import io.maregistry.server.state.Scalars;
import io.maregistry.server.store.StoreException;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The one row of {@code maregistry_registry}: the counters, and who wrote last. Each writer holds its lock from the first
 * statement of a transaction to the last.
 *
 * @param scalars null where nothing was ever saved
 * @param position of the root that was written
 * @param size how many rows the other tables must have
 * @param writer names the store object that wrote last
 * @param writes how often anything was written
 */
record RegistryRow(@Nullable Scalars scalars, Position position, Size size, String writer, long writes) {

    private static final String COLUMNS = "cluster_id, lineage, revision, registry.version, clock_ms, next_handle,"
            + " revision_floor, format_level, log_index, log_term, services, instances, writer, writes, schema.version";

    private static final RegistryRow NOTHING = new RegistryRow(null, Position.START, Size.NOTHING, "", 0);

    /** Rows of {@code maregistry_service} and {@code maregistry_instance}. */
    record Size(int services, int instances) {
        static final Size NOTHING = new Size(0, 0);
    }

    /**
     * The row as it is now.
     *
     * @throws StoreException {@code DAMAGED} where it is gone or is not what was written; {@code REFUSED} where the tables
     *     are those of a newer build
     */
    static RegistryRow read(Session session, Schema schema) throws SQLException {
        return select(session, schema, "").orElseThrow(RegistryRow::missing);
    }

    /**
     * The row, locked until the transaction ends, and the tables' version with it; where it cannot be trusted, one as if
     * nothing was ever saved.
     *
     * @throws StoreException {@code REFUSED} where the tables are those of a newer build
     */
    static RegistryRow lock(Session session, Schema schema) throws SQLException {
        Optional<RegistryRow> found = locked(session, schema);
        if (found.isEmpty()) {
            session.execute(Schema.REGISTRY_ROW);
            found = locked(session, schema);
        }
        return found.orElseThrow(RegistryRow::missing);
    }

    private static Optional<RegistryRow> locked(Session session, Schema schema) throws SQLException {
        try {
            return select(session, schema, " FOR UPDATE");
        } catch (StoreException failure) {
            if (failure.kind() == StoreException.Kind.DAMAGED) {
                return Optional.of(NOTHING); // and what the other tables hold is replaced
            }
            throw failure;
        }
    }

    private static Optional<RegistryRow> select(Session session, Schema schema, String suffix) throws SQLException {
        try (PreparedStatement select = session.prepare("SELECT " + COLUMNS
                        + " FROM maregistry_registry AS registry CROSS JOIN maregistry_schema AS schema" + suffix);
                ResultSet row = select.executeQuery()) {
            if (!row.next()) {
                return Optional.empty();
            }
            schema.check(row.getInt(15));
            return Optional.of(of(row));
        }
    }

    private static StoreException missing() {
        return new StoreException(
                StoreException.Kind.DAMAGED, "store=jdbc: maregistry_registry or maregistry_schema has no row");
    }

    private static RegistryRow of(ResultSet row) throws SQLException {
        String lineage = row.getString(2);
        return new RegistryRow(
                lineage == null ? null : scalars(row, lineage),
                new Position(row.getLong(9), row.getLong(10)),
                new Size(row.getInt(11), row.getInt(12)),
                row.getString(13),
                row.getLong(14));
    }

    private static Scalars scalars(ResultSet row, String lineage) throws SQLException {
        String clusterId = row.getString(1);
        if (clusterId == null) {
            throw new StoreException(
                    StoreException.Kind.DAMAGED, "store=jdbc: maregistry_registry.cluster_id is missing");
        }
        try {
            return new Scalars(
                    clusterId,
                    Long.parseUnsignedLong(lineage, 16),
                    row.getLong(3),
                    row.getLong(4),
                    row.getLong(5),
                    row.getLong(6),
                    row.getLong(7),
                    row.getInt(8));
        } catch (NumberFormatException changed) {
            throw new StoreException(
                    StoreException.Kind.DAMAGED, "store=jdbc: maregistry_registry.lineage is no lineage", changed);
        }
    }

    /** Refuses a root that is older than what is stored. */
    void checkNotAheadOf(Root root) {
        Scalars now = root.scalars();
        if (scalars != null && scalars.lineage() == now.lineage() && scalars.revision() > now.revision()) {
            throw new StoreException(
                    StoreException.Kind.CONFLICT,
                    "store=jdbc: the tables hold revision " + scalars.revision()
                            + " of the same lineage, which is above " + now.revision() + ": another node writes them");
        }
    }

    /** The row after a write of that root. */
    RegistryRow after(Root root, Size newSize, String newWriter) {
        return new RegistryRow(root.scalars(), root.position(), newSize, newWriter, writes + 1);
    }

    /** Writes the row, which was saved at least once. */
    void update(Session session) throws SQLException {
        Scalars now = scalars;
        if (now == null) {
            throw new IllegalStateException("nothing to write");
        }
        try (PreparedStatement update = session.prepare("UPDATE maregistry_registry SET cluster_id = ?, lineage = ?,"
                + " revision = ?, version = ?, clock_ms = ?, next_handle = ?, revision_floor = ?, format_level = ?,"
                + " log_index = ?, log_term = ?, services = ?, instances = ?, writer = ?, writes = ?,"
                + " saved_at = CURRENT_TIMESTAMP")) {
            update.setString(1, now.clusterId());
            update.setString(2, ResumeToken.lineageText(now.lineage()));
            update.setLong(3, now.revision());
            update.setLong(4, now.version());
            update.setLong(5, now.clockMillis());
            update.setLong(6, now.nextHandle());
            update.setLong(7, now.floor());
            update.setInt(8, now.formatLevel());
            update.setLong(9, position.index());
            update.setLong(10, position.term());
            update.setInt(11, size.services());
            update.setInt(12, size.instances());
            update.setString(13, writer);
            update.setLong(14, writes);
            update.executeUpdate();
        }
    }
}
