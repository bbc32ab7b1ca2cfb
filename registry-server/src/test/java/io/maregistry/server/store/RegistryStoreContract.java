package io.maregistry.server.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.maregistry.model.Content;
import io.maregistry.model.Metrics;
import io.maregistry.model.Parameters;
import io.maregistry.server.state.Change;
import io.maregistry.server.state.ConfigText;
import io.maregistry.server.state.Root;
import io.maregistry.server.state.Scalars;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What every {@link RegistryStore} must do. A store's test extends this and says how one is opened and how what is stored
 * is spoilt; each test begins with a place where nothing was ever saved.
 */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD) // a store that waits for ever fails
public abstract class RegistryStoreContract {

    private static final Content OTHER = Content.PLAIN.withParameters(Parameters.of(Map.of("zone", "b")));

    private final List<RegistryStore> opened = new ArrayList<>();

    /** Opens the test's place, as a restarted node or a second writer does. */
    protected abstract RegistryStore open() throws Exception;

    /** Changes what was saved in a way that nobody can make sense of. */
    protected abstract void damage() throws Exception;

    /** A store of the test's place, closed when the test is over. */
    protected final RegistryStore store() throws Exception {
        RegistryStore store = open();
        opened.add(store);
        return store;
    }

    @AfterEach
    void closeWhatWasOpened() {
        opened.forEach(RegistryStore::close);
    }

    @Test
    void placeWhereNothingWasSavedIsEmpty() throws Exception {
        assertThat(store().load()).isEmpty();
    }

    @Test
    void everythingOfTenThousandInstancesComesBack() throws Exception {
        Root root = SampleRegistry.ofEverything(10_000).root();

        store().save(root);

        assertHolds(root);
    }

    @Test
    void registryWithoutInstancesComesBack() throws Exception {
        Root root = SampleRegistry.born(SampleRegistry.LINEAGE).root();

        store().save(root);

        assertHolds(root);
    }

    @Test
    void loadedStateGoesOnAsTheSavedOneWould() throws Exception {
        SampleRegistry registry = SampleRegistry.small();
        store().save(registry.root());

        SampleRegistry loaded = SampleRegistry.of(store().load().orElseThrow());
        registry.register("service-9", 77, Content.PLAIN).unregister("service-1", 1);
        loaded.register("service-9", 77, Content.PLAIN).unregister("service-1", 1);

        assertThat(Kept.of(loaded.root()).scalars()).isEqualTo(registry.root().scalars());
        assertThat(handles(loaded)).isEqualTo(handles(registry));
    }

    @Test
    void whatChangedBetweenTwoSavesIsChanged() throws Exception {
        SampleRegistry registry = SampleRegistry.small();
        RegistryStore store = holding(registry);

        registry.register("service-0", 0, OTHER)
                .register("service-5", 50, Content.PLAIN)
                .unregister("service-1", 1)
                .unregister("service-2", 2)
                .unregister("service-2", 6)
                .unregister("service-2", 10)
                .renew("service-3", 3);
        assertSaves(store, registry);
    }

    @Test
    void renewalAndVersionOfAServiceThatDidNotChangeAreSaved() throws Exception {
        SampleRegistry registry = SampleRegistry.small();
        RegistryStore store = holding(registry);

        registry.renewAsTheDocumentsDo("service-3", 3).renew("service-0", 4);
        assertSaves(store, registry);
    }

    @Test
    void whatInstancesToldOfThemselvesIsSaved() throws Exception {
        SampleRegistry registry = SampleRegistry.small();
        RegistryStore store = holding(registry);

        registry.tell("service-0", 4, Metrics.of(Map.of("cpu", "45.50", "queue \"q\"", "-7")))
                .tell("service-3", 3, Metrics.of(Map.of("cpu", "1")));
        assertSaves(store, registry);
        registry.tell("service-0", 4, Metrics.NONE).tell("service-3", 3, Metrics.of(Map.of("cpu", "2")));
        assertSaves(store, registry);
        registry.register("service-3", 3, OTHER).register("service-5", 50, Content.PLAIN);
        appendOrSave(store, registry);
        assertSaves(store, registry);
        registry.unregister("service-3", 3).register("service-3", 3, OTHER);
        assertSaves(store, registry);
    }

