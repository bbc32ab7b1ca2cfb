package io.maregistry.server.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.maregistry.error.ErrorCode;
import io.maregistry.error.RegistryException;
import io.maregistry.model.CheckState;
import io.maregistry.server.replication.Committed;
import io.maregistry.server.replication.Proposer;
import io.maregistry.server.state.CheckVerdicts;
import io.maregistry.server.state.Command;
import io.maregistry.server.state.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class VerdictsTest {

    private final AtomicLong nanos = new AtomicLong();
    private final List<CheckVerdicts> proposed = new ArrayList<>();
    private CompletableFuture<Committed> answer = new CompletableFuture<>();
    private @Nullable RuntimeException fault;
    private final Verdicts verdicts = new Verdicts(new Own(), nanos::get);

    /** Takes what the node itself says, and nothing else. */
    private final class Own implements Proposer {

        @Override
        public CompletionStage<Committed> propose(Command command) {
            throw new AssertionError("a follower may refuse what comes from clients");
        }

        @Override
        public CompletionStage<Committed> proposeInTerm(Command command, long term) {
            throw new AssertionError("any node may say it");
        }

        @Override
        public CompletionStage<Committed> proposeOwn(Command command) {
            if (fault != null) {
                throw fault;
            }
            proposed.add((CheckVerdicts) command);
            answer = new CompletableFuture<>();
            return answer;
        }
    }

    private void judge(long handle, Verdict verdict, String evidence) {
        Checked checked = new Checked(handle, "h" + handle, Registered.CHECK, Verdict.OPEN);
        verdicts.judged(checked, verdict, new ProbeResult.Bad(evidence, 7));
    }

    private void tell() {
        verdicts.tell(found -> true);
    }

    private void succeed() {
        answer.complete(new Committed(new Outcome.Done(1), 1, true));
    }

    private void fail() {
        answer.completeExceptionally(new RegistryException.Unavailable(ErrorCode.NO_LEADER, "of the test"));
    }

    private List<String> told() {
        return proposed.stream()
                .map(command -> command.items().stream()
                        .map(found -> found.handle() + " " + found.verdict() + " " + found.evidence())
                        .toList()
                        .toString())
                .toList();
    }

    @Test
    void whatGathersGoesInOneCommandWithItsEvidence() {
        judge(1, Verdict.FAILING, "500");
        judge(2, Verdict.GOOD, "200");
        tell();

        assertThat(proposed)
                .containsExactly(new CheckVerdicts(List.of(
                        new CheckVerdicts.Found(1, Registered.CHECK, CheckState.Verdict.FAILING, "500", 7),
                        new CheckVerdicts.Found(2, Registered.CHECK, CheckState.Verdict.GOOD, "200", 7))));
        succeed();
        tell();
        assertThat(proposed).hasSize(1);
    }

    @Test
    void ofEachInstanceTheNewestIsTold() {
        judge(1, Verdict.FAILING, "500");
        judge(2, Verdict.GOOD, "200");
        judge(1, Verdict.GOOD, "204");
        tell();

        assertThat(told()).containsExactly("[2 GOOD 200, 1 GOOD 204]");
    }

    @Test
    void oneCommandIsUnderWayAtATime() {
        judge(1, Verdict.FAILING, "500");
        tell();
        judge(1, Verdict.GOOD, "200");
        tell();
        assertThat(proposed).hasSize(1);

        succeed();
        tell();
        assertThat(told()).containsExactly("[1 FAILING 500]", "[1 GOOD 200]");
    }

    @Test
    void whatFailedIsToldOnceMoreUnlessThereIsNewer() {
        judge(1, Verdict.FAILING, "500");
        judge(2, Verdict.FAILING, "503");
        tell();
        judge(2, Verdict.GOOD, "200");
        fail();
        tell();
        assertThat(proposed).as("not at once").hasSize(1);

        nanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(500));
        tell();
        assertThat(told().get(1)).isEqualTo("[2 GOOD 200, 1 FAILING 500]");
        succeed();
        assertThat(verdicts.waiting()).isZero();
    }

    @Test
    void whatIsForgottenIsNotToldWhetherItWaitedOrWasUnderWay() {
        judge(1, Verdict.FAILING, "500");
        tell();
        judge(2, Verdict.FAILING, "500");
        verdicts.forget();
        fail();

        assertThat(verdicts.waiting()).isZero();
    }

    @Test
    void faultOfWhoeverProposesLosesNothing() {
        fault = new IllegalStateException("of the test");
        judge(1, Verdict.FAILING, "500");
        assertThatThrownBy(this::tell).isSameAs(fault);
        fault = null;
        nanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(500));
        tell();

        assertThat(told()).containsExactly("[1 FAILING 500]");
    }

    @Test
    void whatIsKnownIsNotTold() {
        judge(1, Verdict.FAILING, "500");
        judge(2, Verdict.FAILING, "503");
        verdicts.tell(found -> found.handle() == 2);

        assertThat(told()).containsExactly("[2 FAILING 503]");
        assertThat(verdicts.waiting()).isZero();
        verdicts.tell(found -> false);
        assertThat(proposed).hasSize(1);
    }

    @Test
    void commandHoldsNoMoreThanItMay() {
        for (int handle = 1; handle <= CheckVerdicts.MAX_ITEMS + 1; handle++) {
            judge(handle, Verdict.GOOD, "200");
        }
        tell();
        succeed();
        tell();

        assertThat(proposed).extracting(command -> command.items().size()).containsExactly(CheckVerdicts.MAX_ITEMS, 1);
    }
}
