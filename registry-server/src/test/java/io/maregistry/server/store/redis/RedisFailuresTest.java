package io.maregistry.server.store.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.lettuce.core.RedisCommandExecutionException;
import io.maregistry.server.store.RegistryStore;
import io.maregistry.server.store.SampleRegistry;
import io.maregistry.server.store.StoreException;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class RedisFailuresTest {

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

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ERR max number of clients reached",
                "LOADING Redis is loading the dataset in memory",
                "NOSCRIPT No matching script. Please use EVAL.",
                "READONLY You can't write against a read only replica.",
                "OOM command not allowed when used memory > 'maxmemory'.",
                "BUSY Redis is busy running a script.",
                "ERR Error running script (call to f_1): @user_script:1: -OOM command not allowed"
            })
    void whatPassesByItselfIsWaitedFor(String answer) {
        assertThat(kind(answer)).isEqualTo(StoreException.Kind.UNREACHABLE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "WRONGPASS invalid username-password pair",
                "NOAUTH Authentication required.",
                "NOPERM this user has no permissions to run the 'evalsha' command",
                "ERR unknown command `EVALSHA`, with args beginning with:",
                "ERR DB index is out of range",
                "ERR invalid DB index",
                "ERR AUTH <password> called without any password configured",
                "DENIED Redis is running in protected mode",
                "MOVED 3999 127.0.0.1:6381"
            })
    void whatSomebodyHasToMendIsRefused(String answer) {
        assertThat(kind(answer)).isEqualTo(StoreException.Kind.REFUSED);
    }

    @Test
    void redisThatHasTooManyClientsIsWaitedFor() throws IOException {
        redis.commands().configSet("maxclients", "1");
        try (RegistryStore store = redis.open(redis.port(), "")) {
            assertThatExceptionOfType(StoreException.class)
                    .isThrownBy(store::load)
                    .satisfies(full -> assertThat(full.kind()).isEqualTo(StoreException.Kind.UNREACHABLE));
            redis.commands().configSet("maxclients", "100");
            assertThat(store.load()).isEmpty();
        }
    }

    @Test
    void scriptsThatRedisForgetsAreToldItAgain() throws IOException {
        SampleRegistry registry = SampleRegistry.small();
        try (RegistryStore store = redis.open(redis.port(), "flushed")) {
            store.save(registry.root());
            redis.commands().scriptFlush();
            assertThatExceptionOfType(StoreException.class)
                    .isThrownBy(() -> store.save(registry.root()))
                    .satisfies(gone -> assertThat(gone.kind()).isEqualTo(StoreException.Kind.UNREACHABLE));

            store.save(registry.root());

            assertThat(store.load()).isPresent();
        }
    }

    private static StoreException.Kind kind(String answer) {
        return RedisFailures.told("redis", new RedisCommandExecutionException(answer))
                .kind();
    }
}
