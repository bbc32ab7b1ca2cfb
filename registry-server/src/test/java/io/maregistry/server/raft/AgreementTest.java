package io.maregistry.server.raft;

import static org.assertj.core.api.Assertions.assertThat;

import com.alipay.sofa.jraft.entity.PeerId;
import io.maregistry.proto.v1.MemberFigures;
import io.maregistry.server.replication.Standing;
import io.maregistry.server.state.Entry;
import io.maregistry.server.state.RegistryState;
import io.maregistry.server.state.StateHash;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

@NullMarked
class AgreementTest {

    private static final StateHash RIGHT = new StateHash(1, 1);
    private static final StateHash WRONG = new StateHash(2, 2);
    private static final StateHash OTHER = new StateHash(3, 3);
    private static final long AT = 1_024;
    private static final long LATER = 2_048;

    @Test
    void nothingIsKnownBeforeAMajorityIsHeard() {
        assertThat(verdict(3, a(held(AT, RIGHT)))).isInstanceOf(Verdict.Open.class);
        assertThat(verdict(3, a(), b(held(AT, RIGHT)))).isInstanceOf(Verdict.Open.class);
        assertThat(verdict(3, a(held(AT, RIGHT)), b(held(LATER, WRONG)))).isInstanceOf(Verdict.Open.class);
    }

    @Test
    void majorityThatHoldsTheSameIsAlikeWhateverTheOthersAreDoing() {
        assertThat(verdict(3, a(held(AT, RIGHT)), b(held(AT, RIGHT)))).isEqualTo(new Verdict.Alike(AT));
        assertThat(verdict(3, a(held(AT, RIGHT)), b(held(AT, RIGHT)), c(held(AT, WRONG))))
                .isEqualTo(new Verdict.Alike(AT));
        assertThat(verdict(1, a(held(AT, RIGHT)))).isEqualTo(new Verdict.Alike(AT));
    }

    @Test
    void nodeThatDiffersFromAMajorityIsApart() {
        assertThat(verdict(3, a(held(AT, WRONG)), b(held(AT, RIGHT)), c(held(AT, RIGHT))))
                .isEqualTo(new Verdict.Apart(AT, WRONG, RIGHT, List.of("b:1", "c:1")));
    }

    @Test
    void nodeThatOnceDifferedIsApartThoughItAgreesLater() {
        assertThat(verdict(
                        3,
                        a(held(AT, WRONG), held(LATER, RIGHT)),
                        b(held(AT, RIGHT), held(LATER, RIGHT)),
                        c(held(AT, RIGHT), held(LATER, RIGHT))))
                .isInstanceOf(Verdict.Apart.class);
    }

    @Test
    void differenceToAMinorityIsNoVerdictWhileOneMaySettleIt() {
        assertThat(verdict(3, a(held(AT, RIGHT)), b(held(AT, WRONG)), c())).isInstanceOf(Verdict.Open.class);
        assertThat(verdict(5, a(held(AT, RIGHT)), b(held(AT, WRONG)), c(held(AT, OTHER)), voice("d:1", true, 9)))
                .isInstanceOf(Verdict.Torn.class); // e:1 was never heard, d:1 is not enough
        assertThat(verdict(
                        5,
                        a(held(AT, RIGHT)),
                        b(held(AT, WRONG)),
                        c(held(AT, WRONG)),
                        voice("d:1", true, 9),
                        voice("e:1", true, 9)))
                .isInstanceOf(Verdict.Open.class);
    }

    @Test
    void votersThatAllDifferAreTorn() {
        assertThat(verdict(3, a(held(AT, RIGHT)), b(held(AT, WRONG)), c(held(AT, OTHER))))
                .isEqualTo(new Verdict.Torn(AT, Map.of("a:1", RIGHT, "b:1", WRONG, "c:1", OTHER)));
        assertThat(verdict(2, a(held(AT, RIGHT)), b(held(AT, WRONG)))).isInstanceOf(Verdict.Torn.class);
    }

    @Test
    void twoThatDifferAreTornWhereTheThirdIsAwayOrHasNothingToSay() {
        Voice away = voice("c:1", false, 9);
        Voice fromASnapshot = voice("c:1", true, AT + 1);

        assertThat(verdict(3, a(held(AT, RIGHT)), b(held(AT, WRONG)), away)).isInstanceOf(Verdict.Torn.class);
        assertThat(verdict(3, a(held(AT, RIGHT)), b(held(AT, WRONG)), fromASnapshot))
                .isInstanceOf(Verdict.Torn.class);
    }

