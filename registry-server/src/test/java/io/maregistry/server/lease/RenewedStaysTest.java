package io.maregistry.server.lease;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.maregistry.model.Content;
import io.maregistry.model.InstanceId;
import io.maregistry.model.ServiceName;
import io.maregistry.server.replication.Committed;
import io.maregistry.server.replication.Renewals;
import io.maregistry.server.state.Outcome;
import io.maregistry.server.state.Register;
import io.maregistry.server.state.Tick;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Renewals by handle, beside those by name. */
class RenewedStaysTest {

    private static final ServiceName SERVICE = ServiceName.of("a.B");
    private static final InstanceId ID = new InstanceId("http", "10.0.0.1", 8080, "");
    private static final long OVER = 99;

    private final KeeperUnderTest lease = new KeeperUnderTest(5_000);
    private final HeldProposer replication = lease.replication;
    private final LeaseKeeper keeper = lease.keeper;

    @BeforeEach
    void registerOneInstance() {
        replication.apply(new Register(null, SERVICE, ID, Content.PLAIN, true));
    }

    @AfterEach
    void close() {
        lease.close();
    }

    @Test
    void nodeThatDoesNotLeadPassesHandlesOnAsTheyAre() throws Exception {
        CompletableFuture<Renewals.Stays> renewed =
                keeper.renewStays(List.of(OVER, stay())).toCompletableFuture();
        keeper.stepNow();

        Tick tick = (Tick) replication.commit().command();

        assertThat(tick.handles()).containsExactly(OVER, stay());
        assertThat(tick.elapsedMillis()).isZero();
        assertThat(renewed.get().over()).containsExactly(0);
    }

    @Test
    void everyoneIsToldOfHisOwnStays() throws Exception {
        keeper.started(3);
        keeper.stepNow();
        var first = keeper.renewStays(List.of(stay(), OVER)).toCompletableFuture();
        var named = keeper.renew(new Tick.Named(List.of(SERVICE), ID, false)).toCompletableFuture();
        CompletableFuture<Committed> gathered = keeper.take(
                        new Tick(0, List.of(OVER, stay()), List.of(new Tick.Named(List.of(SERVICE), ID, false))))
                .toCompletableFuture();
        var last = keeper.renewStays(List.of(OVER)).toCompletableFuture();
        keeper.stepNow();

        Tick tick = (Tick) replication.commit().command();

        assertThat(tick.handles()).containsExactly(stay(), OVER, stay(), OVER, stay(), stay(), OVER);
        assertThat(first.get().over()).containsExactly(1);
        assertThat(named.get().unknown()).isEmpty();
        assertThat(gathered.get().outcome()).isEqualTo(new Outcome.Renewed(1, List.of(0), List.of(List.of())));
        assertThat(last.get().over()).containsExactly(0);
    }

    private long stay() {
        return requireNonNull(
                        requireNonNull(replication.root().service(SERVICE)).find(ID))
                .handle();
    }
}
