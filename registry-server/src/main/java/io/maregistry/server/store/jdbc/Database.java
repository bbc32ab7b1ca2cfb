package io.maregistry.server.store.jdbc;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.maregistry.server.config.StoreConfig;
import io.maregistry.server.store.StoreException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connections to one database: one at a time, and a second one for the moments that {@link #define} needs it. They are
 * made when they are needed and looked at before they are used again, so that a server that was away is found again by the
 * next call.
 *
 * <p>One thread.
 */
final class Database implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Database.class);
    private static final Duration IDLE = Duration.ofMinutes(2);

    private final StoreConfig.Jdbc config;
    private final Dialect dialect;
    private final Waits waits;
    private final Supplier<String> password;
    private @Nullable HikariDataSource pool; // made by the first call

    Database(StoreConfig.Jdbc config, Dialect dialect, Waits waits, Supplier<String> password) {
        this.config = config;
        this.dialect = dialect;
        this.waits = waits;
        this.password = password;
    }

    /** Whether all nodes reach the same one: not where H2 keeps it in a file or in the memory of one process. */
    boolean isShared() {
        return dialect != Dialect.H2 || config.url().matches("jdbc:h2:(tcp|ssl):.*");
    }

    /** Something that is done in one transaction. */
    @FunctionalInterface
    interface Work<T> {
        T in(Session session) throws SQLException;
    }

    /**
     * Does the work in a transaction and commits it.
     *
     * @param isolation one of {@link Connection}'s
     * @throws StoreException nothing was done; or, where the connection broke at the commit, perhaps all of it
     */
    <T> T inTransaction(int isolation, Work<T> work) {
        try {
            return attempt(isolation, work);
        } catch (SQLException failure) {
            if (Failures.isLockedOut(failure) && hasEndedSilentWriters(failure)) {
                return again(isolation, work);
            }
            throw Failures.of(failure);
        }
    }

    /**
     * Runs statements that make or change tables: in the transaction that is open, or, where each of them would commit that,
     * beside it.
     */
    void define(Session open, List<String> statements) throws SQLException {
        if (dialect.commitsDefinitions()) {
            attempt(Connection.TRANSACTION_READ_COMMITTED, beside -> ran(beside, statements));
        } else {
            ran(open, statements);
        }
    }

    private static int ran(Session session, List<String> statements) throws SQLException {
        for (String statement : statements) {
            session.execute(statement);
        }
        return statements.size();
    }

    private <T> T again(int isolation, Work<T> work) {
        try {
            return attempt(isolation, work);
        } catch (SQLException failure) {
            throw Failures.of(failure);
        }
    }

    /** Whether somebody held our tables' lock of whom nothing comes any more, and holds it no longer. */
    private boolean hasEndedSilentWriters(SQLException lockedOut) {
        String ending = dialect.endOfSilentWriters(waits.idle());
        if (ending.isEmpty()) {
            return false;
        }
        try {
            int ended = attempt(Connection.TRANSACTION_READ_COMMITTED, session -> session.rows(ending));
            if (ended > 0) {
                LOG.warn("store=jdbc ended sessions={} that held the lock and were silent", ended);
            }
            return ended > 0;
        } catch (SQLException unended) {
            lockedOut.addSuppressed(unended);
            return false;
        }
    }

    private <T> T attempt(int isolation, Work<T> work) throws SQLException {
        try (Connection connection = pool().getConnection()) {
            return committed(connection, isolation, work);
        }
    }

    /** A connection on which anything failed is not used again: not every driver's state tells that it is broken. */
    private <T> T committed(Connection connection, int isolation, Work<T> work) throws SQLException {
        try {
            connection.setTransactionIsolation(isolation);
            return committed(new Session(connection, dialect, waits), work);
        } catch (SQLException failure) {
            pool().evictConnection(connection);
            throw failure;
        }
    }

    private static <T> T committed(Session session, Work<T> work) throws SQLException {
        try {
            T result = work.in(session);
            session.commit();
            return result;
        } catch (SQLException | RuntimeException failure) { // whatever it was, nothing may stay
            rollback(session, failure);
            throw failure;
        }
    }

    /** Best effort: what is not committed is gone with the connection, too. */
    private static void rollback(Session session, Exception failure) {
        try {
            session.rollback();
        } catch (SQLException broken) {
            failure.addSuppressed(broken);
        }
    }

    private HikariDataSource pool() {
        HikariDataSource open = pool;
        if (open == null) {
            open = new HikariDataSource(settings());
            pool = open;
        } else {
            open.setPassword(password.get()); // may have been changed
        }
        return open;
    }

    private HikariConfig settings() {
        HikariConfig settings = new HikariConfig();
        settings.setPoolName("maregistry-store");
        settings.setDriverClassName(dialect.driver());
        settings.setJdbcUrl(config.url());
        if (!config.user().isEmpty()) {
            settings.setUsername(config.user());
        }
        settings.setPassword(password.get());
        settings.setAutoCommit(false);
        settings.setMaximumPoolSize(dialect.commitsDefinitions() ? 2 : 1);
        settings.setMinimumIdle(0);
        settings.setIdleTimeout(IDLE.toMillis());
        settings.setInitializationFailTimeout(-1); // the first use tells whether it is there
        settings.setConnectionTimeout(waits.connect().toMillis());
        settings.setValidationTimeout(Math.min(waits.connect().toMillis(), 3_000));
        dialect.configure(settings, waits);
        return settings;
    }

    @Override
    public void close() {
        if (pool != null) {
            pool.close();
        }
    }
}