    @Test
    void restartedWriterGoesOnWithWhatIsThere() throws Exception {
        SampleRegistry registry = SampleRegistry.small();
        store().save(registry.root());

        registry.register("service-0", 0, OTHER).unregister("service-1", 1).renew("service-3", 3);
        assertSaves(store(), registry);
    }

    @Test
    void instanceThatIsRemovedAndListedAgainStandsAtTheEnd() throws Exception {
        SampleRegistry registry = SampleRegistry.small();
        RegistryStore store = holding(registry);

        registry.unregister("service-0", 0).register("service-0", 0, Content.PLAIN);
        assertSaves(store, registry);
    }

    @Test
    void savingTwiceIsSavingOnce() throws Exception {
        Root root = SampleRegistry.small().root();
        RegistryStore store = store();

        store.save(root);
        store.save(root);

        assertHolds(root);
    }

    @Test
    void anyMixtureOfSavesAndAppendsEndsInTheSavedState() throws Exception {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        SampleRegistry registry = SampleRegistry.small();
        RegistryStore store = store();
        for (int round = 0; round < 60; round++) {
            change(registry, random);
            if (random.nextInt(4) > 0) {
                appendOrSave(store, registry);
            } else {
                registry.takeChanges();
                store.save(registry.root());
            }
        }
        store.save(registry.root());

        assertThat(Kept.of(store().load())).as("seed %d", seed).contains(Kept.of(registry.root()));
    }

    @Test
    void appendedChangesAreThere() throws Exception {
        SampleRegistry registry = SampleRegistry.small();
        RegistryStore store = holding(registry);

        registry.register("service-0", 0, OTHER)
                .register("service-7", 70, Content.PLAIN)
                .unregister("service-1", 1)
                .unregister("service-7", 70);
        appendOrSave(store, registry);
        registry.register("service-7", 71, OTHER);
        appendOrSave(store, registry);

        assertHolds(registry.root());
    }

    @Test
    void instanceThatTakesTheNameOfAnotherTakesItsPlace() throws Exception {
        SampleRegistry registry = SampleRegistry.small();
        registry.register("service-0", 100, named("main"));
        RegistryStore store = holding(registry);

        registry.register("service-0", 101, named("main"));
        assertThat(registry.root().scalars().revision())
                .as("two changes of one revision")
                .isEqualTo(SampleRegistry.small().root().scalars().revision() + 2);
        appendOrSave(store, registry);

        assertHolds(registry.root());
    }

    @Test
    void saveBehindAppendsBringsTheRenewals() throws Exception {
        SampleRegistry registry = SampleRegistry.small();
        RegistryStore store = holding(registry);

        registry.register("service-0", 0, OTHER).renew("service-0", 4).renewAsTheDocumentsDo("service-3", 3);
        appendOrSave(store, registry);
        registry.renew("service-0", 0).renew("service-0", 8);
        assertSaves(store, registry);
    }

    @Test
    void changesBehindAGapAreNotAppended() throws Exception {
        SampleRegistry registry = SampleRegistry.small();
        RegistryStore store = holding(registry);
        Kept before = Kept.of(registry.root());
        registry.register("service-0", 0, OTHER).takeChanges();
        registry.register("service-0", 4, OTHER);

        assertThat(store.append(registry.root(), registry.takeChanges())).isFalse();

        assertThat(Kept.of(store().load())).contains(before);
    }

    @Test
    void nothingIsAppendedToNothingOrToAnotherLineage() throws Exception {
        SampleRegistry registry = SampleRegistry.small();
        List<Change> changes = registry.takeChanges();

        assertThat(store().append(registry.root(), changes)).isFalse();
        assertThat(store().load()).isEmpty();

        store().save(SampleRegistry.born(7).root());
        assertThat(store().append(registry.root(), changes)).isFalse();
        assertHolds(SampleRegistry.born(7).root());
    }

