package io.maregistry.server.raft;

import static org.assertj.core.api.Assertions.assertThat;

import com.alipay.sofa.jraft.entity.PeerId;
import io.maregistry.proto.v1.MemberFigures;
import io.maregistry.server.config.Address;
import io.maregistry.server.replication.MemberReport;
import io.maregistry.server.replication.Standing;
import io.maregistry.server.state.RegistryState;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

@NullMarked
class HeartbeatsTest {

    private static final PeerId FIRST = new PeerId("127.0.0.1", 1);
    private static final PeerId SECOND = new PeerId("127.0.0.1", 2);
    private static final List<PeerId> OTHERS = List.of(FIRST, SECOND);

    private final MemberTable table = new MemberTable(Map.of(SECOND.toString(), "n2"));
    private final Heartbeats heartbeats = new Heartbeats(
            table,
            new PeerLinks(new NodePort(new Address("127.0.0.1", 0)), Runnable::run, Runnable::run),
            new Roles(new PeerId("127.0.0.1", 3)),
            MemberFigures::getDefaultInstance,
            Runnable::run);

    @Test
    void nodeThatHeardNobodyHasNoAge() {
        heartbeats.look(OTHERS);

        assertThat(heartbeats.ageMillis(false, false)).isEqualTo(Standing.NEVER_HEARD);
        assertThat(heartbeats.ageMillis(true, false)).isEqualTo(Standing.NEVER_HEARD);
    }

    @Test
    void leadersAgeIsThatOfItsMajority() {
        hear(FIRST, 60_000);
        hear(SECOND, 5_000);

        assertThat(heartbeats.ageMillis(true, false)).isBetween(5_000L, 59_999L);
    }

    @Test
    void leaderThatIsCutOffCountsOnFromItsLastMajority() {
        hear(FIRST, 5_000);

        assertThat(heartbeats.ageMillis(false, false)).isBetween(5_000L, 59_999L);
    }

    @Test
    void loneLeaderIsAlwaysUpToDate() {
        heartbeats.look(List.of());

        assertThat(heartbeats.ageMillis(true, true)).isZero();
    }

    @Test
    void memberThatWasNotHeardYetHasItsConfiguredName() {
        MemberFigures self = MemberFigures.newBuilder().setPeer("self:1").build();

        assertThat(table.reports(Set.of(SECOND.toString()), self, new RegistryState().root(), System.nanoTime()))
                .extracting(MemberReport::name)
                .containsExactly("n2", "self:1");
    }

    private void hear(PeerId peer, long agoMillis) {
        MemberFigures figures =
                MemberFigures.newBuilder().setPeer(peer.toString()).build();
        table.hear(figures, System.nanoTime() - TimeUnit.MILLISECONDS.toNanos(agoMillis));
        heartbeats.look(OTHERS);
    }
}
