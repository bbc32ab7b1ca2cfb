package io.maregistry.server.store.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.maregistry.model.ConfigName;
import io.maregistry.model.ServiceName;
import io.maregistry.model.Versions;
import io.maregistry.server.state.ConfigHistory;
import io.maregistry.server.state.ConfigText;
import io.maregistry.server.state.ConfigVersion;
import io.maregistry.server.state.KeptRelease;
import io.maregistry.server.state.Position;
import io.maregistry.server.state.ReleaseSpan;
import io.maregistry.server.state.Root;
import io.maregistry.server.state.Scalars;
import io.maregistry.server.state.StateBuilder;
import io.maregistry.server.store.Kept;
import io.maregistry.server.store.RegistryStore;
import io.maregistry.server.store.SampleRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A writer dies behind each of the scripts that bring items of many versions. */
@Timeout(120)
class DeadItemWriterTest {

    private static final int ITEMS = 10;
    private static final int VERSIONS = 30;
    private static final String LONG = "x".repeat(2_500); // so that no item goes out by one script
    private static final Root NOTHING = SampleRegistry.born(7).root();

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
    void firstSaveLeavesOfEachItemNothingOrWhatHolds() {
        assertSound(store -> {}, NOTHING, configs(7, 1, ITEMS));
    }

    @Test
    void saveOfWhatRedisLostLeavesOfEachItemNothingOrWhatHolds() {
        Root lost = configs(7, 1, ITEMS);
        assertSound(
                store -> {
                    store.save(lost);
                    redis.commands().flushall();
                },
                NOTHING,
                configs(7, 151, ITEMS));
    }

    @Test
    void restoreThatMovesAllVersionsLeavesOfEachItemWhatHeldOrWhatHolds() {
        Root before = configs(7, 1, ITEMS);
        assertSound(store -> store.save(before), before, configs(7, 1_001, ITEMS));
    }

    @Test
    void saveThatTakesItemsAwayLeavesEachAsItWasOrGone() {
        Root before = configs(7, 1, ITEMS);
        assertSound(store -> store.save(before), before, configs(7, 1_001, 1));
    }

    @Test
    void registryOfLowerRevisionsLeavesOfEachItemWhatHeldOrWhatHolds() {
        Root before = configs(7, 151, ITEMS);
        assertSound(store -> save(before), before, configs(8, 1, ITEMS));
    }

    @Test
    void linesWhoseNumbersGoToAnotherServiceAreNeverThereTwice() {
        Root before = releases("S");
        assertSound(store -> store.save(before), before, releases("T"));
        assertSound(store -> save(before), before, releases("T"));
    }

    /**
     * Lets a writer die behind one script more each time.
     *
     * @param preparing what it does first, behind which Redis holds {@code before}
     */
    private static void assertSound(Consumer<RegistryStore> preparing, Root before, Root after) {
        boolean isThrough = false;
        int deaths = 0;
        for (int scripts = 1; !isThrough; scripts++) {
            redis.commands().flushall();
            AtomicBoolean isPrepared = new AtomicBoolean();
            try (SteppedWriter writer = new SteppedWriter(redis, store -> {
                preparing.accept(store);
                isPrepared.set(true);
                store.save(after);
            })) {
                writer.step(scripts);
                isThrough = writer.isOver();
                writer.die();
            }
            if (isPrepared.get()) {
                assertEachHolds(before, after, "after " + scripts + " scripts");
                save(after);
                assertThat(loaded()).contains(Kept.of(after));
                deaths++;
            }
        }
        assertThat(deaths).isGreaterThan(4);
    }

    private static void assertEachHolds(Root before, Root after, String when) {
        Map<ConfigName, String> was = holding(Kept.of(before));
        Map<ConfigName, String> is = holding(Kept.of(after));
        Map<ConfigName, String> found =
                loaded().map(DeadItemWriterTest::holding).orElse(Map.of());
        TreeSet<ConfigName> names = new TreeSet<>(was.keySet());
        names.addAll(is.keySet());
        for (ConfigName name : names) {
            assertThat(Optional.ofNullable(found.get(name)))
                    .as("%s %s", name, when)
                    .isIn(Optional.ofNullable(was.get(name)), Optional.ofNullable(is.get(name)));
        }
    }

    private static Map<ConfigName, String> holding(Kept kept) {
        Map<ConfigName, String> holding = new HashMap<>();
        for (Object item : kept.items()) {
            if (item instanceof ConfigHistory config) {
                holding.put(config.name(), config.newest().toString().replace(LONG, ""));
            }
        }
        return holding;
    }

    /** Items whose versions were made in turns, from that revision on. */
    private static Root configs(long lineage, int firstRevision, int items) {
        StateBuilder builder = new StateBuilder();
        int revision = firstRevision;
        for (int version = 0; version < VERSIONS; version++) {
            for (int item = 0; item < items; item++) {
                String text = lineage + "-" + firstRevision + ": " + item + " " + version + LONG;
                builder.config(
                        ConfigName.of("item-" + item),
                        new ConfigVersion(revision, revision, new ConfigText(ConfigText.PLAIN, text)));
                revision++;
            }
        }
        return built(builder, lineage, revision);
    }

    private static Root releases(String service) {
        StateBuilder builder = new StateBuilder();
        for (int order = 1; order <= 2 * 250; order++) {
            builder.release(new KeptRelease(
                    ServiceName.of(service),
                    order,
                    new ReleaseSpan(SampleRegistry.id(order), "one", new Versions("", "1", "1"), 1, 2)));
        }
        return built(builder, 7, 2);
    }

    private static Root built(StateBuilder builder, long lineage, long revision) {
        return builder.scalars(new Scalars("0".repeat(32), lineage, revision, 1, 1, 1, 0, 1))
                .build(Position.START)
                .root();
    }

    private static void save(Root root) {
        try (RegistryStore store = open()) {
            store.save(root);
        }
    }

    private static Optional<Kept> loaded() {
        try (RegistryStore store = open()) {
            return Kept.of(store.load());
        }
    }

    private static RegistryStore open() {
        return new RedisStore(
                new RedisLink(redis::uri, RedisLink.Patience.DEFAULT),
                new RedisRegistryConfig(),
                System::currentTimeMillis);
    }
}
