package io.maregistry.server.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.maregistry.server.replication.InMemoryReplication;
import io.maregistry.server.replication.Replica;
import io.maregistry.server.state.RestoreBegin;
import io.maregistry.server.state.RestoreCommit;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class StoreWriterTest {

    private static final Duration SECOND = Duration.ofSeconds(1);

    private final WriterUnderTest test = WriterUnderTest.leading();
    private final StoreOfTheTest store = test.store;

    @Test
    void whoBeginsToWriteSavesEverythingFirst() throws InterruptedException {
        test.register(3);

        assertThat(test.settle()).isEqualTo(WriterUnderTest.EVERY);

        assertThat(store.takeCalls()).containsExactly("save 3");
    }

    @Test
    void changesAreAppendedTogetherWithTheStateBehindThem() throws InterruptedException {
        test.settle();
        store.takeCalls();

        test.register(3);
        test.settle();
        test.register();
        test.settle();

        assertThat(store.takeCalls()).containsExactly("append 1..3 at 3", "append 4..4 at 4");
        assertThat(test.meter("changes")).isEqualTo(4);
    }

    @Test
    void everythingIsSavedEverySoOftenThoughNothingChanges() throws InterruptedException {
        test.settle();
        test.pass(WriterUnderTest.EVERY.minusNanos(1));
        assertThat(test.settle()).isEqualTo(Duration.ofNanos(1));
        store.takeCalls();

        test.pass(Duration.ofNanos(1));
        test.settle();

        assertThat(store.takeCalls()).containsExactly("save 0");
        assertThat(test.meter("saves")).isEqualTo(2);
    }

    @Test
    void aChangeThatCameDuringASaveIsAppendedOnlyWhereTheSaveLacksIt() throws InterruptedException {
        store.onSave(() -> {
            store.onSave(() -> {});
            test.register(2);
        });

        test.settle();

        assertThat(store.takeCalls()).containsExactly("save 0", "append 1..2 at 2");
    }

    @Test
    void aBatchThatASaveBroughtBeforeItWasToldIsNotAppendedAgain() throws InterruptedException {
        test.register(2);
        test.settle();
        store.takeCalls();

        test.writer.applied(test.replication.root(), List.of(), false);
        test.settle();

        assertThat(store.takeCalls()).isEmpty();
    }

    @Test
    void aStoreThatRefusesAnAppendIsSavedSoonAndNotAllTheTime() throws InterruptedException {
        store.refuseAppends();
        store.onSave(() -> test.pass(Duration.ofMillis(300)));
        test.settle();
        store.takeCalls();

        test.register();
        assertThat(test.settle()).isEqualTo(Duration.ofSeconds(3)); // ten times as long as the save took
        test.register();
        test.settle();
        assertThat(store.takeCalls()).containsExactly("append 1..1 at 1");

        test.pass(Duration.ofSeconds(3));
        test.settle();
        assertThat(store.takeCalls()).containsExactly("save 2");
        assertThat(test.meter("failures")).isZero();
    }

    @Test
    void aStoreThatRefusesOneAppendAmongOthersIsSavedAtOnce() throws InterruptedException {
        test.settle();
        test.register();
        test.settle();
        store.takeCalls();

        store.refuseAppends();
        test.register();
        test.settle();

        assertThat(store.takeCalls()).containsExactly("append 2..2 at 2", "save 2");
    }

    @Test
    void aFailureIsTriedAgainAfterGrowingPausesAndThenWithEverything() throws InterruptedException {
        test.settle();
        store.takeCalls();
        store.fail();
        test.register();

        Duration first = test.settle();
        test.pass(first);
        Duration second = test.settle();
        for (int failure = 2; failure < 12; failure++) {
            test.pass(test.settle());
        }
        Duration longest = test.settle();
        store.fail(null);
        test.register();
        store.takeCalls();
        test.pass(longest);
        test.settle();

        assertThat(first).isBetween(Duration.ofMillis(250), Duration.ofMillis(500));
        assertThat(second).isBetween(Duration.ofMillis(500), SECOND);
        assertThat(longest).isBetween(Duration.ofSeconds(15), Duration.ofSeconds(30));
        assertThat(store.takeCalls()).containsExactly("save 2");
        assertThat(test.meter("failures")).isEqualTo(12);
    }

    @Test
    void anyExceptionOfAStoreIsAFailureAndNothingMore() throws InterruptedException {
        store.fail(new IllegalStateException("a fault of somebody's store"));
        Duration pause = test.settle();
        store.fail(null);
        test.pass(pause);
        store.takeCalls();

        test.settle();

        assertThat(store.takeCalls()).containsExactly("save 0");
    }

    @Test
    void lagShowsRevisionsAndTheTimeThatTheOldestChangeHasWaited() throws InterruptedException {
        test.settle();
        assertThat(test.meter("lag.revisions")).isZero();
        assertThat(test.meter("lag.seconds")).isZero();

        test.register(2);
        test.pass(SECOND);
        test.register(1);
        test.pass(SECOND);
        assertThat(test.meter("lag.revisions")).isEqualTo(3);
        assertThat(test.meter("lag.seconds")).isEqualTo(2);

        store.fail();
        test.pass(test.settle());
        assertThat(test.meter("lag.revisions")).isEqualTo(3);
        assertThat(test.meter("lag.seconds")).isGreaterThan(2);

        store.fail(null);
        test.settle();
        assertThat(test.meter("lag.revisions")).isZero();
        assertThat(test.meter("lag.seconds")).isZero();
    }

    @Test
    void moreChangesThanMayWaitAreLetGoAndSaved() throws InterruptedException {
        test.settle();
        store.takeCalls();

        test.register(Agenda.MAX_CHANGES + 2);
        test.settle();

        assertThat(store.takeCalls()).containsExactly("save " + (Agenda.MAX_CHANGES + 2));
        assertThat(test.meter("dropped")).isEqualTo(1);
    }

    @Test
    void aRestoreIsSavedWhole() throws InterruptedException {
        test.register();
        test.settle();
        store.takeCalls();

        test.replication.apply(new RestoreBegin("1", "0".repeat(64), false, false, RestoreBegin.ANY_REVISION));
        test.replication.apply(new RestoreCommit("1", 0, 40, 40));
        test.settle();

        assertThat(store.takeCalls()).containsExactly("save 41");
    }

    @Test
    void onlyALeaderWritesASharedStore() throws InterruptedException {
        test.settle();
        store.takeCalls();

        test.writer.stopped();
        test.register();
        test.pass(WriterUnderTest.EVERY);
        test.settle();
        assertThat(store.takeCalls()).isEmpty();
        assertThat(test.meter("lag.revisions")).isZero();

        test.writer.started(2);
        test.settle();
        assertThat(store.takeCalls()).containsExactly("save 1");
    }

    @Test
    void whoStopsLeadingDuringASaveAndLeadsAgainSavesAgain() throws InterruptedException {
        store.onSave(() -> {
            store.onSave(() -> {});
            test.writer.stopped();
            test.register();
            test.writer.started(2);
        });

        test.settle();

        assertThat(store.takeCalls()).containsExactly("save 0", "save 1");
    }

    @Test
    void aNodeThatHasNotCaughtUpWritesNothing() throws InterruptedException {
        test.isReady = false;
        assertThat(test.settle()).isEqualTo(SECOND);
        assertThat(store.takeCalls()).isEmpty();

        test.isReady = true;
        test.settle();
        assertThat(store.takeCalls()).containsExactly("save 0");
    }

    @Test
    void everyNodeWritesAStoreOfItsOwn() {
        WriterUnderTest follower = new WriterUnderTest(InMemoryReplication.born(), new StoreOfTheTest(false), null);

        follower.writer.start();

        await().untilAsserted(() -> assertThat(follower.store.calls).containsExactly("save 0"));
        follower.writer.close();
    }

    @Test
    void aStoreThatHangsHoldsUpNobody() {
        CountDownLatch gate = store.hang();
        test.writer.start();
        await().until(() -> !store.calls.isEmpty());

        test.register(3 * Agenda.MAX_CHANGES); // each on this thread, through the listener

        assertThat(test.replication.root().scalars().revision()).isEqualTo(3L * Agenda.MAX_CHANGES);
        assertThat(store.calls).containsExactly("save 0");
        gate.countDown();
        await().untilAsserted(() -> assertThat(store.calls).endsWith("save " + 3 * Agenda.MAX_CHANGES));
        test.writer.close();
    }

    @Test
    void closingSavesWhatIsUnwrittenAndGivesBackTheStore() {
        test.writer.start();
        await().until(() -> test.meter("saves") == 1);

        test.register();
        test.writer.close();
        test.writer.close();

        assertThat(store.calls).contains("save 1").endsWith("close").doesNotHaveDuplicates();
    }

    @Test
    void closingDoesNotWaitForAStoreThatFailedLast() {
        store.fail();
        test.writer.start();
        await().until(() -> test.meter("failures") == 1);
        store.takeCalls();

        test.writer.close();

        assertThat(store.takeCalls()).containsExactly("close");
    }

    @Test
    void closingInterruptsAStoreThatHangs() {
        StoreOfTheTest hanging = new StoreOfTheTest(false);
        hanging.hang();
        Replica replica = test.replication;
        StoreWriter writer = new StoreWriter(
                hanging,
                replica,
                () -> true,
                null,
                new StoreWriter.Options(SECOND, Duration.ofMillis(1), test.nanos::get, new SplittableRandom(1)),
                new SimpleMeterRegistry());
        writer.start();
        await().until(() -> !hanging.calls.isEmpty());

        writer.close();

        await().untilAsserted(() -> assertThat(hanging.calls).endsWith("close"));
    }

    @Test
    void aWriterThatNeverStartedGivesBackItsStore() {
        test.writer.close();

        assertThat(store.takeCalls()).containsExactly("close");
    }
}
