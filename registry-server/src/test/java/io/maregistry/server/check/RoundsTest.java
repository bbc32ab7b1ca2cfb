package io.maregistry.server.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.maregistry.model.HealthCheck;
import io.maregistry.model.Status;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** On a clock that stands still until the test moves it. */
class RoundsTest {

    private static final long INTERVAL = 10_000;
    private static final ProbeResult GOOD = new ProbeResult.Good("200", 1);
    private static final ProbeResult BAD = new ProbeResult.Bad("500", 1);

    private final AtomicLong nanos = new AtomicLong();
    private final Map<String, CompletableFuture<ProbeResult>> open = new LinkedHashMap<>();
    private final Map<String, List<Long>> askedAt = new HashMap<>();
    private final List<String> told = new ArrayList<>();

    private Rounds rounds(int concurrency) {
        return new Rounds(
                this::probe,
                (checked, verdict, last) -> told.add(checked.handle() + " " + verdict + " " + last.evidence()),
                nanos::get,
                concurrency);
    }

    private CompletionStage<ProbeResult> probe(Question question) {
        askedAt.computeIfAbsent(question.host(), host -> new ArrayList<>()).add(now());
        CompletableFuture<ProbeResult> answer = new CompletableFuture<>();
        assertThat(open.put(question.host(), answer)).as("a probe at a time").isNull();
        return answer;
    }

    private long now() {
        return TimeUnit.NANOSECONDS.toMillis(nanos.get());
    }

    private static Checked checked(long handle) {
        return checked(handle, Verdict.OPEN, "/");
    }

    private static Checked checked(long handle, Verdict standing, String path) {
        HealthCheck.Pace pace = new HealthCheck.Pace(INTERVAL, 2_000, 2, 3);
        HealthCheck check = new HealthCheck(HealthCheck.Type.HTTP, 80, path, pace, Status.RUNNING, 0);
        return new Checked(handle, "h" + handle, check, standing);
    }

    private static List<Checked> many(int count) {
        return LongStream.rangeClosed(1, count).mapToObj(RoundsTest::checked).toList();
    }

