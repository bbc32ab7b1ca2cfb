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
    },
    H2("jdbc:h2:", "org.h2.Driver") {
        @Override
        void configure(HikariConfig pool, Waits waits) {
            // a file or memory of this process by most; its driver knows no limits but the statement's
        }
    },
    UNKNOWN("", "") {
        @Override
        void configure(HikariConfig pool, Waits waits) {
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
}
