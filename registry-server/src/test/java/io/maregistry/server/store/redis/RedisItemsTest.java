package io.maregistry.server.store.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.maregistry.model.Content;
import io.maregistry.server.state.Root;
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
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Namespaces, routings, configuration items and version histories in Redis. */
@Timeout(60)
class RedisItemsTest {

    private static final String BY_HAND = "{\"revision\":1,\"description\":\"by hand\"}";
    private static final int SCRIPTS = 8; // of a save of so many items

    @TempDir
    private static Path directory;

    private static RedisOfTheTest redis;

    private final SampleRegistry written = SampleRegistry.born(7);
    private final Set<Object> everything = new HashSet<>();
    private int appends;

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

    @Test
    void itemsAreFieldsOfOneHash() throws IOException {
        SampleRegistry registry = SampleRegistry.born(7).describe("blue", "").publish("db", "one");
        registry.route("S", "BLUE").withdraw("db").release("S", 1, "1.0.0.0");

        save(registry.root());

        assertThat(redis.commands().hgetall("registry:items"))
                .containsOnlyKeys("namespace 0 blue", "config 2 db", "routing 0 public/S", "config 4 db", "release 1 S")
                .containsEntry("namespace 0 blue", "{\"services\":5,\"revision\":1}");
        assertThat(redis.commands().hget("registry:counters", "items")).matches("\\S+ 5");
    }

    @Test
    void itemThatChangesCostsItsOwnFieldsAlone() throws IOException {
        SampleRegistry registry =
                SampleRegistry.small().describe("blue", "").describe("red", "").publish("db", "one");
        try (RegistryStore store = redis.open(redis.port(), "")) {
            store.save(registry.root());
            registry.takeChanges();
            redis.commands().hset("registry:items", "namespace 0 blue", BY_HAND);

            registry.publish("db", "two");
            assertThat(store.append(registry.root(), registry.takeChanges())).isTrue();
            store.save(registry.describe("red", "changed").root());

            assertThat(redis.commands().hget("registry:items", "namespace 0 blue"))
                    .isEqualTo(BY_HAND);
            assertThat(redis.commands().hvals("registry:items"))
                    .anyMatch(item -> item.contains("two"))
                    .anyMatch(item -> item.contains("changed"));
        }
    }

    @Test
    void nextWriterWritesWhatDiffersThoughItsLineageIsAnother() throws IOException {
        SampleRegistry registry = SampleRegistry.born(7).describe("blue", "").publish("db", "one");
        save(registry.root());
        String before = redis.commands().hget("registry:counters", "items");
        SampleRegistry next = SampleRegistry.born(8).describe("blue", "").publish("db", "other");

        save(next.root());

        assertHolds(next.root());
        assertThat(redis.commands().hget("registry:counters", "items")).isNotEqualTo(before);
    }

    @Test
    void keysOfTheBuildThatKeptNoItemsAreReadAndGetThem() throws IOException {
        SampleRegistry registry = SampleRegistry.small();
        save(registry.root());
        redis.commands().hset("registry:counters", "layout", "1");
        redis.commands().hdel("registry:counters", "items");

        assertHolds(registry.root());
        registry.publish("db", "one");
        save(registry.root());

        assertThat(redis.commands().hget("registry:counters", "layout")).isEqualTo("2");
        assertHolds(registry.root());
    }

    @Test
    void writerWhoseItemsAnotherOneWroteOverAppendsNoneOfThem() throws IOException {
        SampleRegistry registry = SampleRegistry.small().publish("db", "one");
        try (RegistryStore slow = redis.open(redis.port(), "")) {
            slow.save(registry.root());
            save(registry.root());
            registry.takeChanges();
            registry.publish("db", "two");

            assertThat(slow.append(registry.root(), registry.takeChanges())).isFalse();
            slow.save(registry.root());

            assertHolds(registry.root());
        }
    }

    @Test
    void itemsAreEachAsTheyWereOrAsTheyShouldBeWhereAWriterDied() throws IOException {
        Root before = registry("before").root();
        Root after = registry("after").root();
        for (int scripts = 0; scripts < SCRIPTS; scripts++) {
            redis.commands().flushall();
            save(before);
            try (SteppedWriter writer = new SteppedWriter(redis, store -> store.save(after))) {
                writer.step(1 + scripts);
                writer.die();
            }

            List<Object> lawful = new ArrayList<>(Kept.of(before).items());
            lawful.addAll(Kept.of(after).items());
            assertThat(loaded().items())
                    .as("after %d scripts", scripts)
                    .hasSameSizeAs(Kept.of(before).items())
                    .isSubsetOf(lawful);
            save(after);
            assertHolds(after);
        }
    }

