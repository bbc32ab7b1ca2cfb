package io.maregistry.server.raft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.maregistry.error.ErrorCode;
import io.maregistry.error.RegistryException;
import io.maregistry.model.Content;
import io.maregistry.model.InstanceId;
import io.maregistry.model.Metrics;
import io.maregistry.model.Parameters;
import io.maregistry.model.RenewalUpdate;
import io.maregistry.model.ServiceName;
import io.maregistry.model.Versions;
import io.maregistry.server.replication.Committed;
import io.maregistry.server.state.Expire;
import io.maregistry.server.state.Outcome;
import io.maregistry.server.state.Register;
import io.maregistry.server.state.Tick;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

@NullMarked
class OutboxTest {

    private final Outbox outbox = new Outbox(
            new Outbox.Limits(2_000, 2, Duration.ofSeconds(5), Duration.ofSeconds(3)),
            () -> new RegistryException.NotLeader("http://leader"),
            Runnable::run);
    private final Recorded recorded = new Recorded();

    /** A route that keeps what it is given. */
    private static class Recorded implements Route {
        final List<Batch> sent = new ArrayList<>();

        @Override
        public boolean takes(Pending pending) {
            return pending.passage() != Pending.Passage.THIS_LEADER;
        }

        @Override
        public void send(Batch batch) {
            sent.add(batch);
        }

        List<Integer> sizes() {
            return sent.stream().map(batch -> batch.commands().size()).toList();
        }
    }

    @Test
    void commandsGatherWhileAllPlacesAreTakenAndLeaveTogether() {
        outbox.route(recorded);
        offer(7);
        assertThat(recorded.sizes()).containsExactly(1, 1);

        outbox.returned(recorded.sent.get(0));

        assertThat(recorded.sizes()).containsExactly(1, 1, 5);
    }

    @Test
    void batchHoldsNoMoreCommandsThanAnEntryMay() {
        offer(1_000);
        outbox.route(recorded);

        assertThat(recorded.sizes()).containsExactly(512, 488);
    }

    @Test
    void batchHoldsNoMoreBytesThanAnEntryMayButALargeCommandGoesAlone() {
        Pending large = Pending.forAnyNode(register(1, 300_000));
        outbox.offer(Pending.forAnyNode(register(2, 100_000)));
        outbox.offer(large);
        outbox.offer(Pending.forAnyNode(register(3, 100_000)));
        outbox.route(recorded);
        outbox.returned(recorded.sent.get(0));

        assertThat(recorded.sizes()).containsExactly(1, 1, 1);
        assertThat(recorded.sent.get(1).commands()).containsExactly(large);
    }

    @Test
    void outboxThatIsFullRefusesAtOnce() {
        offer(2_000);

        assertThatThrownBy(() -> offer(1)).isInstanceOf(RegistryException.Overloaded.class);
    }

    @Test
    void outboxThatIsFullOfWritesTakesATickAndARoundOfEvictions() {
        offer(2_000);

        outbox.offer(Pending.forTerm(new Tick(50, List.of(), List.of()), 3));
        for (int service = 0; service < Expire.MAX_SILENT; service++) {
            outbox.offer(Pending.forTerm(new Expire(ServiceName.of("a" + service), List.of()), 3));
        }

        assertThatThrownBy(() -> offer(1)).isInstanceOf(RegistryException.Overloaded.class);
    }

    @Test
    void ticksAreBoundedToo() {
        offer(2_000);

        assertThatThrownBy(() -> {
                    for (int tick = 0; tick < 10_000; tick++) {
                        outbox.offer(Pending.forTerm(new Tick(50, List.of(), List.of()), 3));
                    }
                })
                .isInstanceOf(RegistryException.Overloaded.class);
    }

    @Test
    void renewalsThatWaitForALeaderWhoStandsStillAreSentToTheNextOne() {
        Pending renewals = Pending.forAnyNode(new Tick(0, List.of(7L), List.of(renewal(false))));
        outbox.route(recorded);
        outbox.offer(renewals);
        Pending write = offer();
        Recorded next = new Recorded();

        outbox.route(null);
        outbox.route(next);

        assertThat(next.sizes()).containsExactly(1);
        assertThat(next.sent.get(0).commands()).containsExactly(renewals);
        assertThat(write.answer().toCompletableFuture()).isNotDone();
    }

