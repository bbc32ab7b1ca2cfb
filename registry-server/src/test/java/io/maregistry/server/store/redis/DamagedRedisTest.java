package io.maregistry.server.store.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

import io.lettuce.core.api.sync.RedisCommands;
import io.maregistry.model.Content;
import io.maregistry.server.store.Kept;
import io.maregistry.server.store.RegistryStore;
import io.maregistry.server.store.SampleRegistry;
import io.maregistry.server.store.StoreException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever somebody did to the keys: it is never loaded, and the next save makes it sound. */
@Timeout(60)
class DamagedRedisTest {

    private static final String MEMBER = "http://10.0.0.2:8080";

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

    static Stream<Named<Consumer<RedisCommands<String, String>>>> damages() {
        return Stream.of(
                damage("a hash is gone", keys -> keys.del("services:service-1:" + MEMBER)),
                damage("a hash is a text", keys -> keys.set("services:service-1:" + MEMBER, "x")),
                damage("a field is gone", keys -> keys.hdel("services:service-1:" + MEMBER, "registry")),
                damage("a revision is no number", keys -> keys.hset("services:service-1:" + MEMBER, "revision", "x")),
                damage("a handle is another", keys -> keys.hset("services:service-1:" + MEMBER, "handle", "99")),
                damage("a url is another", keys -> keys.hset("services:service-1:" + MEMBER, "url", "http://a:1")),
                damage("a list has one too many", keys -> keys.sadd("service_instances:service-1", "x")),
                damage("a list is gone", keys -> keys.del("service_instances:service-1")),
                damage("a list is a text", keys -> keys.set("service_instances:service-1", "x")),
                damage("signs of life are gone", keys -> keys.del("registry:live:service-1")),
                damage(
                        "signs of life are no numbers",
                        keys -> keys.hset("registry:live:service-1", MEMBER, "one 2 3 4 " + MEMBER)),
                damage("a stamp is a text", keys -> keys.hset("registry:services", "service-1", "x")),
                damage("an item is gone", keys -> keys.hdel("registry:items", "namespace 0 blue")),
                damage("an item is no JSON", keys -> keys.hset("registry:items", "namespace 0 blue", "{")),
                damage("an item is one too many", keys -> keys.hset("registry:items", "namespace 0 red", "{}")),
                damage("an item is of no kind", keys -> {
                    keys.hdel("registry:items", "namespace 0 blue");
                    keys.hset("registry:items", "color 0 blue", "{}");
                }),
                damage("all items are gone", keys -> keys.del("registry:items")),
                damage("items are a text", keys -> keys.set("registry:items", "x")),
                damage("nobody tells of items", keys -> keys.hdel("registry:counters", "items")),
                damage("what tells of items is no number", keys -> keys.hset("registry:counters", "items", "x y")),
                damage("the counters are gone", keys -> keys.del("registry:counters")),
                damage("a counter is no number", keys -> keys.hset("registry:counters", "nextHandle", "x")),
                damage("a counter is gone", keys -> keys.hdel("registry:counters", "lineage")),
                damage("the counters are a list", keys -> {
                    keys.del("registry:counters");
                    keys.rpush("registry:counters", "x");
                }));
    }