    @Test
    void olderRootOfTheSameLineageIsRefused() throws Exception {
        SampleRegistry registry = SampleRegistry.small();
        Root older = registry.root();
        RegistryStore slow = store();
        slow.save(older);
        registry.register("service-0", 0, OTHER);
        store().save(registry.root());

        assertConflict(() -> slow.save(older));
        assertConflict(() -> store().save(older));

        assertHolds(registry.root());
    }

    @Test
    void anotherLineageTakesOver() throws Exception {
        store().save(SampleRegistry.ofEverything(50).root());
        SampleRegistry other =
                SampleRegistry.born(7).register("service-0", 0, Content.PLAIN).register("service-0", 1, OTHER);

        RegistryStore store = store();
        store.save(other.root());
        assertHolds(other.root());

        SampleRegistry third = SampleRegistry.born(8).register("service-0", 5, OTHER);
        store().save(third.root());
        other.register("service-3", 3, Content.PLAIN);
        store.save(other.root());
        assertHolds(other.root());
    }

    @Test
    void writersThatTakeTurnsDoNotSpoilEachOthersRows() throws Exception {
        SampleRegistry registry = SampleRegistry.small();
        RegistryStore one = store();
        RegistryStore other = store();
        for (int turn = 0; turn < 6; turn++) {
            registry.register("service-" + turn % 3, turn, OTHER.withWeight(turn))
                    .renew("service-3", 3);
            (turn % 2 == 0 ? one : other).save(registry.root());

            assertHolds(registry.root());
        }
    }

    @Test
    void writerWhoWasOvertakenAppendsNothing() throws Exception {
        SampleRegistry overtaken = SampleRegistry.small();
        RegistryStore slow = store();
        slow.save(overtaken.root());
        overtaken.takeChanges();
        SampleRegistry newer = SampleRegistry.of(store().load().orElseThrow());
        newer.register("service-0", 0, OTHER).unregister("service-1", 1);
        store().save(newer.root());

        overtaken.register("service-2", 2, OTHER);
        assertThat(isAppended(slow, overtaken)).isFalse();

        assertHolds(newer.root());
    }

    @Test
    void damagedContentIsNeverLoaded() throws Exception {
        RegistryStore store = store();
        store.save(SampleRegistry.small().root());
        store.save(SampleRegistry.small().root());

        damage();

        assertThatExceptionOfType(StoreException.class)
                .isThrownBy(() -> store().load())
                .satisfies(damaged -> assertThat(damaged.kind()).isEqualTo(StoreException.Kind.DAMAGED));
    }

    @Test
    void saveOverDamagedContentMakesItSound() throws Exception {
        store().save(SampleRegistry.small().root());
        damage();
        SampleRegistry registry = SampleRegistry.small().register("service-0", 0, OTHER);

        assertSaves(store(), registry);
    }

    @Test
    void itemsComeBackAsTheyAreAfterEachSave() throws Exception {
        SampleRegistry registry = withItems();
        RegistryStore store = store();
        assertSaves(store, registry);

        registry.describe("blue", "changed")
                .describe("red", "")
                .publish("db", "two")
                .withdraw("gone");
        registry.rule("service-3", 40_000).rule("unlisted", 5_000);
        registry.route("service-0", "GREEN").clearRoute("service-1").release("service-2", 2, "2.0.0.0");
        assertSaves(store, registry);
        registry.rule("service-3", 0).drop("blue").drop("red").withdraw("db").unregister("service-2", 2);
        assertSaves(store, registry);
        assertSaves(store(), registry.publish("db", "three"));
    }

    @Test
    void itemsThatAreAppendedAreThere() throws Exception {
        SampleRegistry registry = withItems();
        RegistryStore store = holding(registry);

        registry.publish("db", "two").describe("blue", "changed").rule("service-3", 0);
        appendOrSave(store, registry);
        assertHolds(registry.root());
        registry.release("service-2", 2, "2.0.0.0").withdraw("db").register("service-0", 0, OTHER);
        appendOrSave(store, registry);
        assertHolds(registry.root());
        registry.unregister("service-2", 2).route("service-1", "GREEN").drop("blue");
        appendOrSave(store, registry);
        assertHolds(registry.root());
    }

