package io.maregistry.server.raft;

import static org.assertj.core.api.Assertions.assertThat;

import com.alipay.sofa.jraft.entity.PeerId;
import io.maregistry.proto.v1.CheckpointFigures;
import io.maregistry.proto.v1.MemberFigures;
import io.maregistry.server.state.StateHash;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/** What a node makes of what it hears, look by look. */
@NullMarked
class DivergenceGuardTest {

    private static final PeerId SELF = new PeerId("127.0.0.1", 1);
    private static final PeerId SECOND = new PeerId("127.0.0.1", 2);
    private static final PeerId THIRD = new PeerId("127.0.0.1", 3);
    private static final StateHash RIGHT = new StateHash(1, 1);
    private static final StateHash WRONG = new StateHash(2, 2);
    private static final StateHash OTHER = new StateHash(3, 3);
    private static final long AT = 1_024;
    private static final long NOW = 1_030; // where all stand that take no writes
    private static final long LATER = 2_048;

    private final List<String> done = new ArrayList<>();
    private final CompletableFuture<Roles.View> handedOver = new CompletableFuture<>();
    private final MemberTable table = new MemberTable(Map.of());
    private final Roles roles = new Roles(SELF);
    private MemberFigures own = figures(SELF, 1, RIGHT);
    private final DivergenceGuard guard = new DivergenceGuard(
            () -> own,
            () -> List.of(SELF, SECOND, THIRD),
            table,
            roles,
            new DivergenceGuard.Leaving(why -> done.add("mark"), this::handOver, why -> done.add("stop")));

    @Test
    void memberBackBySnapshotEndsWhatWasTorn() {
        tornWhileTheThirdIsAway();

        hear(figures(THIRD, NOW, RIGHT)); // says nothing of the index: the snapshot was behind it

        guard.look();
        assertThat(guard.isUndecided()).isFalse();
        assertThat(guard.isApart()).isFalse();
    }

    @Test
    void whatASnapshotSettledStaysSettledWhenWritesGoOn() {
        tornWhileTheThirdIsAway();
        hear(figures(THIRD, NOW, RIGHT));
        guard.look();

        own = figures(SELF, NOW + 5, OTHER, held(AT, RIGHT));

        guard.look();
        assertThat(guard.isUndecided()).isFalse();
    }

    @Test
    void votersThatDifferAnewAreTornAnew() {
        tornWhileTheThirdIsAway();
        hear(figures(THIRD, NOW, RIGHT));
        guard.look();

        own = figures(SELF, LATER + 1, RIGHT, held(LATER, RIGHT));
        hear(figures(SECOND, LATER + 1, WRONG, held(LATER, WRONG)));
        hear(figures(THIRD, LATER + 1, OTHER, held(LATER, OTHER)));

        guard.look();
        assertThat(guard.isUndecided()).isTrue();
    }

    @Test
    void nodeThatASnapshotPutsInTheMinorityIsApartAtOnce() {
        tornWhileTheThirdIsAway();

        hear(figures(THIRD, NOW, WRONG));

        guard.look();
        assertThat(guard.isApart()).isTrue();
        assertThat(done).containsExactly("mark", "stop");
    }

    @Test
    void leaderThatIsApartIsMarkedBeforeLeadershipMovesAndStopsAfterwards() {
        roles.led(1);
        own = figures(SELF, NOW, WRONG, held(AT, WRONG));
        hear(figures(SECOND, NOW - 1, RIGHT, held(AT, RIGHT)));
        hear(figures(THIRD, NOW, RIGHT, held(AT, RIGHT)));

        guard.look();
        assertThat(guard.isApart()).isTrue();
        assertThat(done).containsExactly("mark", "hand over to " + THIRD);

        handedOver.complete(roles.view());
        assertThat(done).endsWith("hand over to " + THIRD, "stop");
    }

    @Test
    void leaderThatFindsNoSuccessorStopsAllTheSame() {
        roles.led(1);
        own = figures(SELF, NOW, WRONG, held(AT, WRONG));
        hear(figures(SECOND, NOW, RIGHT, held(AT, RIGHT)));
        hear(figures(THIRD, NOW, RIGHT, held(AT, RIGHT)));

        guard.look();
        handedOver.completeExceptionally(new IllegalStateException("nobody took over"));

        assertThat(done).hasSize(3).startsWith("mark").endsWith("stop");
    }

    @Test
    void majorityThatWasAlikeBeforeDoesNotEndWhatIsTorn() {
        own = figures(SELF, NOW, RIGHT, held(AT - 8, RIGHT), held(AT, RIGHT));
        hear(figures(SECOND, NOW, WRONG, held(AT - 8, RIGHT), held(AT, WRONG)));
        guard.look();
        assertThat(guard.isUndecided()).isTrue();

        hear(figures(THIRD, AT - 4, RIGHT, held(AT - 8, RIGHT))); // back, and on its way

        guard.look();
        assertThat(guard.isUndecided()).isTrue();
    }

    private void tornWhileTheThirdIsAway() {
        own = figures(SELF, NOW, RIGHT, held(AT, RIGHT));
        hear(figures(SECOND, NOW, WRONG, held(AT, WRONG)));
        guard.look();
        assertThat(guard.isUndecided()).isTrue();
    }

    private CompletableFuture<Roles.View> handOver(String peer) {
        done.add("hand over to " + peer);
        return handedOver;
    }

    private void hear(MemberFigures figures) {
        table.hear(figures, System.nanoTime());
    }

    private static CheckpointFigures held(long index, StateHash hash) {
        return CheckpointFigures.newBuilder()
                .setIndex(index)
                .setHashHigh(hash.high())
                .setHashLow(hash.low())
                .build();
    }

    private static MemberFigures figures(PeerId peer, long applied, StateHash hash, CheckpointFigures... held) {
        return MemberFigures.newBuilder()
                .setPeer(peer.toString())
                .setApplied(applied)
                .setStateHash(hash.toString())
                .addAllCheckpoints(List.of(held))
                .build();
    }
}
