package io.maregistry.server.lease;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.maregistry.model.Content;
import io.maregistry.model.InstanceId;
import io.maregistry.model.Lease;
import io.maregistry.model.Metrics;
import io.maregistry.model.Parameters;
import io.maregistry.model.Release;
import io.maregistry.model.RenewalUpdate;
import io.maregistry.model.ServiceName;
import io.maregistry.model.Versions;
import io.maregistry.server.replication.Committed;
import io.maregistry.server.replication.Renewals;
import io.maregistry.server.state.Outcome;
import io.maregistry.server.state.Register;
import io.maregistry.server.state.Tick;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Renewals that say which build runs, and those that replace something, on a leader. */
class RenewedBuildsTest {

    private static final ServiceName SERVICE = ServiceName.of("a.B");
    private static final InstanceId ID = new InstanceId("http", "10.0.0.1", 8080, "");
    private static final Tick.Named SAME = named(new RenewalUpdate(null, null, new Versions("b", "1.2.3.4", "1.2")));
    private static final Tick.Named OTHER = named(new RenewalUpdate(null, null, new Versions("b", "1.2.3.4", "1.3")));

    private final KeeperUnderTest lease = new KeeperUnderTest(5_000);
    private final HeldProposer replication = lease.replication;
    private final LeaseKeeper keeper = lease.keeper;

    @BeforeEach
    void leadAndRegisterOneInstance() throws Exception {
        Release release = new Release(Release.NONE.product(), "", "b", "1.2.3.4", "1.2", "");
        Content content = new Content(Parameters.empty(), 100, Lease.DEFAULT, -1, null, null, release);
        replication.apply(new Register(null, SERVICE, ID, content, true));
        keeper.started(3);
        keeper.stepNow();
    }

    @AfterEach
    void close() {
        lease.close();
    }

    @Test
    void registeredBuildIsRenewedByItsHandle() throws Exception {
        CompletableFuture<Renewals.Renewal> renewed = renew(SAME);

        Tick tick = nextTick();

        assertThat(tick.handles()).containsExactly(stay());
        assertThat(tick.named()).isEmpty();
        assertThat(renewed.get().isOutdated()).isFalse();
    }

    @Test
    void otherBuildGoesByNameAndIsToldSo() throws Exception {
        CompletableFuture<Renewals.Renewal> renewed = renew(OTHER);

        Tick tick = nextTick();

        assertThat(tick.named()).containsExactly(OTHER);
        assertThat(renewed.get().isOutdated()).isTrue();
        assertThat(renewed.get().unknown()).isEmpty();
    }

    @Test
    void registeredBuildGoesByNameWhileItHasUpdatingToEnd() throws Exception {
        assertThat(renew(OTHER)).isNotDone();
        nextTick();
        CompletableFuture<Renewals.Renewal> renewed = renew(SAME);

        Tick tick = nextTick();

        assertThat(tick.named()).containsExactly(SAME);
        assertThat(renewed.get().isOutdated()).isFalse();
        assertThat(renew(SAME)).isNotDone();
        assertThat(nextTick().named()).isEmpty();
    }

    @Test
    void everyoneIsToldOfHisOwnBuild() throws Exception {
        CompletableFuture<Renewals.Renewal> first = renew(SAME);
        CompletableFuture<Committed> gathered = keeper.take(new Tick(0, List.of(stay()), List.of(SAME, OTHER, SAME)))
                .toCompletableFuture();
        CompletableFuture<Renewals.Renewal> last = renew(OTHER);

        nextTick();

        assertThat(first.get().isOutdated()).isFalse();
        assertThat(((Outcome.Renewed) gathered.get().outcome()).outdated()).containsExactly(1);
        assertThat(last.get().isOutdated()).isTrue();
    }

    @Test
    void whatReplacesSomethingGoesByName() throws Exception {
        Tick.Named metrics = named(new RenewalUpdate(null, Metrics.of(Map.of("cpu", "1")), null));
        Tick.Named parameters = named(new RenewalUpdate(Parameters.empty(), null, null));
        assertThat(renew(metrics)).isNotDone();
        assertThat(renew(parameters)).isNotDone();

        assertThat(nextTick().named()).containsExactly(metrics, parameters);
    }

    @Test
    void tickThatWouldBeTooLargeIsCut() throws Exception {
        String value = "v".repeat(4_000);
        for (int at = 0; at < 200; at++) {
            assertThat(renew(named(new RenewalUpdate(Parameters.of(Map.of("k", value)), Metrics.NONE, null))))
                    .isNotDone();
        }

        int named = nextTick().named().size();

        assertThat(named).isBetween(40, 65); // of some 4,060 bytes each, and 255 KiB
    }

    private CompletableFuture<Renewals.Renewal> renew(Tick.Named renewal) {
        return keeper.renew(renewal).toCompletableFuture();
    }

    private Tick nextTick() throws Exception {
        keeper.stepNow();
        Tick tick = (Tick) replication.commit().command();
        keeper.barrier();
        return tick;
    }

    private static Tick.Named named(RenewalUpdate update) {
        return new Tick.Named(List.of(SERVICE), ID, false, update);
    }

    private long stay() {
        return requireNonNull(
                        requireNonNull(replication.root().service(SERVICE)).find(ID))
                .handle();
    }
}
