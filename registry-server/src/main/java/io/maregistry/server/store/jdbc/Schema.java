package io.maregistry.server.store.jdbc;

import io.maregistry.server.store.StoreException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

/**
 * The tables and their version, which stands in {@code maregistry_schema}. A schema of an older build is brought up step by
 * step, one of a newer build is refused.
 *
 * <p>Whoever brings it up holds the lock of the version's row from before the first step to behind the last one, as each
 * writer holds it while it writes. On H2 a statement that changes a table commits what its connection did so far, and with
 * it gives up the lock: there the steps are done on a second connection beside the one that holds it. Without that two
 * writers copied, dropped and renamed one table under each other's hands. A step may be begun again, since on H2 one that was
 * broken off leaves what it had done.
 *
 * <p>Texts have no length here: the model's limits hold, and in PostgreSQL a length costs and saves nothing.
 *
 * <p>One thread.
 */
final class Schema {

    /** Makes the row of the counters where it is not there: nothing was ever saved. */
    static final String REGISTRY_ROW = """
            INSERT INTO maregistry_registry
              SELECT 1, NULL, NULL, 0, 0, 0, 1, 0, 1, 0, 0, 0, 0, '', 0, CURRENT_TIMESTAMP
              WHERE NOT EXISTS (SELECT 1 FROM maregistry_registry)""";

    /** Makes the row that is locked, before anything else is there. */
    private static final List<String> VERSION = List.of(
            "CREATE TABLE IF NOT EXISTS maregistry_schema (only_row SMALLINT PRIMARY KEY, version INTEGER NOT NULL)",
            "INSERT INTO maregistry_schema SELECT 1, 0 WHERE NOT EXISTS (SELECT 1 FROM maregistry_schema)");

    /** Makes the row that counts the items where it is not there: there are none. */
    static final String ITEM_COUNT_ROW =
            "INSERT INTO maregistry_item_count SELECT 1, 0 WHERE NOT EXISTS (SELECT 1 FROM maregistry_item_count)";

    private static final List<String> TABLES = List.of(
            """
            CREATE TABLE IF NOT EXISTS maregistry_registry (
              only_row SMALLINT PRIMARY KEY,
              cluster_id VARCHAR, lineage VARCHAR,
              revision BIGINT NOT NULL, version BIGINT NOT NULL, clock_ms BIGINT NOT NULL,
              next_handle BIGINT NOT NULL, revision_floor BIGINT NOT NULL, format_level INTEGER NOT NULL,
              log_index BIGINT NOT NULL, log_term BIGINT NOT NULL,
              services INTEGER NOT NULL, instances INTEGER NOT NULL,
              writer VARCHAR NOT NULL, writes BIGINT NOT NULL, saved_at TIMESTAMP WITH TIME ZONE NOT NULL)""",
            REGISTRY_ROW,
            """
            CREATE TABLE IF NOT EXISTS maregistry_service (
              service_key VARCHAR PRIMARY KEY,
              namespace VARCHAR NOT NULL, service_group VARCHAR NOT NULL, service VARCHAR NOT NULL,
              revision BIGINT NOT NULL, version BIGINT NOT NULL, instances INTEGER NOT NULL)""",
            """
            CREATE TABLE IF NOT EXISTS maregistry_instance (
              handle BIGINT PRIMARY KEY,
              service_key VARCHAR NOT NULL,
              namespace VARCHAR NOT NULL, service_group VARCHAR NOT NULL, service VARCHAR NOT NULL,
              url VARCHAR NOT NULL,
              scheme VARCHAR NOT NULL, host VARCHAR NOT NULL, port INTEGER NOT NULL, context VARCHAR NOT NULL,
              status VARCHAR NOT NULL, healthy BOOLEAN NOT NULL, weight INTEGER NOT NULL, enabled BOOLEAN NOT NULL,
              ephemeral BOOLEAN NOT NULL, ttl_ms BIGINT,
              parameters VARCHAR NOT NULL, instance_id VARCHAR,
              registered_at_ms BIGINT NOT NULL, revision BIGINT NOT NULL,
              last_renewed_ms BIGINT, renewals BIGINT NOT NULL, last_seen_clock_ms BIGINT NOT NULL,
              details VARCHAR NOT NULL, metrics VARCHAR)""",
            "CREATE INDEX IF NOT EXISTS maregistry_instance_service ON maregistry_instance (service_key)");

