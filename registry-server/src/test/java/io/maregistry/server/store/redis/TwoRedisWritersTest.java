package io.maregistry.server.store.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.maregistry.model.Content;
import io.maregistry.server.state.Change;
import io.maregistry.server.state.Root;
import io.maregistry.server.store.Kept;
import io.maregistry.server.store.RegistryStore;
import io.maregistry.server.store.SampleRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two writers at one revision, as a leader and the one that it does not know of yet, script by script. */
@Timeout(120)
class TwoRedisWritersTest {

    private static final String SERVICE = "user.UserService";
    private static final int SCRIPTS = 12; // of a save of a list that is not much longer than LONG

    @TempDir
    private static Path directory;

    private static RedisOfTheTest redis;

    private final SampleRegistry registry = SampleRegistry.born(7);
    private int round;

    @BeforeAll
    static void start() throws IOException {
        redis = RedisOfTheTest.start(directory);
    }

    @AfterAll
    static void stop() throws IOException {
        redis.close();
    }

    @BeforeEach
    void longListIsThere() throws IOException {
        redis.commands().flushall();
        IntStream.range(0, LongService.LONG + 100).forEach(number -> registry.register(SERVICE, number, Content.PLAIN));
        try (RegistryStore store = redis.open(redis.port(), "")) {
            store.save(registry.root());
        }
    }

    @Test
    void savesThatAreInterleavedNeverTearALongList() throws IOException {
        for (int ofOne = 0; ofOne < SCRIPTS; ofOne++) {
            for (int ofOther = 2; ofOther < SCRIPTS; ofOther = 2 * ofOther - 1) {
                change();
                interleave(ofOne, ofOther);
                assertHolds("after %d and %d scripts".formatted(ofOne, ofOther));
            }
        }
    }

    private void interleave(int ofOne, int ofOther) {
        try (SteppedWriter one = new SteppedWriter(redis, store -> store.save(registry.root()));
                SteppedWriter other = new SteppedWriter(redis, store -> store.save(registry.root()))) {
            one.step(ofOne);
            other.step(ofOther);
            one.finish();
            other.finish();
            assertThat(one.isDone() || other.isDone()).isTrue();
        }
    }

    @Test
    void writerThatIsOvertakenInTheMiddleStops() throws IOException {
        change();
        try (SteppedWriter slow = new SteppedWriter(redis, store -> store.save(registry.root()));
                RegistryStore fast = redis.open(redis.port(), "")) {
            slow.step(4);
            fast.save(registry.root());
            registry.takeChanges();
            registry.register(SERVICE, 3, Content.PLAIN.withWeight(77));
            assertThat(fast.append(registry.root(), registry.takeChanges())).isTrue();

            slow.finish();

            assertThat(slow.isDone()).isFalse();
            assertHolds("the fast one's");
        }
    }

    @Test
    void appendBesideAnAppendOrASaveNeverTearsAService() throws IOException {
        for (boolean isSave : new boolean[] {false, true}) {
            for (int ofOne = 0; ofOne < 5; ofOne++) {
                for (int ofOther = 1; ofOther < 8; ofOther += 2) {
                    appendBeside(isSave, ofOne, ofOther);
                }
            }
        }
    }

    private void appendBeside(boolean isSave, int ofOne, int ofOther) throws IOException {
        Root before = registry.root();
        registry.takeChanges();
        registry.register("service-1", round++, Content.PLAIN);
        Root early = registry.root();
        List<Change> first = registry.takeChanges();
        change();
        registry.register("service-1", round++, Content.PLAIN).unregister("service-1", round - 4);
        List<Change> all = new ArrayList<>(first);
        all.addAll(registry.takeChanges());
        try (SteppedWriter one = new SteppedWriter(redis, store -> store.append(early, first));
                SteppedWriter other = new SteppedWriter(redis, store -> {
                    if (isSave) {
                        store.save(registry.root());
                    } else {
                        store.append(registry.root(), all);
                    }
                })) {
            one.step(ofOne);
            other.step(ofOther);
            one.finish();
            other.finish();
            other.isDone();
        }
        String when = "save %s, %d and %d scripts".formatted(isSave, ofOne, ofOther);
        Kept after = Kept.of(registry.root());
        try (RegistryStore store = redis.open(redis.port(), "")) {
            List<Kept.Service> lawful = new ArrayList<>(after.services());
            lawful.addAll(Kept.of(before).services());
            lawful.addAll(Kept.of(early).services());
            assertThat(lawful)
                    .as(when)
                    .containsAll(Kept.of(store.load()).orElseThrow().services());
            store.save(registry.root());
        }
        assertHolds(when);
    }

    private void change() {
        round++;
        registry.register(SERVICE, round, Content.PLAIN.withWeight(round % 50))
                .register(SERVICE, 500 + round, Content.PLAIN.withWeight(round % 50))
                .unregister(SERVICE, 1_000 + round % 100)
                .register(SERVICE, 2_000 + round, Content.PLAIN);
    }

    private void assertHolds(String when) throws IOException {
        int length = Kept.of(registry.root()).services().stream()
                .mapToInt(service -> service.rows().size())
                .sum();
        assertThat(redis.commands().keys("services:*")).as(when).hasSize(length);
        assertThat(redis.commands().keys("registry:staged*")).as(when).isEmpty();
        try (RegistryStore store = redis.open(redis.port(), "")) {
            assertThat(Kept.of(store.load())).as(when).contains(Kept.of(registry.root()));
        }
    }
}
