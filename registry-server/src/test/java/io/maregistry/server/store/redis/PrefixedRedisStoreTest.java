package io.maregistry.server.store.redis;

import io.maregistry.server.store.RegistryStore;
import io.maregistry.server.store.RegistryStoreContract;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** What every store must do, behind a prefix and without a password. */
class PrefixedRedisStoreTest extends RegistryStoreContract {

    @TempDir
    private static Path directory;

    private static RedisOfTheTest redis;

    @BeforeAll
    static void start() throws IOException {
        redis = RedisOfTheTest.start(directory);
    }

    @AfterAll
    static void stop() throws IOException {
        redis.close();
    }

    @BeforeEach
    void empty() {
        redis.commands().flushall();
    }

    /** Scripts write one service each. */
    @Override
    protected boolean savesAreAtomic() {
        return false;
    }

    @Override
    protected RegistryStore open() throws IOException {
        return redis.open(redis.port(), "myapp");
    }

    @Override
    protected void damage() {
        String member = redis.commands()
                .smembers("myapp:service_instances:service-0")
                .iterator()
                .next();
        redis.commands().srem("myapp:service_instances:service-0", member);
    }
}
