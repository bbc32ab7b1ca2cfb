package io.maregistry.server.store.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.maregistry.model.Content;
import io.maregistry.server.state.Root;
import io.maregistry.server.store.Kept;
import io.maregistry.server.store.RegistryStore;
import io.maregistry.server.store.SampleRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A writer of a long list dies behind any of its scripts, or Redis does. */
@Timeout(120)
class DeadRedisWriterTest {

    private static final String SERVICE = "user.UserService";
    private static final int LENGTH = LongService.LONG + 100;
    private static final int SCRIPTS = 14; // of a save of one list of that length, and some

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

    @Test
    void longListIsAsItWasOrAsItShouldBeAndNothingIsLeftBehindByTheNext() throws IOException {
        everyDeathIsFollowedBy(DeadRedisWriterTest::changed);
    }

    @Test
    void nothingIsLeftBehindWhereTheListIsShortNow() throws IOException {
        everyDeathIsFollowedBy(() -> SampleRegistry.born(8).register(SERVICE, 1_050, Content.PLAIN));
    }

    @Test
    void nothingIsLeftBehindWhereTheServiceIsForgottenNow() throws IOException {
        everyDeathIsFollowedBy(() -> SampleRegistry.born(8));
    }

    @Test
    void nothingIsLeftBehindByOneWhoseServiceWasNeverKnown() throws IOException {
        for (int scripts = 0; scripts < SCRIPTS; scripts++) {
            redis.commands().flushall();
            dieAfter(scripts, before().root());
            assertSaved(SampleRegistry.born(8).root(), scripts);
        }
    }

    @Test
    void saveIsRepeatedWhereRedisHasForgottenEverythingInItsMiddle() throws IOException {
        for (int scripts = 1; scripts < SCRIPTS; scripts += 3) {
            redis.commands().flushall();
            SampleRegistry registry = before();
            try (SteppedWriter writer = new SteppedWriter(redis, store -> store.save(registry.root()))) {
                writer.step(scripts);
                redis.restart();
                writer.die();
            }
            assertSaved(registry.root(), scripts);
        }
    }

    private static void everyDeathIsFollowedBy(Supplier<SampleRegistry> next) throws IOException {
        Root before = before().root();
        Root after = changed().root();
        for (int scripts = 0; scripts < SCRIPTS; scripts++) {
            redis.commands().flushall();
            save(before);
            dieAfter(scripts, after);
            assertThat(loaded().services().get(0))
                    .as("after %d scripts", scripts)
                    .isIn(
                            Kept.of(before).services().get(0),
                            Kept.of(after).services().get(0));
            assertSaved(next.get().root(), scripts);
        }
    }

    private static void dieAfter(int scripts, Root root) {
        try (SteppedWriter writer = new SteppedWriter(redis, store -> store.save(root))) {
            writer.step(1 + scripts);
            writer.die();
        }
    }

    private static void assertSaved(Root root, int scripts) throws IOException {
        save(root);
        int instances = Kept.of(root).services().stream()
                .mapToInt(service -> service.rows().size())
                .sum();
        assertThat(loaded()).as("after %d scripts", scripts).isEqualTo(Kept.of(root));
        assertThat(redis.commands().keys("services:*")).hasSize(instances);
        List<String> own = redis.commands().keys("registry:*");
        own.removeIf(key -> key.startsWith("registry:live:") || key.startsWith("registry:recent:"));
        assertThat(own).isSubsetOf("registry:counters", "registry:services");
    }

    private static void save(Root root) throws IOException {
        try (RegistryStore store = redis.open(redis.port(), "")) {
            store.save(root);
        }
    }

    private static Kept loaded() throws IOException {
        try (RegistryStore store = redis.open(redis.port(), "")) {
            return Kept.of(store.load()).orElseThrow();
        }
    }

    private static SampleRegistry before() {
        SampleRegistry registry = SampleRegistry.born(7);
        IntStream.range(0, LENGTH).forEach(number -> registry.register(SERVICE, number, Content.PLAIN));
        return registry;
    }

    /** Some changed, some gone, some new. */
    private static SampleRegistry changed() {
        SampleRegistry registry = before();
        for (int number = 0; number < LENGTH; number += 10) {
            registry.register(SERVICE, number, Content.PLAIN.withWeight(5))
                    .unregister(SERVICE, number + 1)
                    .register(SERVICE, LENGTH + number, Content.PLAIN);
        }
        return registry;
    }
}
