package io.maregistry.server.store.jdbc;

import io.maregistry.server.config.StoreConfig;
import io.maregistry.server.store.RegistryStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A database under test, seen as a store and by SQL. */
final class Tested {

    /** No longer than tests that take a server away need. */
    static final Waits SHORT =
            new Waits(Duration.ofSeconds(1), Duration.ofSeconds(1), Duration.ofMinutes(1), Duration.ofSeconds(2));

    private final String url;
    private final String user;
    private final String password;
    private final Path dataDir;

    Tested(String url, String user, String password, Path dataDir) throws IOException {
        this.url = url;
        this.user = user;
        this.password = password;
        this.dataDir = dataDir;
        Files.writeString(dataDir.resolve("secret"), password);
    }

    String url() {
        return url;
    }

    static StoreConfig config(StoreConfig.Jdbc jdbc) {
        StoreConfig usual = StoreConfig.DEFAULT;
        return new StoreConfig(StoreConfig.JDBC, usual.every(), false, usual.path(), jdbc, usual.redis(), Map.of());
    }

    RegistryStore open() {
        return open(Waits.DEFAULT);
    }

    RegistryStore open(Waits waits) {
        return JdbcStoreProvider.open(config(new StoreConfig.Jdbc(url, user, "secret")), dataDir, waits);
    }

    void execute(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url, user, password);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** The rows that a query gives, each as its values with a blank between them. */
    List<String> query(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url, user, password);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            List<String> found = new ArrayList<>();
            int columns = rows.getMetaData().getColumnCount();
            while (rows.next()) {
                StringBuilder row = new StringBuilder(String.valueOf(rows.getString(1)));
                for (int column = 2; column <= columns; column++) {
                    row.append(' ').append(rows.getString(column));
                }
                found.add(row.toString());
            }
            return found;
        }
    }
}
