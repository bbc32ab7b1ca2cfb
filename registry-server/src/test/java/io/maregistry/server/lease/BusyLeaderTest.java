package io.maregistry.server.lease;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.maregistry.model.Content;
import io.maregistry.model.InstanceId;
import io.maregistry.model.ServiceName;
import io.maregistry.server.replication.Renewals;
import io.maregistry.server.state.Command;
import io.maregistry.server.state.Expire;
import io.maregistry.server.state.Listed;
import io.maregistry.server.state.Register;
import io.maregistry.server.state.Tick;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Evictions of a leader that has more renewals waiting at any time than a tick takes. */
class BusyLeaderTest {

    private static final ServiceName SERVICE = ServiceName.of("a.B");
    private static final InstanceId SILENT = new InstanceId("http", "10.0.0.1", 8080, "");
    private static final InstanceId LIVING = new InstanceId("http", "10.0.0.2", 8080, "");

    private final KeeperUnderTest lease = new KeeperUnderTest(50_000);
    private final HeldProposer replication = lease.replication;
    private final LeaseKeeper keeper = lease.keeper;

    @BeforeEach
    void leadTwoThatAreOverdue() throws Exception {
        lease.protectNobody();
        replication.apply(new Register(null, SERVICE, SILENT, Content.PLAIN, true));
        replication.apply(new Register(null, SERVICE, LIVING, Content.PLAIN, true));
        for (int half = 0; half < 40; half++) {
            replication.apply(new Tick(500, List.of(), List.of()));
        }
        keeper.listen();
        keeper.started(3);
        keeper.stepNow();
    }

    @AfterEach
    void close() {
        lease.close();
    }

    @Test
    void silentLeaveThoughRenewalsNeverRunDry() throws Exception {
        renewMany(3);
        for (int step = 0; step < 60; step++) {
            renewMany(1);
            commitOne();
        }

        assertThat(find(SILENT)).isNull();
        assertThat(find(LIVING)).isNotNull();
    }

    @Test
    void renewalThatWaitedWhenTheLeaderLookedIsNotOvertaken() throws Exception {
        renewMany(8);
        CompletableFuture<Renewals.Renewal> last =
                keeper.renew(new Tick.Named(List.of(SERVICE), SILENT, false)).toCompletableFuture();
        while (!last.isDone()) {
            assertThat(commitOne()).isNotInstanceOf(Expire.class);
        }

        assertThat(last.get().unknown()).isEmpty();
        assertThat(find(SILENT)).isNotNull();
    }

    /** So many full batches of the living one. */
    private void renewMany(int batches) {
        Tick.Named renewal = new Tick.Named(List.of(SERVICE), LIVING, false);
        for (int batch = 0; batch < batches; batch++) {
            keeper.renewAll(Collections.nCopies(TickBatch.MAX_ITEMS, renewal));
        }
    }

    /** A fifth of a second passes, and what was proposed first is committed. */
    private Command commitOne() throws Exception {
        lease.pass(4);
        Command committed = replication.commit().command();
        keeper.barrier();
        return committed;
    }

    private @Nullable Listed find(InstanceId id) {
        return requireNonNull(replication.root().service(SERVICE)).find(id);
    }
}
