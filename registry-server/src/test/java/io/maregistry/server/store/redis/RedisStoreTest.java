package io.maregistry.server.store.redis;

import io.maregistry.server.store.RegistryStore;
import io.maregistry.server.store.RemoteStoreContract;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** What every store must do, by a real Redis with a password. */
class RedisStoreTest extends RemoteStoreContract {

    @TempDir
    private static Path directory;

    private static RedisOfTheTest redis;

    @BeforeAll
    static void start() throws IOException {
        redis = RedisOfTheTest.start(directory, "open-sesame");
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
    protected int serverPort() {
        return redis.port();
    }

    @Override
    protected RegistryStore openAt(int port) throws IOException {
        return redis.open(port, "");
    }

    @Override
    protected RegistryStore openWithPassword(int port, String password) throws IOException {
        return redis.open(port, "", password);
    }

    @Override
    protected void damage() {
        String member = redis.commands()
                .smembers("service_instances:service-0")
                .iterator()
                .next();
        redis.commands().hset("services:service-0:" + member, "metadata", "not JSON");
    }
}