    @Test
    void longAndManyItemsComeBack() throws Exception {
        SampleRegistry registry = withItems();
        for (int number = 0; number < 40; number++) { // more versions than are kept
            registry.publish("db", "version " + number);
        }
        registry.publish("controls", "\u0001".repeat(ConfigText.MAX_BYTES));
        registry.publish("long", "\u20ac".repeat(ConfigText.MAX_BYTES / 3));
        for (int number = 0; number < 600; number++) {
            registry.publish("item-" + number, "text " + number);
        }
        RegistryStore store = store();
        assertSaves(store, registry);

        for (int number = 0; number < 600; number += 2) {
            registry.publish("item-" + number, "other " + number);
        }
        assertSaves(store, registry);
    }

    @Test
    void loadedItemsGiveTheHashThatTheirRowsHave() throws Exception {
        store().save(SampleRegistry.ofEverything(500).root());

        Root loaded = store().load().orElseThrow().root();

        assertThat(loaded.hash()).isEqualTo(loaded.recomputedHash());
    }

    @Test
    void anotherLineagesItemsTakeThePlaceOfThoseThatAreThere() throws Exception {
        store().save(SampleRegistry.ofEverything(50).root());
        SampleRegistry other = SampleRegistry.born(7).publish("item-0", "mine").release("service-0", 0, "9.0.0.0");

        assertSaves(store(), other);
        assertSaves(store(), SampleRegistry.born(8));
    }

    private static SampleRegistry withItems() {
        return SampleRegistry.small()
                .describe("blue", "before")
                .route("service-1", "BLUE")
                .rule("service-3", 30_000)
                .publish("db", "one")
                .publish("gone", "soon")
                .release("service-2", 2, "1.0.0.0")
                .release("service-2", 6, "1.0.0.0");
    }

    @Test
    void closedStoreHasLostNothingAndClosesAgain() throws Exception {
        Root root = SampleRegistry.small().root();
        RegistryStore store = store();
        store.save(root);

        store.close();
        store.close();

        assertHolds(root);
    }

    @Test
    void storeTellsWhoseRegistryItHolds() throws Exception {
        SampleRegistry registry = SampleRegistry.small();
        assertThat(store().held()).isEmpty();
        RegistryStore store = holding(registry);
        assertHeld(store, registry);

        assertSaves(store, registry.register("service-0", 0, OTHER));
        assertHeld(store, registry);
        assertHeld(store(), registry);
    }

    @Test
    void damagedContentIsNobodys() throws Exception {
        holding(SampleRegistry.small());
        damage();
        SampleRegistry registry = SampleRegistry.small().register("service-0", 0, OTHER);

        RegistryStore store = store();
        assertThatCode(store::held).doesNotThrowAnyException(); // it tells nothing, or what of it is sound
        assertSaves(store, registry);
    }

    private void assertHeld(RegistryStore store, SampleRegistry registry) {
        assertThat(store.held())
                .isEqualTo(tellsWhatItHolds() ? Optional.of(registry.root().scalars()) : Optional.<Scalars>empty());
    }

    /** Whether the store can tell cheaply whose registry it holds. */
    protected boolean tellsWhatItHolds() {
        return true;
    }

    @Test
    void writersAtTheSameTimeEndInASoundState() throws Exception {
        Root one = SampleRegistry.ofEverything(1_000).root();
        Root other = SampleRegistry.born(7).register("service-0", 1, OTHER).root();
        CyclicBarrier start = new CyclicBarrier(2);

        CompletableFuture<Void> first = saving(store(), one, start);
        CompletableFuture<Void> second = saving(store(), other, start);
        CompletableFuture.allOf(first, second).get(40, TimeUnit.SECONDS);

        if (savesAreAtomic()) {
            assertThat(Kept.of(store().load()).orElseThrow()).isIn(Kept.of(one), Kept.of(other));
        }
        store().save(one);
        assertHolds(one);
    }

