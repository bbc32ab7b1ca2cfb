package io.maregistry.server.store.jdbc;

import com.zaxxer.hikari.HikariConfig;
import java.time.Duration;

/** The databases that are supported, and what differs between them. */
enum Dialect {
    POSTGRESQL("jdbc:postgresql:", "org.postgresql.Driver") {
        @Override
        void configure(HikariConfig pool, Waits waits) {
            // texts all of them: a driver looks its settings up as such and takes a number for nothing
            pool.addDataSourceProperty("ApplicationName", "maregistry");
            pool.addDataSourceProperty("connectTimeout", seconds(waits.connect()));
            pool.addDataSourceProperty("loginTimeout", seconds(waits.connect()));
            // above the statement's own limit, which ends it in order; this one is for a server that is silent
            pool.addDataSourceProperty("socketTimeout", seconds(waits.answer().plusSeconds(1)));
            pool.addDataSourceProperty("tcpKeepAlive", "true");
            pool.addDataSourceProperty("reWriteBatchedInserts", "true");
            pool.addDataSourceProperty("logServerErrorDetail", "false"); // it shows whole rows
            pool.setConnectionInitSql(limits(waits));
            pool.setIsolateInternalQueries(true); // commits it, so that a rollback does not take it back
        }

        /**
         * A writer that was stopped, or whose machine is gone without a word, holds its locks for as long as the server has
         * patience: without these, for hours.
         */
        private String limits(Waits waits) {
            return String.join(
                    "; ",
                    "SET idle_in_transaction_session_timeout = " + waits.idle().toMillis(),
                    "SET statement_timeout = " + waits.answer().toMillis(),
                    "SET lock_timeout = " + waits.answer().toMillis() * 9 / 10, // it says more than the statement's own
                    "SET tcp_keepalives_idle = 15",
                    "SET tcp_keepalives_interval = 5",
                    "SET tcp_keepalives_count = 3");
        }

        /**
         * A writer that stopped while it sent a batch is not idle for the server, which waits for the rest of a message
         * without any limit; its role may end it.
         */
        @Override
        String endOfSilentWriters(Duration idle) {
            return """
                    SELECT pg_terminate_backend(pid)
                      FROM pg_locks JOIN pg_stat_activity AS silent USING (pid)
                     WHERE relation = 'maregistry_registry'::regclass AND granted
                       AND mode IN ('RowShareLock', 'RowExclusiveLock') AND pid <> pg_backend_pid()
                       AND usename = current_user AND wait_event = 'ClientRead'
                       AND state_change < clock_timestamp() - INTERVAL '%d milliseconds'""".formatted(idle.toMillis());
        }

        @Override
        String renewals() {
            return """
                    UPDATE maregistry_instance AS i
                       SET last_renewed_ms = r.renewed, renewals = r.renewals, last_seen_clock_ms = r.seen, metrics = r.metrics
                      FROM UNNEST(?, ?, ?, ?, ?) AS r (handle, renewed, renewals, seen, metrics)
                     WHERE i.handle = r.handle""";
        }
    },
    H2("jdbc:h2:", "org.h2.Driver") {
        @Override
        void configure(HikariConfig pool, Waits waits) {
            // of no meaning for a file or memory of this process, where only the statement's limit counts
            pool.addDataSourceProperty(
                    "NETWORK_TIMEOUT",
                    String.valueOf(waits.answer().plusSeconds(1).toMillis()));
        }

        @Override
        boolean commitsDefinitions() {
            return true;
        }

        @Override
        String renewals() {
            return """
                    MERGE INTO maregistry_instance AS i
                    USING UNNEST(?, ?, ?, ?, ?) AS r (handle, renewed, renewals, seen, metrics)
                       ON i.handle = r.handle
                     WHEN MATCHED THEN UPDATE
                      SET last_renewed_ms = r.renewed, renewals = r.renewals, last_seen_clock_ms = r.seen,
                          metrics = r.metrics""";
        }
    },
    UNKNOWN("", "") {
        @Override
        void configure(HikariConfig pool, Waits waits) {
            throw new IllegalStateException("a database of an unknown kind is never opened");
        }

        @Override
        String renewals() {
            throw new IllegalStateException("a database of an unknown kind is never opened");
        }
    };

    private final String prefix;
    private final String driver;

    Dialect(String prefix, String driver) {
        this.prefix = prefix;
        this.driver = driver;
    }

    static Dialect of(String url) {
        for (Dialect dialect : values()) {
            if (url.startsWith(dialect.prefix)) {
                return dialect;
            }
        }
        return UNKNOWN;
    }

    private static String seconds(Duration time) {
        return String.valueOf(time.toSeconds());
    }

    String driver() {
        return driver;
    }

    /** Sets the driver's limits of time and what makes it fast. */
    abstract void configure(HikariConfig pool, Waits waits);

    /** Whether a statement that makes or changes a table commits what its transaction did before it. */
    boolean commitsDefinitions() {
        return false;
    }

    /** A query that gives a row for each session it ended, since it held the lock and said nothing for so long; empty where none can. */
    String endOfSilentWriters(Duration idle) {
        return "";
    }

    /** Writes columns of numbers, and of metrics behind them, into the rows with the handles of the first column. */
    abstract String renewals();
}