    /** Its items are of the same number whatever they say. */
    private static SampleRegistry registry(String text) {
        SampleRegistry registry = SampleRegistry.born(7).register("S", 1, Content.PLAIN);
        for (int number = 0; number < 600; number++) {
            registry.describe("ns-" + number, text + number);
        }
        return registry;
    }

    @Test
    void instanceThatRunsTwiceByLinesOfTwoMomentsRunsOnce() throws IOException {
        SampleRegistry registry = SampleRegistry.small().release("S", 1, "1.0.0.0");
        save(registry.root());
        Map<String, String> old = redis.commands().hgetall("registry:items");
        save(registry.release("S", 1, "2.0.0.0").root());

        redis.commands().hset("registry:items", old); // as if the next one had been written and its end had not

        assertThat(loaded()).isEqualTo(Kept.of(registry.root()));
    }

    @Test
    void itemsThatMovedOnceWhileTheyWereReadAreFoundAsTheyAre() throws IOException {
        assertThat(loadedBesideWriter(2)).isEqualTo(Kept.of(written.root()));
    }

    @Test
    void loadEndsThoughItemsMoveForEverAndFindsEachAsItOnceWas() throws IOException {
        Kept loaded = loadedBesideWriter(Integer.MAX_VALUE);

        assertThat(appends).isGreaterThan(4);
        assertThat(loaded.items()).isSubsetOf(everything).hasSizeGreaterThan(2);
        assertThat(loaded.scalars().revision()).isGreaterThanOrEqualTo(2);
    }

    @Test
    void lineThatIsFoundInTwoPlacesIsDamageOnlyWhereNobodyWrites() throws IOException {
        save(SampleRegistry.small().release("S", 1, "1.0.0.0").root());
        redis.commands().hset("registry:items", "release 1 T", redis.commands().hget("registry:items", "release 1 S"));
        redis.commands().hset("registry:counters", "items", "other 2");
        assertThat(failureOf(redis.open(redis.port(), ""))).isEqualTo(StoreException.Kind.DAMAGED);

        RedisLink besideWriter = new RedisLink(redis::uri, RedisLink.Patience.DEFAULT) {
            @Override
            Map<String, String> scan(String key, int count) {
                redis.commands().hset("registry:counters", "items", "other-" + appends++ + " 2");
                return super.scan(key, count);
            }
        };

        assertThat(failureOf(new RedisStore(besideWriter, new RedisRegistryConfig(), System::currentTimeMillis)))
                .isEqualTo(StoreException.Kind.UNREACHABLE);
    }

    private static StoreException.Kind failureOf(RegistryStore store) {
        try (store) {
            return catchThrowableOfType(StoreException.class, store::load).kind();
        }
    }

    /** What is loaded while a namespace is changed before each of the first steps of a walk over a hash. */
    private Kept loadedBesideWriter(int steps) throws IOException {
        try (RegistryStore writer = redis.open(redis.port(), "")) {
            writer.save(written.describe("blue", "").publish("db", "one").root());
            written.takeChanges();
            everything.addAll(Kept.of(written.root()).items());
            RedisLink link =
                    new RedisLink(redis::uri, new RedisLink.Patience(Duration.ofSeconds(5), Duration.ofSeconds(5))) {
                        @Override
                        Map<String, String> scan(String key, int count) {
                            if (appends < steps) {
                                append(writer);
                            }
                            return super.scan(key, count);
                        }
                    };
            try (RegistryStore store = new RedisStore(link, new RedisRegistryConfig(), System::currentTimeMillis)) {
                return Kept.of(store.load()).orElseThrow();
            }
        }
    }

    private void append(RegistryStore writer) {
        written.describe("blue", "change " + appends++).publish("db", "text " + appends);
        assertThat(writer.append(written.root(), written.takeChanges())).isTrue();
        everything.addAll(Kept.of(written.root()).items());
    }

    private static void assertHolds(Root root) throws IOException {
        assertThat(loaded()).isEqualTo(Kept.of(root));
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
}
