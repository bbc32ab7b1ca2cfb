package io.maregistry.server.store.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.lettuce.core.RedisFuture;
import io.maregistry.model.Content;
import io.maregistry.server.store.Kept;
import io.maregistry.server.store.RegistryStore;
import io.maregistry.server.store.SampleRegistry;
import io.maregistry.server.store.StoreException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A store is loaded while a writer writes between any two of its steps. */
@Timeout(120)
class LoadBesideWriterTest {

    private static final int LENGTH = 2 * LongService.LONG;

    @TempDir
    private static Path directory;

    private static RedisOfTheTest redis;

    private final SampleRegistry registry = SampleRegistry.born(7);
    private final Set<Kept.Service> everything = new HashSet<>();
    private RegistryStore writer;
    private int round;
    private int steps;

    @BeforeAll
    static void start() throws IOException {
        redis = RedisOfTheTest.start(directory);
    }

    @AfterAll
    static void stop() throws IOException {
        redis.close();
    }

    @BeforeEach
    void somethingIsThere() throws IOException {
        redis.commands().flushall();
        writer = redis.open(redis.port(), "");
        IntStream.range(0, LENGTH).forEach(number -> registry.register("long", number, Content.PLAIN));
        IntStream.range(0, 40).forEach(number -> registry.register("short-" + number % 4, number, Content.PLAIN));
        save();
    }

    @AfterEach
    void end() {
        writer.close();
    }

    @Test
    void loadEndsThoughTheWriterNeverRestsAndFindsEachServiceAsItOnceWas() throws IOException {
        Kept loaded;
        try (RegistryStore store = loader(this::append)) {
            loaded = Kept.of(store.load()).orElseThrow();
        }

        assertThat(round).as("appends meanwhile").isGreaterThan(8);
        assertThat(everything).containsAll(loaded.services());
        assertThat(loaded.scalars().revision())
                .isGreaterThanOrEqualTo(loaded.services().stream()
                        .mapToLong(Kept.Service::revision)
                        .max()
                        .orElseThrow());
    }

    @Test
    void whatChangedOnceWhileItWasReadIsFoundAsItIs() throws IOException {
        try (RegistryStore store = loader(() -> {
            if (round < 3) {
                append();
            }
        })) {
            assertThat(Kept.of(store.load())).contains(Kept.of(registry.root()));
        }
    }

    @Test
    void listThatIsReplacedMeanwhileIsReadAgain() throws IOException {
        try (RegistryStore store = loader(() -> {
            if (++steps % 6 == 0 && round < 3) {
                replace();
            }
        })) {
            assertThat(Kept.of(store.load())).contains(Kept.of(registry.root()));
        }
    }

    @Test
    void listThatIsReplacedForEverIsNotCalledDamaged() throws IOException {
        try (RegistryStore store = loader(this::replace)) {
            assertThatExceptionOfType(StoreException.class)
                    .isThrownBy(store::load)
                    .satisfies(moving -> assertThat(moving.kind()).isEqualTo(StoreException.Kind.UNREACHABLE));
        }
    }

    @Test
    void storeThatIsClosedWhileItIsLoadedEndsTheLoad() throws IOException {
        List<RegistryStore> closing = new ArrayList<>();
        try (RegistryStore store = loader(() -> {
            if (++steps == 5) {
                closing.forEach(RegistryStore::close);
            }
        })) {
            closing.add(store);
            assertThatExceptionOfType(StoreException.class)
                    .isThrownBy(store::load)
                    .satisfies(closed -> assertThat(closed.kind()).isEqualTo(StoreException.Kind.UNREACHABLE));
        }
    }

    private void append() {
        round++;
        registry.register("long", round, Content.PLAIN.withWeight(round % 50))
                .unregister("long", LENGTH - round)
                .register("long", LENGTH + round, Content.PLAIN)
                .register("short-1", round, Content.PLAIN)
                .unregister("short-2", 2 + 4 * (round % 10));
        assertThat(writer.append(registry.root(), registry.takeChanges())).isTrue();
        remember();
    }

    private void replace() {
        round++;
        for (int number = 0; number <= LongService.LONG; number++) {
            registry.register("long", number, Content.PLAIN.withWeight(round % 90 + number % 2));
        }
        registry.unregister("long", LENGTH - 1 - round);
        save();
    }

    private void save() {
        registry.takeChanges();
        writer.save(registry.root());
        remember();
    }

    private void remember() {
        everything.addAll(Kept.of(registry.root()).services());
    }

    /** A store that does that before each of its reading scripts. */
    private RegistryStore loader(Runnable meanwhile) {
        RedisLink link =
                new RedisLink(redis::uri, new RedisLink.Patience(Duration.ofSeconds(5), Duration.ofSeconds(5))) {
                    @Override
                    RedisFuture<List<Object>> read(List<String> keys, List<String> arguments) {
                        meanwhile.run();
                        RedisFuture<List<Object>> sent = super.read(keys, arguments);
                        await(List.of(sent));
                        return sent;
                    }
                };
        return new RedisStore(link, new RedisRegistryConfig(), System::currentTimeMillis);
    }
}