    /** Whether a save is seen as a whole or not at all; else each service is. */
    protected boolean savesAreAtomic() {
        return true;
    }

    /** Five times; of two who are in each other's way each may be told so. */
    private static CompletableFuture<Void> saving(RegistryStore store, Root root, CyclicBarrier start) {
        return CompletableFuture.runAsync(() -> {
            for (int time = 0; time < 5; time++) {
                try {
                    start.await(20, TimeUnit.SECONDS);
                    store.save(root);
                } catch (StoreException inTheWay) {
                    assertThat(inTheWay.kind()).isIn(StoreException.Kind.CONFLICT, StoreException.Kind.UNREACHABLE);
                } catch (InterruptedException | BrokenBarrierException | TimeoutException unmet) {
                    throw new IllegalStateException(unmet);
                }
            }
        });
    }

    @Test
    void storeHasAName() throws Exception {
        assertThat(store().name()).matches("[a-z0-9-]+");
    }

    /** Another store of the place gives back that root. */
    protected final void assertHolds(Root root) throws Exception {
        assertThat(Kept.of(store().load())).isEqualTo(Optional.of(Kept.of(root)));
    }

    /** A store that holds that registry, and knows it. */
    private RegistryStore holding(SampleRegistry registry) throws Exception {
        RegistryStore store = store();
        store.save(registry.root());
        registry.takeChanges();
        return store;
    }

    private void assertSaves(RegistryStore store, SampleRegistry registry) throws Exception {
        store.save(registry.root());

        assertHolds(registry.root());
    }

    private void appendOrSave(RegistryStore store, SampleRegistry registry) {
        if (!store.append(registry.root(), registry.takeChanges())) {
            store.save(registry.root());
        }
    }

    private static boolean isAppended(RegistryStore store, SampleRegistry registry) {
        try {
            return store.append(registry.root(), registry.takeChanges());
        } catch (StoreException refused) {
            assertThat(refused.kind()).isEqualTo(StoreException.Kind.CONFLICT);
            return false;
        }
    }

    private static void assertConflict(ThrowingCallable save) {
        assertThatExceptionOfType(StoreException.class)
                .isThrownBy(save)
                .satisfies(conflict -> assertThat(conflict.kind()).isEqualTo(StoreException.Kind.CONFLICT));
    }

    private static void change(SampleRegistry registry, Random random) {
        for (int count = 1 + random.nextInt(8); count > 0; count--) {
            String service = "service-" + random.nextInt(5);
            int number = random.nextInt(15);
            switch (random.nextInt(12)) {
                case 0 -> registry.unregister(service, number);
                case 1 -> registry.renew(service, number);
                case 2 -> registry.renewAsTheDocumentsDo(service, number);
                case 3 -> registry.register(service, number, named("name-" + random.nextInt(3)));
                case 4 -> registry.publish("config-" + number % 3, "text " + random.nextInt(5));
                case 5 -> registry.withdraw("config-" + number % 3);
                case 6 -> registry.describe("ns-" + number % 3, "what " + random.nextInt(3));
                case 9 -> registry.rule(service, 5_000L * random.nextInt(3));
                case 7 -> registry.route(service, "G" + random.nextInt(3));
                case 8 -> registry.release(service, number, random.nextInt(3) + ".0.0.0");
                default -> registry.register(service, number, Content.PLAIN.withWeight(random.nextInt(50)));
            }
        }
    }

    private static Content named(String name) {
        Content plain = Content.PLAIN;
        return new Content(
                plain.parameters(), 100, plain.lease(), plain.generation(), name, plain.check(), plain.release());
    }

    private static List<List<Long>> handles(SampleRegistry registry) {
        return Kept.of(registry.root()).services().stream()
                .map(service -> service.rows().stream().map(Kept.Row::handle).toList())
                .toList();
    }
}