    /** Lets so much time pass in turns of 50 ms; every probe is answered in the turn after it began. */
    private void pass(Rounds rounds, long millis, ProbeResult answer) {
        for (long passed = 0; passed < millis; passed += 50) {
            nanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(50));
            answerAll(answer);
            rounds.turn();
        }
    }

    private void answerAll(ProbeResult answer) {
        List<CompletableFuture<ProbeResult>> all = List.copyOf(open.values());
        open.clear();
        all.forEach(probe -> probe.complete(answer));
    }

    /** So often is one probe begun and answered like that. */
    private void ask(Rounds rounds, String host, ProbeResult answer, int times) {
        for (int at = 0; at < times; at++) {
            while (!open.containsKey(host)) {
                nanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(50));
                rounds.turn();
            }
            answerAll(answer);
        }
        rounds.turn();
    }

    @Test
    void everybodyIsAskedOnceWithinHalfAnInterval() {
        Rounds rounds = rounds(1_000);
        rounds.follow(many(200));
        pass(rounds, INTERVAL / 2, GOOD);

        assertThat(askedAt).hasSize(200);
    }

    @Test
    void firstProbesAreSpreadOverThatTime() {
        Rounds rounds = rounds(10_000);
        rounds.follow(many(1_000));
        pass(rounds, INTERVAL / 4, GOOD);

        assertThat(askedAt.size()).isBetween(400, 600);
    }

    @Test
    void probesComeAnIntervalApartATenthMoreOrLess() {
        Rounds rounds = rounds(1_000);
        rounds.follow(many(20));
        pass(rounds, 30 * INTERVAL, GOOD);

        askedAt.values().forEach(times -> {
            assertThat(times.size()).isBetween(28, 32);
            for (int at = 1; at < times.size(); at++) {
                assertThat(times.get(at) - times.get(at - 1)).isBetween(9_000L, 11_050L);
            }
        });
    }

    @Test
    void noMoreThanTheBoundAreUnderWayAndTheOthersAreNotForgotten() {
        Rounds rounds = rounds(10);
        rounds.follow(many(100));
        nanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(INTERVAL));
        rounds.turn();
        rounds.turn();
        assertThat(open).hasSize(10);
        assertThat(rounds.underWay()).isEqualTo(10);

        for (int turn = 0; turn < 10; turn++) {
            answerAll(GOOD);
            rounds.turn();
            assertThat(open).hasSizeLessThanOrEqualTo(10);
        }
        assertThat(askedAt).as("each of the hundred got a turn").hasSize(100);
    }

    @Test
    void probeThatIsStillRunningIsNotBegunAgain() {
        Rounds rounds = rounds(10);
        rounds.follow(many(1));
        for (int turn = 0; turn < 1_000; turn++) { // `probe` fails where it is asked twice
            nanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(50));
            rounds.turn();
        }
        assertThat(askedAt.get("h1")).hasSize(1);

        answerAll(GOOD);
        rounds.turn();
        assertThat(askedAt.get("h1")).as("overdue, so at once").hasSize(2);
    }

    @Test
    void verdictIsToldWhenItChangesAndNotBefore() {
        Rounds rounds = rounds(10);
        rounds.follow(many(1));
        ask(rounds, "h1", GOOD, 1);
        assertThat(told).isEmpty();
        ask(rounds, "h1", GOOD, 1);
        assertThat(told).containsExactly("1 GOOD 200");
        ask(rounds, "h1", BAD, 2);
        assertThat(told).hasSize(1);
        ask(rounds, "h1", BAD, 1);
        assertThat(told).containsExactly("1 GOOD 200", "1 FAILING 500");
    }

    @Test
    void verdictThatStoodAlreadyIsNotNews() {
        Rounds rounds = rounds(10);
        rounds.follow(List.of(checked(1, Verdict.FAILING, "/")));
        ask(rounds, "h1", BAD, 3);
        assertThat(told).isEmpty();

        ask(rounds, "h1", GOOD, 2);
        assertThat(told).containsExactly("1 GOOD 200");
    }

    @Test
    void verdictIsToldAgainAfterAMinuteAndOnlyByWhatConfirmsIt() {
        Rounds rounds = rounds(10);
        rounds.follow(List.of(checked(1, Verdict.GOOD, "/")));
        nanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(Rounds.REFRESH_MILLIS));
        ask(rounds, "h1", BAD, 1);
        assertThat(told).isEmpty();

        ask(rounds, "h1", GOOD, 1);
        assertThat(told).containsExactly("1 GOOD 200");
        ask(rounds, "h1", GOOD, 3);
        assertThat(told).hasSize(1);
    }

    @Test
    void whatCouldNotBeAskedCountsForNothingAndIsAskedAgain() {
        Rounds rounds = rounds(10);
        rounds.follow(many(1));
        ask(rounds, "h1", new ProbeResult.Unasked("busy"), 5);
        ask(rounds, "h1", GOOD, 2);

        assertThat(told).containsExactly("1 GOOD 200");
    }

    @Test
    void probeThatFailsInAnUnforeseenWayCountsForNothingAndGivesItsPlaceBack() {
        Rounds rounds = rounds(1);
        rounds.follow(many(1));
        ask(rounds, "h1", GOOD, 1);
        while (open.isEmpty()) {
            nanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(50));
            rounds.turn();
        }
        CompletableFuture<ProbeResult> probe = open.values().iterator().next();
        open.clear();
        probe.completeExceptionally(new IllegalStateException("a fault"));
        rounds.turn();
        assertThat(rounds.underWay()).isZero();

        ask(rounds, "h1", GOOD, 1);
        assertThat(told).containsExactly("1 GOOD 200");
    }

    @Test
    void probeThatThrowsAtOnceCountsForNothingAndGivesItsPlaceBack() {
        AtomicInteger faults = new AtomicInteger(2);
        Rounds rounds = new Rounds(
                question -> {
                    if (faults.getAndDecrement() > 0) {
                        throw new IllegalStateException("a fault");
                    }
                    return probe(question);
                },
                (checked, verdict, last) -> told.add(checked.handle() + " " + verdict + " " + last.evidence()),
                nanos::get,
                1);
        rounds.follow(many(1));
        ask(rounds, "h1", GOOD, 2);

        assertThat(told).containsExactly("1 GOOD 200");
        assertThat(rounds.underWay()).isZero();
    }

    @Test
    void whoLeavesThePlanGivesHisPlaceBackAtOnce() {
        Rounds rounds = rounds(1);
        rounds.follow(many(1));
        while (open.isEmpty()) {
            nanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(50));
            rounds.turn();
        }
        CompletableFuture<ProbeResult> hanging = open.values().iterator().next();
        rounds.follow(List.of(checked(2)));
        assertThat(hanging).isCancelled();
        rounds.turn();

        assertThat(rounds.underWay()).isZero();
    }

    @Test
    void oneHostHoldsATenthOfThePlacesAtMost() {
        List<Checked> plan = new ArrayList<>(many(50));
        for (long handle = 1_001; handle <= 1_200; handle++) {
            plan.add(new Checked(handle, "tarpit", checked(handle).check(), Verdict.OPEN));
        }
        List<CompletableFuture<ProbeResult>> tarpit = new ArrayList<>();
        Rounds rounds = new Rounds(
                question -> {
                    CompletableFuture<ProbeResult> answer = new CompletableFuture<>();
                    if (question.host().equals("tarpit")) {
                        tarpit.add(answer);
                    } else {
                        answer.complete(GOOD);
                    }
                    return answer;
                },
                (checked, verdict, last) -> told.add(checked.handle() + " " + verdict),
                nanos::get,
                100);
        rounds.follow(plan);
        pass(rounds, 3 * INTERVAL, GOOD);

        assertThat(tarpit).hasSize(10);
        assertThat(told).as("everybody else has his verdict").hasSize(50);
        tarpit.forEach(answer -> answer.complete(BAD));
        pass(rounds, 2_000, GOOD);
        assertThat(tarpit).as("then it is the others' turn").hasSize(20);
    }

    @Test
    void whoLeavesThePlanIsAskedNoMoreAndHisLastAnswerIsNotHeard() {
        Rounds rounds = rounds(10);
        rounds.follow(List.of(checked(1, Verdict.GOOD, "/"), checked(2)));
        ask(rounds, "h1", BAD, 2);
        while (!open.containsKey("h1")) {
            nanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(50));
            rounds.turn();
        }
        rounds.follow(List.of(checked(2)));
        List<Long> asked = List.copyOf(askedAt.getOrDefault("h1", List.of()));
        pass(rounds, 3 * INTERVAL, BAD);

        assertThat(askedAt).containsEntry("h1", asked);
        assertThat(told).noneMatch(line -> line.startsWith("1 "));
        assertThat(rounds.size()).isEqualTo(1);
        assertThat(rounds.underWay()).isLessThanOrEqualTo(1);
    }

    @Test
    void whoStaysInThePlanKeepsHisTimesAndHisCount() {
        Rounds rounds = rounds(10);
        rounds.follow(List.of(checked(1)));
        ask(rounds, "h1", GOOD, 1);
        rounds.follow(List.of(checked(1, Verdict.FAILING, "/"), checked(2)));
        ask(rounds, "h1", GOOD, 1);

        assertThat(told).containsExactly("1 GOOD 200");
    }

    @Test
    void verdictThatTheStateDoesNotHaveIsToldAgainByTheNextResult() {
        Rounds rounds = rounds(10);
        rounds.follow(List.of(checked(1)));
        ask(rounds, "h1", GOOD, 2);
        rounds.follow(List.of(checked(1, Verdict.GOOD, "/")));
        ask(rounds, "h1", GOOD, 1);
        assertThat(told).as("it has it").containsExactly("1 GOOD 200");

        rounds.follow(List.of(checked(1, Verdict.OPEN, "/")));
        ask(rounds, "h1", GOOD, 1);
        assertThat(told).containsExactly("1 GOOD 200", "1 GOOD 200");
        ask(rounds, "h1", GOOD, 1);
        assertThat(told).hasSize(2);
    }

    @Test
    void otherCheckBeginsAnew() {
        Rounds rounds = rounds(10);
        rounds.follow(List.of(checked(1)));
        ask(rounds, "h1", GOOD, 1);
        rounds.follow(List.of(checked(1, Verdict.OPEN, "/other")));
        answerAll(GOOD);
        ask(rounds, "h1", GOOD, 1);
        assertThat(told).isEmpty();

        ask(rounds, "h1", GOOD, 1);
        assertThat(told).containsExactly("1 GOOD 200");
    }

    @Test
    void afterAPauseEverybodyIsOverdueAndTheBoundStillHolds() {
        Rounds rounds = rounds(5);
        rounds.follow(many(50));
        pass(rounds, INTERVAL, GOOD);
        answerAll(GOOD);
        nanos.addAndGet(TimeUnit.MINUTES.toNanos(10));
        rounds.turn();

        assertThat(open).hasSize(5);
    }
}
