package io.maregistry.server.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.maregistry.error.RegistryException;
import io.maregistry.model.Content;
import io.maregistry.model.Parameters;
import io.maregistry.server.replication.Differing;
import io.maregistry.server.replication.InMemoryReplication;
import io.maregistry.server.state.Change;
import io.maregistry.server.state.Position;
import io.maregistry.server.state.RegistryState;
import io.maregistry.server.state.RestoreBegin;
import io.maregistry.server.state.RestoreCommit;
import io.maregistry.server.state.Scalars;
import io.maregistry.server.state.StateBuilder;
import io.maregistry.server.store.StoreException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;

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
        List<Change> changes = new ArrayList<>();
        test.replication.listen((root, applied, restored) -> changes.addAll(applied));
        test.register(2);
        test.settle();
        store.takeCalls();

        test.writer.applied(test.replication.root(), changes, false);
        test.settle();

        assertThat(changes).hasSize(2);
        assertThat(store.takeCalls()).isEmpty();
        assertThat(test.meter("lag.seconds")).isZero();
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
    void statesThatTakeTheirPlacesOneAfterTheOtherAreSavedWithARestBetween() throws InterruptedException {
        store.onSave(() -> {
            test.pass(Duration.ofMillis(300));
            replace(of("ab", 77, 1)); // comes while the save is under way
        });
        test.settle();
        store.takeCalls();
        store.onSave(() -> test.pass(Duration.ofMillis(300)));

        assertThat(test.settle()).isEqualTo(Duration.ofSeconds(3)); // ten times as long as the save took
        test.pass(SECOND);
        replace(of("ab", 77, 2));
        assertThat(test.settle()).isEqualTo(Duration.ofSeconds(2));
        assertThat(store.takeCalls()).isEmpty();

        test.pass(Duration.ofSeconds(2));
        test.settle();
        assertThat(store.takeCalls()).containsExactly("save 2");
        test.pass(Duration.ofSeconds(4));
        replace(of("ab", 77, 3));
        test.settle();
        assertThat(store.takeCalls()).as("long after the last save").containsExactly("save 3");
    }

    private void replace(RegistryState state) {
        test.shown = state.root();
        test.writer.replaced(state.root(), new Differing(Set.of(), Set.of()));
    }

    @Test
    void restsNeverLongerThanTheTimeBetweenSaves() throws InterruptedException {
        store.onSave(() -> test.pass(Duration.ofMinutes(1)));
        test.settle();
        store.takeCalls();

        replace(of("ab", 77, 1));

        assertThat(test.settle()).isEqualTo(WriterUnderTest.EVERY);
        assertThat(store.takeCalls()).isEmpty();
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
    void whateverAStoreThrowsIsAFailureAndNothingMore() throws InterruptedException {
        for (Throwable thrown : List.of(
                new IllegalStateException("a fault of somebody's store"),
                new NoClassDefFoundError("some/Driver"),
                new OutOfMemoryError("a message of 250 MB"),
                new AssertionError("a store with assertions"),
                new InternalError("a driver's page fault"),
                new IOException("a checked exception of another language"),
                new InterruptedException("somebody interrupts"))) {
            test.pass(WriterUnderTest.EVERY);
            store.fail(thrown);
            Duration pause = test.settle();
            store.fail(null);
            test.pass(pause);
            store.takeCalls();

            test.settle();

            assertThat(store.takeCalls()).as(thrown.toString()).containsExactly("save 0");
        }
        assertThat(test.meter("failures")).isEqualTo(7);
    }

    @Test
    void aStoreThatLeavesItsThreadInterruptedDoesNotEndTheWriting() {
        store.fail();
        store.leaveInterrupted();
        test.writer.start();
        await().until(() -> test.meter("failures") == 1);

        store.fail(null);
        test.pass(WriterUnderTest.EVERY);
        await().untilAsserted(() -> {
            test.writer.started(2); // wakes it
            assertThat(test.meter("saves")).isPositive();
        });

        assertThat(test.meter("running")).isEqualTo(1);
        test.writer.close();
    }

    @Test
    void theWriterIsSeenToRunAsLongAsItDoes() {
        assertThat(test.meter("running")).isZero();

        test.writer.start();
        assertThat(test.meter("running")).isEqualTo(1);

        test.writer.close();
        assertThat(test.meter("running")).isZero();
    }

    @Test
    void failuresAreToldWhenTheirKindChangesAndEveryTenMinutes() throws InterruptedException {
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        log.start();
        Logger logger = (Logger) LoggerFactory.getLogger(Troubles.class);
        logger.addAppender(log);

        store.fail();
        settleFor(Duration.ofMinutes(9));
        assertThat(log.list).hasSize(1);
        settleFor(Duration.ofMinutes(2));
        assertThat(log.list).hasSize(2);
        store.fail(new StoreException(StoreException.Kind.REFUSED, "the password has expired"));
        settleFor(Duration.ofMinutes(2));

        logger.detachAppender(log);
        assertThat(log.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .satisfiesExactly(
                        first -> assertThat(first).contains("UNREACHABLE the test's store is away"),
                        again -> assertThat(again).contains("UNREACHABLE"),
                        other -> assertThat(other).contains("REFUSED the password has expired"));
    }

    private void settleFor(Duration time) throws InterruptedException {
        long end = test.nanos.get() + time.toNanos();
        while (test.nanos.get() < end) {
            test.pass(test.settle());
        }
    }

    @Test
    void aReplicaThatIsNotWhatItsHashSaysIsNeverSavedAndEndsTheNode() throws InterruptedException {
        test.register();
        test.shown = BrokenRoot.of(test.replication.root());

        test.settle();

        assertThat(store.takeCalls()).isEmpty();
        assertThat(test.failures)
                .singleElement()
                .satisfies(broken -> assertThat(broken)
                        .isInstanceOf(RegistryException.Corrupted.class)
                        .hasMessageContaining("is not what its hash says"));
        assertThat(test.meter("failures")).isZero();
    }

    @Test
    void aWriterWhoseReplicaIsBrokenGivesBackItsStoreWithoutALastSave() {
        test.shown = BrokenRoot.of(test.replication.root());

        test.writer.start();

        await().untilAsserted(() -> assertThat(store.calls).containsExactly("close"));
        test.writer.close();
        assertThat(store.calls).containsExactly("close");
    }

    @Test
    void aSaveWaitsForARestoreToEndAndThatIsNoFailure() throws InterruptedException {
        test.register();
        test.replication.apply(new RestoreBegin("1", "0".repeat(64), false, false, RestoreBegin.ANY_REVISION));

        assertThat(test.settle()).isEqualTo(SECOND);
        assertThat(store.takeCalls()).isEmpty();
        test.replication.apply(new RestoreCommit("1", 0, 40, 40));
        test.pass(SECOND);
        test.settle();

        assertThat(store.takeCalls()).containsExactly("save 41");
        assertThat(test.meter("failures")).isZero();
    }

    @Test
    void aStoreOfAnotherClusterIsNotWrittenOver() throws InterruptedException {
        store.hold(of("ab", 77, 5));
        test.register();

        Duration pause = test.settle();
        assertThat(store.takeCalls()).isEmpty();
        assertThat(test.meter("failures")).isEqualTo(1);

        store.hold(of("ab", 77, 0)); // emptied
        test.pass(pause);
        test.settle();
        assertThat(store.takeCalls()).containsExactly("save 1");
    }

    @Test
    void aStoreOfOurOwnClusterOrLineageIsOurs() throws InterruptedException {
        Scalars own = test.replication.root().scalars();
        store.hold(of(own.clusterId(), 77, 5));
        test.settle();
        store.hold(of("ab", own.lineage(), 5));
        test.writer.started(2);
        test.settle();

        assertThat(store.takeCalls()).containsExactly("save 0", "save 0");
    }

    @Test
    void aClusterThatComesBetweenOurAppendsIsNotWrittenOver() throws InterruptedException {
        test.settle();
        test.register();
        test.settle();
        store.takeCalls();

        store.hold(of("ab", 77, 5));
        store.refuseAppends();
        test.register();
        test.settle();

        assertThat(store.takeCalls()).containsExactly("append 2..2 at 2");
        assertThat(test.meter("failures")).isEqualTo(1);
    }

    @Test
    void persistenceOfAnotherClusterIsWrittenOverWithAWord() throws InterruptedException {
        WriterUnderTest hash = WriterUnderTest.persisting();
        hash.store.hold(of("ab", 77, 5));
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        log.start();
        Logger logger = (Logger) LoggerFactory.getLogger(Ownership.class);
        logger.addAppender(log);

        hash.settle();
        hash.writer.started(2);
        hash.settle();

        logger.detachAppender(log);
        assertThat(hash.store.takeCalls()).containsExactly("save 0", "save 0");
        assertThat(log.list)
                .singleElement()
                .satisfies(line -> assertThat(line.getFormattedMessage())
                        .contains(
                                "cluster ab", test.replication.root().scalars().clusterId()));
    }

    private static RegistryState of(String clusterId, long lineage, long revision) {
        return new StateBuilder()
                .scalars(new Scalars(clusterId, lineage, revision, 0, 0, 1, 0, 1))
                .build(Position.START);
    }

    @Test
    void anotherLineageThatComesDuringASaveIsSavedThoughItsRevisionIsLower() throws InterruptedException {
        test.register(3);
        RegistryState other = of(test.replication.root().scalars().clusterId(), 78, 1);
        store.onSave(() -> {
            store.onSave(() -> {});
            test.writer.applied(test.replication.root(), List.of(), true);
            test.shown = other.root();
            test.writer.applied(other.root(), List.of(), true);
        });
        test.settle();
        test.pass(WriterUnderTest.EVERY);
        store.takeCalls();
        store.onSave(() -> {
            store.onSave(() -> {});
            test.shown = of("ab", 79, 1).root();
            test.writer.applied(of("ab", 79, 1).root(), List.of(), true);
        });

        test.settle();

        assertThat(store.takeCalls()).containsExactly("save 1", "save 1");
    }

    @Test
    void changesOfManyBytesAreLetGoAndSaved() throws InterruptedException {
        test.settle();
        store.takeCalls();
        Content large = Content.PLAIN.withParameters(Parameters.of(Map.of("note", "x".repeat(1 << 20))));

        for (int at = 0; at < 65; at++) {
            test.register(large);
        }
        test.settle();

        assertThat(store.takeCalls()).containsExactly("save 65");
        assertThat(test.meter("dropped")).isEqualTo(1);
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
    void closingTriesPersistenceOnceMoreThoughItFailedLast() {
        WriterUnderTest hash = WriterUnderTest.persisting();
        hash.store.fail();
        hash.writer.start();
        await().until(() -> hash.meter("failures") == 1);
        hash.store.takeCalls();

        hash.store.fail(null);
        hash.writer.close();

        assertThat(hash.store.takeCalls()).containsExactly("save 0", "close");
    }

    @Test
    void closingDoesNotSaveAgainWhatTheSaveUnderWayBrings() {
        test.register();
        CountDownLatch gate = store.hang();
        test.writer.start();
        await().until(() -> !store.calls.isEmpty());

        CompletableFuture<Void> closing = CompletableFuture.runAsync(test.writer::close);
        await().until(test.writer::isClosing);
        gate.countDown();

        assertThat(closing).succeedsWithin(Duration.ofSeconds(20));
        assertThat(store.calls).containsExactly("save 1", "close");
    }

    @Test
    void aLastSaveThatDoesNotFitIsToldWithWhatIsMissingAndInterrupted() {
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        log.start();
        Logger logger = (Logger) LoggerFactory.getLogger(StoreWriter.class);
        logger.addAppender(log);
        WriterUnderTest hurried = new WriterUnderTest(
                InMemoryReplication.born(),
                new StoreOfTheTest(false),
                null,
                new Purpose(true, Duration.ofMillis(1), Duration.ZERO));
        hurried.register();
        hurried.store.hang();
        hurried.writer.start();
        await().until(() -> !hurried.store.calls.isEmpty());

        hurried.writer.close();

        await().untilAsserted(() -> assertThat(hurried.store.calls).endsWith("close"));
        logger.detachAppender(log);
        assertThat(log.list).first().satisfies(line -> {
            assertThat(line.getLevel()).isEqualTo(Level.ERROR);
            assertThat(line.getFormattedMessage()).contains("revision=1", "was not done within");
        });
    }

    @Test
    void theTimeOfTheLastSaveGrowsWithTheRegistry() {
        assertThat(Purpose.PERSISTENCE.lastSave(100_000)).isEqualTo(Duration.ofSeconds(20));
        assertThat(Purpose.EXPORT.lastSave(100_000)).isEqualTo(Duration.ofSeconds(3));
    }

    @Test
    void aWriterThatNeverStartedGivesBackItsStore() {
        test.writer.close();

        assertThat(store.takeCalls()).containsExactly("close");
    }
}