    /** Of tables that the first build made. */
    private static final List<String> METRICS =
            List.of("ALTER TABLE maregistry_instance ADD COLUMN IF NOT EXISTS metrics VARCHAR");

    /** A content may be longer than H2 allows a VARCHAR to be. */
    private static final List<String> ITEMS = List.of(
            """
            CREATE TABLE IF NOT EXISTS maregistry_item (
              kind VARCHAR NOT NULL, item_key VARCHAR NOT NULL, item_number BIGINT NOT NULL,
              revision BIGINT NOT NULL, content TEXT NOT NULL,
              PRIMARY KEY (kind, item_key, item_number))""",
            "CREATE TABLE IF NOT EXISTS maregistry_item_count (only_row SMALLINT PRIMARY KEY, items INTEGER NOT NULL)",
            ITEM_COUNT_ROW);

    /** Statements of step n bring version n to version n + 1. */
    static final List<List<String>> STEPS = List.of(TABLES, METRICS, ITEMS);

    private static final int ATTEMPTS = 5;
    private static final int NONE = -1;

    private final List<List<String>> steps;
    private boolean isReady;

    Schema() {
        this(STEPS);
    }

    Schema(List<List<String>> steps) {
        this.steps = steps;
    }

    /** Makes sure that the tables are there and are ours; once is enough, until {@link #forget()}. */
    void make(Database database) {
        if (!isReady) {
            database.inTransaction(Connection.TRANSACTION_READ_COMMITTED, session -> bringUp(database, session));
            isReady = true;
        }
    }

    /** The version of the tables that this build reads and writes. */
    int version() {
        return steps.size();
    }

    /** The tables may be gone. */
    void forget() {
        isReady = false;
    }

    private boolean bringUp(Database database, Session session) throws SQLException {
        for (int attempt = 1; ; attempt++) {
            try {
                return doSteps(database, session);
            } catch (SQLException failure) {
                if (attempt == ATTEMPTS || !Failures.isMadeByAnother(failure)) {
                    throw failure;
                }
                session.rollback(); // two writers began on an empty database; what the other one made is there now
            }
        }
    }

    private boolean doSteps(Database database, Session session) throws SQLException {
        int found = version(session);
        if (found == NONE) {
            database.define(session, VERSION);
            found = version(session);
        }
        if (found == NONE) {
            throw new StoreException(
                    StoreException.Kind.UNREACHABLE, "store=jdbc: somebody else takes its tables away meanwhile");
        }
        if (found > steps.size()) {
            throw newer(found);
        }
        for (int step = found; step < steps.size(); step++) {
            database.define(session, steps.get(step));
            session.execute("UPDATE maregistry_schema SET version = " + (step + 1) + " WHERE version <= " + step);
        }
        return true;
    }

    /** Looks at a version that was read while nobody could change it; an older one is brought up by the next {@link #make}. */
    void check(int found) {
        if (found > steps.size()) {
            throw newer(found);
        }
        if (found < steps.size()) {
            throw new StoreException(
                    StoreException.Kind.UNREACHABLE,
                    "store=jdbc: the tables have version " + found + " and are brought up to " + steps.size());
        }
    }

    private StoreException newer(int found) {
        return new StoreException(
                StoreException.Kind.REFUSED,
                "store=jdbc: the tables have version " + found + ", made by a newer build; this one knows "
                        + steps.size());
    }

    /** The version, whose row is locked from now on; {@link #NONE} where there is no row to be locked. */
    private static int version(Session session) throws SQLException {
        try (PreparedStatement select = session.prepare("SELECT version FROM maregistry_schema FOR UPDATE");
                ResultSet row = select.executeQuery()) {
            return row.next() ? row.getInt(1) : NONE;
        } catch (SQLException failure) {
            if (Failures.isTableMissing(failure)) {
                session.rollback(); // PostgreSQL takes nothing more in a transaction that failed
                return NONE;
            }
            throw failure;
        }
    }
}