    @Test
    void majorityAlikeLaterEndsWhatWasTorn() {
        assertThat(verdict(3, a(held(AT, RIGHT), held(LATER, RIGHT)), b(held(AT, WRONG)), c(held(LATER, RIGHT))))
                .isEqualTo(new Verdict.Alike(LATER));
    }

    @Test
    void learnerIsJudgedByTheVotersAndIsNone() {
        Voice learner = voice("l:1", true, AT + 1, held(AT, WRONG));

        assertThat(new Agreement(learner, List.of(a(held(AT, RIGHT)), b(held(AT, RIGHT))), 3).verdict(Checkpoints.NONE))
                .isInstanceOf(Verdict.Apart.class);
        assertThat(new Agreement(learner, List.of(a(held(AT, RIGHT)), b()), 3).verdict(Checkpoints.NONE))
                .isInstanceOf(Verdict.Open.class);
    }

    @Test
    void majorityThatStandsAtOneEntryIsAlikeNow() {
        Voice first = now("a:1", 1_500, RIGHT);

        assertThat(now(first, now("b:1", 1_500, RIGHT), now("c:1", 1_500, WRONG)))
                .isEqualTo(new Verdict.Alike(1_500));
        assertThat(now(first, now("b:1", 1_500, WRONG), now("c:1", 1_500, OTHER)))
                .isInstanceOf(Verdict.Open.class);
        assertThat(now(first, now("b:1", 1_499, RIGHT))).isInstanceOf(Verdict.Open.class);
        assertThat(now(now("a:1", 900, RIGHT), now("b:1", 900, RIGHT)))
                .isInstanceOf(Verdict.Open.class); // that was before
    }

    @Test
    void nodeThatStandsAtTheEntryOfAMajorityAndHoldsSomethingElseIsApart() {
        Voice right = now("b:1", 1_500, RIGHT);

        assertThat(now(now("a:1", 1_500, WRONG), right, now("c:1", 1_500, RIGHT)))
                .isEqualTo(new Verdict.Apart(1_500, WRONG, RIGHT, List.of("b:1", "c:1")));
        assertThat(now(now("a:1", 1_499, WRONG), right, now("c:1", 1_500, RIGHT)))
                .isEqualTo(new Verdict.Alike(1_500));
    }

    @Test
    void whatIsSettledIsTornNoMore() {
        Agreement agreement = new Agreement(a(), List.of(a(held(AT, RIGHT)), b(held(AT, WRONG))), 3);

        assertThat(agreement.verdict(AT - 1)).isInstanceOf(Verdict.Torn.class);
        assertThat(agreement.verdict(AT)).isInstanceOf(Verdict.Open.class);
    }

    @Test
    void figuresCarryTheLastCheckpoints() {
        Checkpoints checkpoints = new Checkpoints(2);
        RegistryState state = new RegistryState();
        for (long index = 1; index <= 101; index++) {
            checkpoints.before(index, state);
            state.apply(index, 1, new Entry(index, List.of()));
        }
        MemberFigures figures = Voice.figures(
                new PeerId("127.0.0.1", 7),
                new Standing(Standing.Mode.RAFT, Standing.Role.LEADER, 1, null, 0, 0, Standing.Health.READY),
                state.root(),
                checkpoints);

        Voice heard = Voice.of(figures, true);

        assertThat(heard.checkpoints()).isEqualTo(checkpoints.newest(16));
        assertThat(heard.hash()).isEqualTo(state.root().hash());
        assertThat(heard.applied()).isEqualTo(101);
        assertThat(figures.getSerializedSize()).isLessThan(600);
    }

    private static Verdict now(Voice... voters) {
        return new Agreement(voters[0], List.of(voters), 3).now(AT);
    }

    private static Verdict verdict(int size, Voice... voters) {
        return new Agreement(voters[0], List.of(voters), size).verdict(Checkpoints.NONE);
    }

    private static Checkpoint held(long index, StateHash hash) {
        return new Checkpoint(index, hash);
    }

    private static Voice a(Checkpoint... held) {
        return running("a:1", held);
    }

    private static Voice b(Checkpoint... held) {
        return running("b:1", held);
    }

    private static Voice c(Checkpoint... held) {
        return running("c:1", held);
    }

    private static Voice running(String peer, Checkpoint... held) {
        return voice(peer, true, held.length == 0 ? 1 : held[held.length - 1].index() + 1, held);
    }

    private static Voice voice(String peer, boolean isAlive, long applied, Checkpoint... held) {
        return new Voice(peer, isAlive, applied, RIGHT, new ArrayList<>(List.of(held)));
    }

    private static Voice now(String peer, long applied, StateHash hash) {
        return new Voice(peer, true, applied, hash, List.of());
    }
}