    @Test
    void renewalsThatMoveCountersAreSentOnce() {
        assertSentOnce(renewal(true));
    }

    @Test
    void renewalsThatSayMoreThanThatTheInstanceLivesAreSentOnce() {
        assertSentOnce(renewal(new RenewalUpdate(Parameters.empty(), null, null)));
        assertSentOnce(renewal(new RenewalUpdate(null, Metrics.NONE, null)));
        assertSentOnce(renewal(new RenewalUpdate(null, null, new Versions("", "", "1.0"))));
    }

    private void assertSentOnce(Tick.Named renewal) {
        outbox.route(recorded);
        outbox.offer(Pending.forAnyNode(new Tick(0, List.of(), List.of(renewal))));
        Recorded next = new Recorded();

        outbox.route(next);

        assertThat(next.sent).isEmpty();
    }

    private static Tick.Named renewal(RenewalUpdate update) {
        return new Tick.Named(List.of(ServiceName.of("a.B")), InstanceId.ofUrl("http://10.0.0.1:8080"), false, update);
    }

    @Test
    void renewalsThatWereSentToTwoLeadersAreNeverSaidToBeUndone() {
        Pending renewals = Pending.forAnyNode(new Tick(0, List.of(7L), List.of()));
        outbox.route(recorded);
        outbox.offer(renewals);
        outbox.route(new Recorded() {
            @Override
            public void send(Batch batch) {
                outbox.again(batch, batch.commands(), 10_000);
                outbox.returned(batch);
            }
        });

        outbox.close();

        assertThat(failureOf(renewals)).isInstanceOf(RegistryException.Indeterminate.class);
    }

    private static Tick.Named renewal(boolean counted) {
        return new Tick.Named(List.of(ServiceName.of("a.B")), InstanceId.ofUrl("http://10.0.0.1:8080"), counted);
    }

    @Test
    void commandThatWasSurelyNotProposedTakesTheNextRoute() {
        outbox.route(recorded);
        Pending pending = offer();
        Batch batch = recorded.sent.get(0);
        Recorded next = new Recorded();

        outbox.again(batch, batch.commands(), 10_000);
        outbox.returned(batch);
        assertThat(recorded.sizes()).containsExactly(1);
        outbox.route(next);

        assertThat(next.sent.get(0).commands()).containsExactly(pending);
    }

    @Test
    void whatOnlyThisLeaderCouldProposeIsRefusedWhenItLeadsNoLonger() {
        Pending tick = Pending.forTerm(register(1, 1), 3);
        outbox.offer(tick);
        Pending write = offer();

        outbox.route(null);

        assertThatThrownBy(() -> tick.answer().toCompletableFuture().join())
                .hasCauseInstanceOf(RegistryException.NotLeader.class);
        assertThat(write.answer().toCompletableFuture()).isNotDone();
    }

    @Test
    void commandWithoutALeaderIsGivenUpAfterThreeSecondsAndSurelyNotDone() {
        Pending pending = offer();

        outbox.sweep(System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(2_900));
        assertThat(pending.answer().toCompletableFuture()).isNotDone();
        outbox.sweep(System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(3_100));

        assertThat(failureOf(pending))
                .isInstanceOfSatisfying(
                        RegistryException.Unavailable.class,
                        failure -> assertThat(failure.code()).isEqualTo(ErrorCode.NO_LEADER));
    }

    @Test
    void commandThatWasSentAndNotAnsweredInFiveSecondsIsIndeterminateAndItsPlaceIsFree() {
        outbox.route(recorded);
        Pending first = offer();
        Pending second = offer();

        outbox.sweep(System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(5_100));
        Pending third = offer();

        assertThat(failureOf(first)).isInstanceOf(RegistryException.Indeterminate.class);
        assertThat(failureOf(second)).isInstanceOf(RegistryException.Indeterminate.class);
        assertThat(recorded.sent.get(2).commands()).containsExactly(third);
    }

