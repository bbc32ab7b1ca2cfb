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
        }

        @Override
        String renewals() {
            return """
                    UPDATE maregistry_instance AS i
                       SET last_renewed_ms = r.renewed, renewals = r.renewals, last_seen_clock_ms = r.seen
                      FROM UNNEST(?, ?, ?, ?) AS r (handle, renewed, renewals, seen)
                     WHERE i.handle = r.handle""";
        }
    },
    H2("jdbc:h2:", "org.h2.Driver") {
        @Override
        void configure(HikariConfig pool, Waits waits) {
            // a file or memory of this process by most; its driver knows no limits but the statement's
        }

        @Override
        String renewals() {
            return """
                    MERGE INTO maregistry_instance AS i
                    USING UNNEST(?, ?, ?, ?) AS r (handle, renewed, renewals, seen)
                       ON i.handle = r.handle
                     WHEN MATCHED THEN UPDATE
                      SET last_renewed_ms = r.renewed, renewals = r.renewals, last_seen_clock_ms = r.seen""";
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

    /** Writes columns of numbers into the rows with the handles of the first column. */
    abstract String renewals();
}