    @ParameterizedTest
    @MethodSource("damages")
    void isNeverLoadedAndMadeSoundByASave(Consumer<RedisCommands<String, String>> damage) throws IOException {
        SampleRegistry registry = SampleRegistry.small().describe("blue", "").publish("db", "one");
        try (RegistryStore store = redis.open(redis.port(), "")) {
            store.save(registry.root());
        }
        damage.accept(redis.commands());

        try (RegistryStore store = redis.open(redis.port(), "")) {
            assertThatExceptionOfType(StoreException.class)
                    .isThrownBy(store::load)
                    .satisfies(damaged -> assertThat(damaged.kind()).isEqualTo(StoreException.Kind.DAMAGED));
            assertThatNoException().as("as each writer asks first").isThrownBy(store::held);
            store.save(registry.root());
            assertThat(Kept.of(store.load())).contains(Kept.of(registry.root()));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"layout", "saving:layout"})
    void layoutOfANewerBuildIsLeftAlone(String field) throws IOException {
        SampleRegistry registry = SampleRegistry.small();
        try (RegistryStore store = redis.open(redis.port(), "")) {
            store.save(registry.root());
            redis.commands().hset("registry:counters", Map.of(field, "3", "saving", "another one's"));
            if (field.equals("layout")) {
                redis.commands().hdel("registry:counters", "saving");
            }
            Map<String, String> newer = redis.commands().hgetall("registry:counters");
            registry.takeChanges();
            registry.register("service-0", 0, Content.PLAIN.withWeight(1));

            for (ThrowingCallable call :
                    List.<ThrowingCallable>of(store::load, store::held, () -> store.save(registry.root()))) {
                assertThatExceptionOfType(StoreException.class)
                        .isThrownBy(call)
                        .satisfies(refused -> assertThat(refused.kind()).isEqualTo(StoreException.Kind.REFUSED));
            }
            assertThat(store.append(registry.root(), registry.takeChanges())).isFalse();
            assertThat(redis.commands().hgetall("registry:counters")).isEqualTo(newer);
        }
    }

    @Test
    void ghostInTheListOfAnEmptiedServiceIsMendedByTheNextSaveOfAWriterWhoGoesOn() throws IOException {
        SampleRegistry registry = SampleRegistry.small();
        registry.register("emptied", 0, Content.PLAIN).unregister("emptied", 0);
        try (RegistryStore store = redis.open(redis.port(), "")) {
            store.save(registry.root());
            redis.commands().sadd("service_instances:emptied", "ghost");

            store.save(registry.root());

            assertThat(redis.commands().exists("service_instances:emptied")).isZero();
            assertThat(Kept.of(store.load())).contains(Kept.of(registry.root()));
        }
    }

    static Stream<Named<Consumer<RedisCommands<String, String>>>> countable() {
        return Stream.of(
                damage("a hash is gone", keys -> keys.del("services:service-1:" + MEMBER)),
                damage("a list has one too many", keys -> keys.sadd("service_instances:service-1", "x")),
                damage("a list has one too few", keys -> keys.srem("service_instances:service-1", MEMBER)),
                damage("a list is gone", keys -> keys.del("service_instances:service-1")),
                damage("a list is a text", keys -> keys.set("service_instances:service-1", "x")),
                damage("heartbeats are gone", keys -> keys.del("heartbeat:service-1")),
                damage("heartbeats are a text", keys -> keys.set("heartbeat:service-1", "x")),
                damage("signs of life are gone", keys -> keys.del("registry:live:service-1")),
                damage("an item is gone", keys -> keys.hdel("registry:items", "namespace 0 blue")),
                damage("all items are gone", keys -> keys.del("registry:items")),
                damage("items are a text", keys -> keys.set("registry:items", "x")),
                damage("nobody tells of items", keys -> keys.hdel("registry:counters", "items")));
    }

    @ParameterizedTest
    @MethodSource("countable")
    void isMendedByTheNextSaveOfAWriterWhoGoesOn(Consumer<RedisCommands<String, String>> damage) throws IOException {
        SampleRegistry registry = SampleRegistry.small().describe("blue", "").publish("db", "one");
        try (RegistryStore store = redis.open(redis.port(), "")) {
            store.save(registry.root());
            damage.accept(redis.commands());

            store.save(registry.root());

            assertThat(Kept.of(store.load())).contains(Kept.of(registry.root()));
            assertThat(redis.commands().zrange("heartbeat:service-1", 0, -1))
                    .containsExactlyInAnyOrderElementsOf(redis.commands().smembers("service_instances:service-1"));
        }
    }

    private static Named<Consumer<RedisCommands<String, String>>> damage(
            String name, Consumer<RedisCommands<String, String>> damage) {
        return Named.of(name, damage);
    }
}
