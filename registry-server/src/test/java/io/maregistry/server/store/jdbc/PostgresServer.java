package io.maregistry.server.store.jdbc;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A real PostgreSQL for the time of some tests, which asks everybody for a password but its superuser. Each test makes a
 * database of its own.
 */
final class PostgresServer implements AutoCloseable {

    /** Who may create tables in each database. */
    static final String USER = "keeper";

    /** The password of {@link #USER}. */
    static final String PASSWORD = "sesame";

    private static final String HBA = """
            host all postgres 127.0.0.1/32 trust
            host all all 127.0.0.1/32 scram-sha-256
            """;

    private final EmbeddedPostgres postgres;
    private final AtomicInteger databases = new AtomicInteger();

    private PostgresServer(EmbeddedPostgres postgres) {
        this.postgres = postgres;
    }

    static PostgresServer start() throws IOException, SQLException {
        PostgresServer server = new PostgresServer(EmbeddedPostgres.builder().start());
        try (Connection connection = server.asSuperuser();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE ROLE " + USER + " LOGIN PASSWORD '" + PASSWORD + "'");
            try (ResultSet row = statement.executeQuery("SHOW hba_file")) {
                row.next();
                Files.writeString(Path.of(row.getString(1)), HBA);
            }
            statement.execute("SELECT pg_reload_conf()");
        }
        return server;
    }

    int port() {
        return postgres.getPort();
    }

    /** An empty database of {@link #USER}. */
    String newDatabase() throws SQLException {
        String name = "registry_" + databases.incrementAndGet();
        try (Connection connection = asSuperuser();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE " + name + " OWNER " + USER);
        }
        return name;
    }

    private Connection asSuperuser() throws SQLException {
        return DriverManager.getConnection("jdbc:postgresql://127.0.0.1:" + port() + "/postgres", "postgres", "");
    }

    @Override
    public void close() throws IOException {
        postgres.close();
    }
}
