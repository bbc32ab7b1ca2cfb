package io.maregistry.server.raft;

import static org.assertj.core.api.Assertions.assertThat;

import com.alipay.sofa.jraft.entity.PeerId;
import io.maregistry.proto.v1.MemberFigures;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

@NullMarked
class MemberTableTest {

    private static final PeerId A = new PeerId("127.0.0.1", 10_081);
    private static final PeerId B = new PeerId("127.0.0.1", 10_082);

    private final MemberTable table = new MemberTable(Map.of());

    @Test
    void slowestIsTheOneThatHasAppliedLeast() {
        hear(A, 700, 0);
        hear(B, 500, 0);

        assertThat(table.slowest(List.of(A, B), 0)).isEqualTo(500);
        assertThat(table.slowest(List.of(A), 0)).isEqualTo(700);
    }

    @Test
    void memberThatWasNotHeardForLongIsNotWaitedFor() {
        hear(A, 700, TimeUnit.SECONDS.toNanos(10));
        hear(B, 500, 0);

        assertThat(table.slowest(List.of(A, B), TimeUnit.SECONDS.toNanos(10))).isEqualTo(500);
        assertThat(table.slowest(List.of(A, B), TimeUnit.SECONDS.toNanos(11))).isEqualTo(700);
    }

    @Test
    void nobodyIsSlowestWhereNobodyWasHeard() {
        assertThat(table.slowest(List.of(A, B), 0)).isEqualTo(Long.MAX_VALUE);
    }

    private void hear(PeerId peer, long applied, long atNanos) {
        table.hear(
                MemberFigures.newBuilder()
                        .setPeer(peer.toString())
                        .setApplied(applied)
                        .build(),
                atNanos);
    }
}