    @Test
    void commandThatWasAnsweredAsUnknownIsNeverSentAgain() {
        outbox.route(recorded);
        Pending old = offer();
        Batch batch = recorded.sent.get(0);

        outbox.sweep(System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(5_100));
        outbox.again(batch, batch.commands(), 0);
        outbox.returned(batch);
        outbox.pump();

        assertThat(failureOf(old)).isInstanceOf(RegistryException.Indeterminate.class);
        assertThat(recorded.sizes()).containsExactly(1);
        assertThat(outbox.isIdle()).isTrue();
    }

    @Test
    void commandThatIsGivenUpIsNotSentAgainEvenBeforeItsCallerIsTold() {
        List<Runnable> told = new ArrayList<>();
        Outbox slow = new Outbox(
                new Outbox.Limits(10, 1, Duration.ofSeconds(5), Duration.ofSeconds(3)),
                () -> new RegistryException.NotLeader(null),
                told::add);
        slow.route(recorded);
        Pending old = Pending.forAnyNode(register(1, 1));
        slow.offer(old);
        Batch batch = recorded.sent.get(0);

        slow.sweep(System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(5_100));
        slow.again(batch, batch.commands(), 0);
        slow.pump();
        assertThat(old.answer().toCompletableFuture()).isNotDone();
        told.forEach(Runnable::run);

        assertThat(failureOf(old)).isInstanceOf(RegistryException.Indeterminate.class);
        assertThat(recorded.sizes()).containsExactly(1);
    }

    @Test
    void commandThatNeverLeftBehindOthersIsSurelyNotDoneAndSaysSoAsAWriteMay() {
        outbox.route(recorded);
        offer(2);
        Pending waiting = offer();

        outbox.sweep(System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(5_100));

        assertThat(failureOf(waiting))
                .isInstanceOfSatisfying(
                        RegistryException.Unavailable.class,
                        failure -> assertThat(failure.code()).isEqualTo(ErrorCode.NO_LEADER));
    }

    @Test
    void closedOutboxSaysOfWhatWaitsThatItIsNotDoneAndOfWhatIsUnderWayThatItIsUnknown() {
        outbox.route(recorded);
        Pending sent = offer();
        offer();
        Pending waiting = offer();

        outbox.close();
        assertThat(sent.answer().toCompletableFuture()).isNotDone();
        outbox.abandon();

        assertThat(failureOf(waiting)).isInstanceOf(RegistryException.Unavailable.class);
        assertThat(failureOf(sent)).isInstanceOf(RegistryException.Indeterminate.class);
        assertThatThrownBy(this::offer).isInstanceOf(RegistryException.Unavailable.class);
    }

    @Test
    void answerThatComesLateChangesNothing() {
        outbox.route(recorded);
        Pending pending = offer();
        outbox.sweep(System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(5_100));

        pending.committed(new Outcome.Done(1), 1, true);
        outbox.returned(recorded.sent.get(0));

        assertThat(failureOf(pending)).isInstanceOf(RegistryException.Indeterminate.class);
        assertThat(outbox.isIdle()).isTrue();
    }

    private static Throwable failureOf(Pending pending) {
        CompletableFuture<Committed> answer = pending.answer().toCompletableFuture();
        assertThat(answer).isCompletedExceptionally();
        return Objects.requireNonNull(catchThrowable(answer::join).getCause());
    }

    private Pending offer() {
        Pending pending = Pending.forAnyNode(register(1, 1));
        outbox.offer(pending);
        return pending;
    }

    private void offer(int count) {
        for (int at = 0; at < count; at++) {
            offer();
        }
    }

    private static Register register(int instance, int bytes) {
        StringBuilder value = new StringBuilder();
        while (value.length() < bytes) {
            value.append('x');
        }
        Content plain = Content.PLAIN;
        return new Register(
                null,
                ServiceName.ofKey("a.B"),
                new InstanceId("http", "10.0.0." + instance, 8080, ""),
                plain.withParameters(Parameters.of(Map.of("key", value.toString()))),
                true);
    }
}
