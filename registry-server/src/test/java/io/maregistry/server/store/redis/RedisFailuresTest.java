package io.maregistry.server.store.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.output.StatusOutput;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import io.maregistry.model.Content;
import io.maregistry.server.store.Kept;
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

    @Test
    void redisWithoutMemoryIsWaitedFor() throws IOException {
        SampleRegistry registry = SampleRegistry.small();
        try (RegistryStore store = redis.open(redis.port(), "full")) {
            store.save(registry.root());
            registry.register("service-1", 50, Content.PLAIN);
            redis.commands().configSet("maxmemory", "1");
            assertThatExceptionOfType(StoreException.class)
                    .isThrownBy(() -> store.save(registry.root()))
                    .satisfies(full -> assertThat(full.kind()).isEqualTo(StoreException.Kind.UNREACHABLE))
                    .withMessageContaining("OOM");
            redis.commands().configSet("maxmemory", "0");

            store.save(registry.root());

            assertThat(Kept.of(store.load())).contains(Kept.of(registry.root()));
        }
    }

    @Test
    void rightsOfTheGuideAreEnoughForAllThatIsDone() throws IOException {
        String rights = "maregistry on >a-secret ~* &* +@read +@write +@connection +publish +evalsha +script|load";
        CommandArgs<String, String> words = new CommandArgs<>(StringCodec.UTF8).add("SETUSER");
        for (String word : rights.split(" ", -1)) {
            words.add(word);
        }
        redis.commands().dispatch(CommandType.ACL, new StatusOutput<>(StringCodec.UTF8), words);
        SampleRegistry registry = SampleRegistry.small();
        for (int number = 0; number < LongService.LONG + 5; number++) {
            registry.register("long", number, Content.PLAIN);
        }
        try (RegistryStore store = redis.openAs("maregistry", "a-secret", redis.port(), "limited")) {
            store.save(registry.root());
            registry.takeChanges();
            registry.register("long", 3, Content.PLAIN.withWeight(3)).unregister("service-1", 1);
            assertThat(store.append(registry.root(), registry.takeChanges())).isTrue();
            store.save(registry.root());

            assertThat(Kept.of(store.load())).contains(Kept.of(registry.root()));
            store.save(SampleRegistry.born(9).root());
        }
    }

    private static StoreException.Kind kind(String answer) {
        return RedisFailures.told("redis", new RedisCommandExecutionException(answer))
                .kind();
    }
}
