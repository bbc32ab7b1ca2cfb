package io.maregistry.server.store.jdbc;

import io.maregistry.server.config.StoreConfig;
import io.maregistry.server.store.PasswordFile;
import io.maregistry.server.store.RegistryStore;
import io.maregistry.server.store.RegistryStoreProvider;
import io.maregistry.server.store.StoreException;
import java.nio.file.Path;

/** Opens the store {@code jdbc}. */
public final class JdbcStoreProvider implements RegistryStoreProvider {

    @Override
    public String type() {
        return StoreConfig.JDBC;
    }

    @Override
    public RegistryStore open(StoreConfig config, Path dataDir) {
        return open(config, dataDir, Waits.DEFAULT);
    }

    static RegistryStore open(StoreConfig config, Path dataDir, Waits waits) {
        StoreConfig.Jdbc jdbc = config.jdbc();
        Dialect dialect = Dialect.of(jdbc.url());
        if (dialect == Dialect.UNKNOWN) {
            throw new StoreException(
                    StoreException.Kind.REFUSED, "store.jdbc.url must begin with jdbc:postgresql: or jdbc:h2:");
        }
        Database database =
                new Database(jdbc, dialect, waits, () -> PasswordFile.firstLine(jdbc.passwordFile(), dataDir));
        return new JdbcStore(database);
    }
}
