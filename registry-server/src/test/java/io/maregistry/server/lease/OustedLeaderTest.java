package io.maregistry.server.lease;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.maregistry.error.RegistryException;
import io.maregistry.model.Content;
import io.maregistry.model.InstanceId;
import io.maregistry.model.ServiceName;
import io.maregistry.server.replication.Renewals;
import io.maregistry.server.state.Expire;
import io.maregistry.server.state.Register;
import io.maregistry.server.state.Tick;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Renewals in a tick that leadership ended under: they come back, and nothing overtakes them. */
class OustedLeaderTest {

    private static final ServiceName SERVICE = ServiceName.of("a.B");
    private static final InstanceId ID = new InstanceId("http", "10.0.0.1", 8080, "");
    private static final Tick.Named RENEWAL = new Tick.Named(List.of(SERVICE), ID, false);
    private static final int STEP_MILLIS = 50;

    private final KeeperUnderTest lease = new KeeperUnderTest(5_000);
    private final HeldProposer replication = lease.replication;
    private final LeaseKeeper keeper = lease.keeper;

    @BeforeEach
    void leadOneInstance() throws Exception {
        lease.protectNobody();
        replication.apply(new Register(null, SERVICE, ID, Content.PLAIN, true));
        keeper.listen();
        keeper.started(3);
        keeper.stepNow();
    }

    @AfterEach
    void close() {
        lease.close();
    }

    @Test
    void nextTickTakesWhatTheRefusedOneGaveBack() throws Exception {
        List<Integer> meanwhile = new ArrayList<>();
        var told = keeper.take(new Tick(0, List.of(), List.of(RENEWAL))).whenComplete((done, failure) -> {
            step(); // while the refused ones are being given back
            meanwhile.add(replication.underWay());
        });
        CompletableFuture<Renewals.Renewal> own = renew();
        keeper.stepNow();
        CompletableFuture<Renewals.Renewal> later = renew();

        replication.fail(new RegistryException.NotLeader(null));
        keeper.stepNow();

        assertThat(told.toCompletableFuture()).isCompletedExceptionally();
        assertThat(meanwhile).containsExactly(0);
        assertThat(((Tick) replication.commit().command()).handles()).hasSize(2);
        assertThat(own.get().unknown()).isEmpty();
        assertThat(later.get().unknown()).isEmpty();
    }

    @Test
    void nobodyIsEvictedWhileHisRenewalIsInATickOfAnEarlierTerm() throws Exception {
        for (int half = 0; half < 39; half++) {
            replication.apply(new Tick(500, List.of(), List.of())); // 19.5 s of 20
        }
        CompletableFuture<Renewals.Renewal> renewal = renew();
        keeper.stepNow();
        HeldProposer.Proposed ofTheOldTerm = replication.setAside();
        keeper.stopped();
        keeper.started(5);
        keeper.stepNow();

        assertThat(evictionsOf(2_000)).isZero();
        ofTheOldTerm.caller().completeExceptionally(new RegistryException.NotLeader(null));
        assertThat(evictionsOf(2_000)).isZero();

        assertThat(renewal.get().unknown()).isEmpty();
        assertThat(requireNonNull(replication.root().service(SERVICE)).find(ID)).isNotNull();
    }

    /** So much serving time passes, each proposal being committed at once. */
    private int evictionsOf(long millis) throws Exception {
        int evictions = 0;
        for (long passed = 0; passed < millis; passed += STEP_MILLIS) {
            lease.pass(1);
            while (replication.underWay() > 0) {
                evictions += replication.commit().command() instanceof Expire ? 1 : 0;
                keeper.barrier();
            }
        }
        return evictions;
    }

    private void step() {
        try {
            keeper.stepNow();
        } catch (InterruptedException | ExecutionException failed) {
            throw new AssertionError(failed);
        }
    }

    private CompletableFuture<Renewals.Renewal> renew() {
        return keeper.renew(RENEWAL).toCompletableFuture();
    }
}
