package io.maregistry.server.raft;

import static org.assertj.core.api.Assertions.assertThat;

import io.maregistry.error.ErrorCode;
import io.maregistry.error.RegistryException;
import io.maregistry.model.Member;
import io.maregistry.server.state.Announce;
import io.maregistry.server.state.Command;
import io.maregistry.server.state.Tick;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

@NullMarked
class DiskReserveTest {

    private static final Command WRITE = TestNode.register("a.B", 1);

    private long free = 100;
    private boolean readable = true;
    private final DiskReserve disk = new DiskReserve(100, () -> {
        if (!readable) {
            throw new IOException("unknown");
        }
        return free;
    });

    @Test
    void writesAreTakenWhileTheReserveIsFree() {
        disk.look();

        assertThat(disk.isShort()).isFalse();
        assertThat(disk.refusal(WRITE, true)).isNull();
    }

    @Test
    void writesAreRefusedBelowTheReserveUntilThereIsSpaceAgain() {
        free = 99;
        disk.look();
        assertThat(disk.refusal(WRITE, true))
                .isInstanceOfSatisfying(
                        RegistryException.Unavailable.class,
                        refused -> assertThat(refused.code()).isEqualTo(ErrorCode.DISK_FULL));

        free = 100;
        disk.look();

        assertThat(disk.refusal(WRITE, true)).isNull();
    }

    @Test
    void nodeMaySayWhoItIsOnAFullDisk() {
        free = 0;
        disk.look();

        Command announce = new Announce(
                new Member("n1", "id", "127.0.0.1:1", new Member.Addresses("h:1", "g:1", "127.0.0.1:1"), "test", 1));
        assertThat(disk.refusal(announce, true)).isNull();
    }

    @Test
    void renewalsThatAnotherNodeIsToTakeArePassedOnFromAFullDisk() {
        free = 0;
        disk.look();
        Tick renewals = new Tick(0, List.of(), List.of());

        assertThat(disk.refusal(renewals, false)).isNull();
        assertThat(disk.refusal(renewals, true)).isInstanceOf(RegistryException.Unavailable.class);
        assertThat(disk.refusal(WRITE, false)).isInstanceOf(RegistryException.Unavailable.class);
    }

    @Test
    void spaceThatCannotBeFoundOutChangesNothing() {
        free = 0;
        disk.look();
        readable = false;
        disk.look();

        assertThat(disk.isShort()).isTrue();
    }
}
