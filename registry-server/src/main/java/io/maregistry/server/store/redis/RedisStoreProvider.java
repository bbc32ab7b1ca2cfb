package io.maregistry.server.store.redis;

import io.lettuce.core.RedisURI;
import io.maregistry.server.config.StoreConfig;
import io.maregistry.server.store.PasswordFile;
import io.maregistry.server.store.RegistryStore;
import io.maregistry.server.store.RegistryStoreProvider;
import io.maregistry.server.store.StoreException;
import java.nio.file.Path;

/** Opens stores of type {@code redis}. Any thread. */
public final class RedisStoreProvider implements RegistryStoreProvider {

    @Override
    public String type() {
        return StoreConfig.REDIS;
    }

    /** The password file is read before each connection, so that its password may change. */
    @Override
    public RegistryStore open(StoreConfig config, Path dataDir) {
        return open(config.redis(), dataDir, RedisLink.Patience.DEFAULT);
    }

    static RegistryStore open(StoreConfig.Redis config, Path dataDir, RedisLink.Patience patience) {
        RedisURI server = server(config.uri());
        RedisLink link = new RedisLink(() -> authenticated(server, config, dataDir), patience);
        return new RedisStore(link, keys(config.prefix()), System::currentTimeMillis);
    }

    private static RedisURI server(String uri) {
        try {
            return RedisURI.create(uri);
        } catch (IllegalArgumentException unreadable) { // its message may hold all of the uri
            throw new StoreException(
                    StoreException.Kind.REFUSED, "store.redis.uri must be redis://host:port or rediss://host:port");
        }
    }

    private static RedisURI authenticated(RedisURI server, StoreConfig.Redis config, Path dataDir) {
        RedisURI.Builder uri = RedisURI.builder(server).withClientName("maregistry");
        String password = PasswordFile.firstLine(config.passwordFile(), dataDir);
        if (!config.user().isEmpty()) {
            return uri.withAuthentication(config.user(), password.toCharArray()).build();
        }
        return (password.isEmpty() ? uri : uri.withPassword(password.toCharArray())).build();
    }

    private static RedisRegistryConfig keys(String prefix) {
        try {
            return prefix.isEmpty() ? new RedisRegistryConfig() : new RedisRegistryConfig(prefix);
        } catch (IllegalArgumentException unusable) {
            throw new StoreException(StoreException.Kind.REFUSED, "store.redis." + unusable.getMessage(), unusable);
        }
    }
}
