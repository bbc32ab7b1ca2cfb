package io.maregistry.server.lease;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.maregistry.error.RegistryException;
import io.maregistry.model.Content;
import io.maregistry.model.InstanceId;
import io.maregistry.model.Parameters;
import io.maregistry.model.RenewalUpdate;
import io.maregistry.model.ServiceName;
import io.maregistry.proto.v1.NamedRenewalRecord;
import io.maregistry.proto.v1.TickRecord;
import io.maregistry.server.replication.Committed;
import io.maregistry.server.replication.Renewals;
import io.maregistry.server.state.Outcome;
import io.maregistry.server.state.Register;
import io.maregistry.server.state.Tick;
import io.maregistry.server.state.Unregister;
import io.maregistry.wire.InstanceProto;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LeaseKeeperTest {

    private static final ServiceName SERVICE = ServiceName.of("a.B");
    private static final ServiceName ABSENT = ServiceName.of("no.Such");
    private static final InstanceId ID = new InstanceId("http", "10.0.0.1", 8080, "");

    private final AtomicLong nanos = new AtomicLong(7);
    private final HeldProposer replication = new HeldProposer();
    private final List<Throwable> errors = new CopyOnWriteArrayList<>();
    private final List<CompletableFuture<Renewals.Renewal>> asked = new ArrayList<>();
    private final LeaseKeeper keeper = keeper(Duration.ofMillis(50), 5_000);

    @BeforeEach
    void registerOneInstance() {
        replication.apply(new Register(null, SERVICE, ID, Content.PLAIN, true));
    }

    @AfterEach
    void close() {
        keeper.close();
        assertThat(errors).isEmpty();
    }

    @Test
    void renewalsThatWaitTogetherLeaveInOneCommand() throws Exception {
        CompletableFuture<Renewals.Renewal> known = renew(SERVICE);
        CompletableFuture<Renewals.Renewal> unknown = renew(ABSENT);

        keeper.stepNow();
        Tick tick = (Tick) replication.commit().command();

        assertThat(tick.named()).hasSize(2);
        assertThat(known.get().unknown()).isEmpty();
        assertThat(unknown.get().unknown()).containsExactly(ABSENT);
    }

    @Test
    void onlyOneTickIsUnderWay() throws Exception {
        ask(SERVICE);
        keeper.stepNow();
        ask(SERVICE);
        keeper.stepNow();
        assertThat(replication.underWay()).isEqualTo(1);

        replication.commit();
        keeper.stepNow();
        assertThat(replication.underWay()).isEqualTo(1);
    }

    @Test
    void newLeaderDoesNotWaitForATickThatItSentToTheOldOne() throws Exception {
        ask(SERVICE);
        keeper.stepNow();
        assertThat(replication.underWay()).isEqualTo(1);

        keeper.started(2);
        ask(SERVICE);
        keeper.stepNow();

        assertThat(replication.underWay()).isEqualTo(2);
    }

    @Test
    void fullBatchLeavesWithoutWaitingForTheTick() throws Exception {
        for (int at = 0; at < TickBatch.MAX_ITEMS; at++) {
            ask(SERVICE);
        }
        keeper.stepNow(); // behind the one that the last renewal asked for

        assertThat(((Tick) replication.commit().command()).named()).hasSizeGreaterThan(1_000);
    }

    @Test
    void renewalsAboveTheLimitAreRefused() {
        for (int at = 0; at < 20_000; at++) {
            ask(SERVICE);
        }

        CompletableFuture<Renewals.Renewal> last = asked.get(asked.size() - 1);

        assertThatThrownBy(last::get)
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(RegistryException.Overloaded.class);
    }

    @Test
    void batchWaitsAsAWholeOrNotAtAll() throws Exception {
        try (LeaseKeeper small = keeper(Duration.ofMillis(50), 5)) {
            Tick.Named renewal = new Tick.Named(List.of(SERVICE), ID, false);
            small.renewAll(Collections.nCopies(3, renewal));

            assertThat(small.renewAll(Collections.nCopies(3, renewal)))
                    .hasSize(3)
                    .allSatisfy(one -> assertThat(one.toCompletableFuture()).isCompletedExceptionally());
            small.stepNow();

            assertThat(((Tick) replication.commit().command()).named()).hasSize(3);
        }
    }

    @Test
    void followerMovesNoClock() throws Exception {
        pass(Duration.ofSeconds(10));

        assertThat(replication.underWay()).isZero();
    }

    @Test
    void leaderMovesTheClockByWhatPassedAndBindsTheTickToItsTerm() throws Exception {
        keeper.started(3);
        keeper.stepNow();
        for (int step = 0; step < 9; step++) {
            pass(Duration.ofMillis(50));
        }
        assertThat(replication.underWay()).isZero();

        pass(Duration.ofMillis(50));

        HeldProposer.Proposed proposed = replication.commit();
        assertThat(proposed.command()).isEqualTo(new Tick(500, List.of(), List.of()));
        assertThat(proposed.term()).isEqualTo(3);
    }

    @Test
    void pauseOfAnyLengthCountsAsAStepOfTwoHundredMillis() throws Exception {
        keeper.started(3);
        keeper.stepNow();
        pass(Duration.ofHours(1));
        ask(SERVICE);
        keeper.stepNow();

        assertThat(((Tick) replication.commit().command()).elapsedMillis()).isEqualTo(200);
    }

    @Test
    void stalledCommitCountsAsASecond() throws Exception {
        keeper.started(3);
        keeper.stepNow();
        ask(SERVICE);
        keeper.stepNow();
        for (int step = 0; step < 100; step++) {
            pass(Duration.ofMillis(50));
        }
        replication.commit();
        keeper.stepNow();

        assertThat(((Tick) replication.commit().command()).elapsedMillis()).isEqualTo(1_000);
    }

    @Test
    void newLeaderBeginsWithNothing() throws Exception {
        keeper.started(3);
        keeper.stepNow();
        pass(Duration.ofMillis(200));
        keeper.stopped();
        keeper.started(5);
        ask(SERVICE);
        keeper.stepNow();

        assertThat(((Tick) replication.commit().command()).elapsedMillis()).isZero();
    }

    @Test
    void clockStandsStillWhileNothingEphemeralIsListed() throws Exception {
        replication.apply(new Unregister(null, SERVICE, ID, Content.NO_GENERATION));
        keeper.started(3);
        keeper.stepNow();
        for (int step = 0; step < 100; step++) {
            pass(Duration.ofMillis(50));
        }

        assertThat(replication.underWay()).isZero();
    }

    @Test
    void renewalsOfAnOustedLeaderAreForwardedAtTheNextTick() throws Exception {
        keeper.started(3);
        CompletableFuture<Renewals.Renewal> renewal = renew(SERVICE);
        keeper.stepNow();

        replication.fail(new RegistryException.NotLeader(null));
        keeper.stopped();
        keeper.stepNow();

        assertThat(replication.commit().term()).isEqualTo(-1);
        assertThat(renewal.get().unknown()).isEmpty();
    }

    @Test
    void lateRefusalOfAnOldTermDoesNotEndTheNewOne() throws Exception {
        keeper.started(5);
        CompletableFuture<Renewals.Renewal> renewal = renew(SERVICE);
        keeper.stepNow();
        keeper.stopped();
        keeper.started(7);

        replication.fail(new RegistryException.NotLeader(null));
        keeper.stepNow();

        assertThat(replication.commit().term()).isEqualTo(7);
        assertThat(renewal.get().unknown()).isEmpty();
    }

    @Test
    void refusedBatchIsNotAskedAgainBeforeTheNextTick() throws Exception {
        try (LeaseKeeper slow = keeper(Duration.ofSeconds(1), 5_000)) {
            slow.started(5);
            for (int at = 0; at < TickBatch.MAX_ITEMS; at++) {
                var unused = slow.renew(new Tick.Named(List.of(SERVICE), ID, true));
            }
            slow.stepNow(); // behind the tick of the full batch
            assertThat(replication.underWay()).isEqualTo(1);

            replication.fail(new RegistryException.NotLeader(null));
            slow.stepNow();

            assertThat(replication.underWay()).isZero();
        }
    }

    @Test
    void refusalAfterTheEndReachesItsCallers() throws Exception {
        keeper.started(5);
        CompletableFuture<Renewals.Renewal> renewal = renew(SERVICE);
        keeper.stepNow();
        keeper.close();

        replication.fail(new RegistryException.NotLeader(null));

        assertThat(renewal).isCompletedExceptionally();
        assertThatThrownBy(renewal::get).hasCauseInstanceOf(RegistryException.Unavailable.class);
    }

    @Test
    void proposerThatThrowsIsAnAnswer() throws Exception {
        replication.throwAtOnce(new IllegalStateException("not started"));
        CompletableFuture<Renewals.Renewal> failed = renew(SERVICE);
        keeper.stepNow();
        assertThatThrownBy(failed::get).hasRootCauseMessage("not started");

        replication.throwAtOnce(null);
        CompletableFuture<Renewals.Renewal> renewal = renew(SERVICE);
        keeper.stepNow();
        replication.commit();
        assertThat(renewal.get().unknown()).isEmpty();
    }

    @Test
    void clockIsSampledEveryFiftyMillisHoweverLongRenewalsGather() throws Exception {
        try (LeaseKeeper slow = keeper(Duration.ofSeconds(1), 5_000)) {
            assertThat(slow.stepMillis()).isEqualTo(50);
            slow.started(3);
            slow.stepNow();
            for (int step = 0; step < 18; step++) {
                nanos.addAndGet(Duration.ofMillis(50).toNanos());
                slow.stepNow();
            }
            assertThat(replication.underWay()).isZero();

            nanos.addAndGet(Duration.ofMillis(50).toNanos());
            slow.stepNow();

            assertThat(((Tick) replication.commit().command()).elapsedMillis()).isEqualTo(950);
        }
    }

    @Test
    void tickThatIsNoMultipleOfFiftyMillisIsDividedEvenly() {
        for (int tick : new int[] {10, 50, 70, 333}) {
            try (LeaseKeeper other = keeper(Duration.ofMillis(tick), 1)) {
                assertThat(other.stepMillis()).isBetween(10L, 50L);
            }
        }
    }

    @Test
    void tickStaysBelowTheLengthOfAnEntry() throws Exception {
        ServiceName longest = ServiceName.of("\u540d".repeat(256));
        for (int at = 0; at < 400; at++) {
            ask(longest);
        }
        keeper.stepNow();

        TickRecord.Builder record = TickRecord.newBuilder();
        for (Tick.Named named : ((Tick) replication.commit().command()).named()) {
            record.addNamed(NamedRenewalRecord.newBuilder()
                    .setId(InstanceProto.toProto(named.id()))
                    .setCounted(named.counted())
                    .addServices(named.services().get(0).key()));
        }
        assertThat(record.build().getSerializedSize()).isBetween(240 * 1024, 256 * 1024);
    }

    @Test
    void renewalOfUnknownOutcomeIsToldSoAndNotRepeated() throws Exception {
        CompletableFuture<Renewals.Renewal> renewal = renew(SERVICE);
        keeper.stepNow();

        replication.fail(new RegistryException.Indeterminate("the leader is lost"));
        keeper.stepNow();

        assertThatThrownBy(renewal::get).hasCauseInstanceOf(RegistryException.Indeterminate.class);
        assertThat(replication.underWay()).isZero();
    }

    @Test
    void renewalsThatWaitAtTheEndAreRefused() {
        CompletableFuture<Renewals.Renewal> renewal = renew(SERVICE);

        keeper.close();

        assertThatThrownBy(renewal::get).hasCauseInstanceOf(RegistryException.Unavailable.class);
        assertThatThrownBy(() -> renew(SERVICE).get()).hasCauseInstanceOf(RegistryException.Unavailable.class);
    }

    @Test
    void leaderNamesTheStaysThatItKnows() throws Exception {
        keeper.started(3);
        CompletableFuture<Renewals.Renewal> known = renewUncounted(SERVICE);
        CompletableFuture<Renewals.Renewal> unknown = renewUncounted(ABSENT);
        CompletableFuture<Renewals.Renewal> counted = renew(SERVICE);
        keeper.stepNow();

        Tick tick = (Tick) replication.commit().command();

        assertThat(tick.handles()).containsExactly(stay());
        assertThat(tick.named()).extracting(Tick.Named::counted).containsExactly(false, true);
        assertThat(known.get().unknown()).isEmpty();
        assertThat(unknown.get().unknown()).containsExactly(ABSENT);
        assertThat(counted.get().unknown()).isEmpty();
    }

    @Test
    void followerNamesInstancesOnly() throws Exception {
        var unused = renewUncounted(SERVICE);
        keeper.stepNow();

        Tick tick = (Tick) replication.commit().command();

        assertThat(tick.handles()).isEmpty();
        assertThat(tick.named()).hasSize(1);
    }

    @Test
    void followerParsWhatMayBeDoneTwiceFromWhatMayNot() throws Exception {
        Tick.Named plain = new Tick.Named(List.of(SERVICE), ID, false);
        Tick.Named more = told(1);
        for (Tick.Named renewal : List.of(plain, more, plain, more, plain)) {
            assertThat(keeper.renew(renewal)).isNotNull();
        }
        keeper.stepNow();
        Tick first = (Tick) replication.commit().command();
        keeper.stepNow();
        Tick second = (Tick) replication.commit().command();

        assertThat(first.named()).containsExactly(plain, plain, plain);
        assertThat(second.named()).containsExactly(more, more);
    }

    @Test
    void whatIsToldBesideSignsOfLifeCountsByItsBytes() {
        try (LeaseKeeper small = keeper(Duration.ofMillis(50), 300)) {
            assertThat(small.renew(told(64_000)).toCompletableFuture()).isNotDone();

            assertThat(small.renew(told(1)).toCompletableFuture()).isNotDone();
            assertThatThrownBy(small.renew(told(64_000)).toCompletableFuture()::get)
                    .hasCauseInstanceOf(RegistryException.Overloaded.class);
        }
    }

    private static Tick.Named told(int characters) {
        Parameters parameters = Parameters.of(Map.of("k", "v".repeat(characters)));
        return new Tick.Named(List.of(SERVICE), ID, false, new RenewalUpdate(parameters, null, null));
    }

    @Test
    void stayThatEndedOnTheWayMustRegisterAgain() throws Exception {
        keeper.started(3);
        CompletableFuture<Renewals.Renewal> renewal = renewUncounted(SERVICE);
        keeper.stepNow();
        replication.apply(new Unregister(null, SERVICE, ID, Content.NO_GENERATION));

        replication.commit();

        assertThat(renewal.get().unknown()).containsExactly(SERVICE);
    }

    @Test
    void renewalsThatOthersGatheredLeaveInTheLeadersTick() throws Exception {
        keeper.started(3);
        keeper.stepNow();
        CompletableFuture<Committed> gathered =
                keeper.take(gathered(SERVICE, ABSENT)).toCompletableFuture();
        CompletableFuture<Renewals.Renewal> own = renewUncounted(SERVICE);
        keeper.stepNow();

        HeldProposer.Proposed proposed = replication.commit();

        assertThat(((Tick) proposed.command()).handles()).containsExactly(stay(), stay());
        assertThat(proposed.term()).isEqualTo(3);
        assertThat(own.get().unknown()).isEmpty();
        assertThat(gathered.get())
                .isEqualTo(
                        new Committed(new Outcome.Renewed(1, List.of(), List.of(List.of(), List.of(ABSENT))), 2, true));
    }

    @Test
    void whatOthersGatheredStaysTogether() throws Exception {
        keeper.started(3);
        keeper.stepNow();
        for (int at = 0; at < 3_000; at++) {
            var unused = renewUncounted(SERVICE);
        }
        var unused = keeper.take(gathered(Collections.nCopies(2_000, SERVICE).toArray(new ServiceName[0])));
        keeper.stepNow();
        keeper.stepNow();
        assertThat(((Tick) replication.commit().command()).handles()).hasSize(3_000);

        keeper.stepNow();

        assertThat(((Tick) replication.commit().command()).handles()).hasSize(2_000);
    }

    @Test
    void nodeThatDoesNotLeadTakesNothingFromOthers() {
        assertThatThrownBy(() ->
                        keeper.take(gathered(SERVICE)).toCompletableFuture().get())
                .hasCauseInstanceOf(RegistryException.NotLeader.class);
    }

    @Test
    void whatOthersGatheredGoesBackToThemWhenLeadershipEnds() throws Exception {
        keeper.started(3);
        keeper.stepNow();
        CompletableFuture<Committed> underWay = keeper.take(gathered(SERVICE)).toCompletableFuture();
        keeper.stepNow();
        CompletableFuture<Committed> waiting = keeper.take(gathered(SERVICE)).toCompletableFuture();
        replication.fail(new RegistryException.NotLeader(null));
        keeper.stopped();
        keeper.stepNow();

        assertThatThrownBy(underWay::get).hasCauseInstanceOf(RegistryException.NotLeader.class);
        assertThatThrownBy(waiting::get).hasCauseInstanceOf(RegistryException.NotLeader.class);
        assertThat(replication.underWay()).isZero();
    }

    private LeaseKeeper keeper(Duration tick, int maxWaiting) {
        return new LeaseKeeper(
                replication,
                replication,
                nanos::get,
                new LeaseKeeper.Options(tick, Duration.ofMillis(250), maxWaiting),
                errors::add);
    }

    private long stay() {
        return Objects.requireNonNull(Objects.requireNonNull(replication.root().service(SERVICE))
                        .find(ID))
                .handle();
    }

    private CompletableFuture<Renewals.Renewal> renewUncounted(ServiceName service) {
        return keeper.renew(new Tick.Named(List.of(service), ID, false)).toCompletableFuture();
    }

    private static Tick gathered(ServiceName... services) {
        return new Tick(
                0,
                List.of(),
                Stream.of(services)
                        .map(service -> new Tick.Named(List.of(service), ID, false))
                        .toList());
    }

    private CompletableFuture<Renewals.Renewal> renew(ServiceName service) {
        return keeper.renew(new Tick.Named(List.of(service), ID, true)).toCompletableFuture();
    }

    private void ask(ServiceName service) {
        asked.add(renew(service));
    }

    private void pass(Duration time) throws Exception {
        nanos.addAndGet(time.toNanos());
        keeper.stepNow();
    }
}
