package io.maregistry.server.lease;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.maregistry.error.ErrorCode;
import io.maregistry.error.RegistryException;
import io.maregistry.model.Content;
import io.maregistry.model.InstanceId;
import io.maregistry.model.ServiceName;
import io.maregistry.server.replication.Committed;
import io.maregistry.server.replication.Renewals;
import io.maregistry.server.state.Register;
import io.maregistry.server.state.Tick;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a leader that stops as planned answers to renewals: only its own clients must ask another node. */
class StoppingLeaderTest {

    private static final ServiceName SERVICE = ServiceName.of("a.B");
    private static final InstanceId ID = new InstanceId("http", "10.0.0.1", 8080, "");
    private static final Tick.Named RENEWAL = new Tick.Named(List.of(SERVICE), ID, false);

    private final KeeperUnderTest lease = new KeeperUnderTest(5_000);
    private final HeldProposer replication = lease.replication;
    private final LeaseKeeper keeper = lease.keeper;

    @BeforeEach
    void leadOneInstance() throws Exception {
        replication.apply(new Register(null, SERVICE, ID, Content.PLAIN, true));
        keeper.started(3);
        keeper.stepNow();
    }

    @AfterEach
    void close() {
        lease.close();
    }

    @Test
    void refusedTickSendsOthersToTheNextLeader() throws Exception {
        CompletableFuture<Committed> gathered = gathered();
        CompletableFuture<Renewals.Renewal> own = own();
        keeper.stepNow();

        replication.fail(new RegistryException.Unavailable(ErrorCode.STOPPING, "this node is being stopped"));

        assertThatThrownBy(gathered::get).hasCauseInstanceOf(RegistryException.NotLeader.class);
        assertStopping(own);
    }

    @Test
    void renewalsThatWaitAtTheEndGoToTheNextLeader() {
        CompletableFuture<Committed> gathered = gathered();
        CompletableFuture<Renewals.Renewal> own = own();

        keeper.close();

        assertThatThrownBy(gathered::get).hasCauseInstanceOf(RegistryException.NotLeader.class);
        assertStopping(own);
    }

    @Test
    void renewalsThatComeAfterTheEndGoToTheNextLeader() {
        keeper.close();

        CompletableFuture<Committed> gathered = gathered();

        assertThatThrownBy(gathered::get).hasCauseInstanceOf(RegistryException.NotLeader.class);
        assertStopping(own());
    }

    @Test
    void othersHearOfEveryOtherFailureAsItIs() throws Exception {
        CompletableFuture<Committed> gathered = gathered();
        keeper.stepNow();

        replication.fail(new RegistryException.Unavailable(ErrorCode.NO_LEADER, "no leader"));

        assertThatThrownBy(gathered::get).hasCauseInstanceOf(RegistryException.Unavailable.class);
    }

    private static void assertStopping(CompletableFuture<Renewals.Renewal> own) {
        assertThatThrownBy(own::get)
                .cause()
                .isInstanceOfSatisfying(
                        RegistryException.Unavailable.class,
                        refused -> assertThat(refused.code()).isEqualTo(ErrorCode.STOPPING));
    }

    private CompletableFuture<Committed> gathered() {
        return keeper.take(new Tick(0, List.of(), List.of(RENEWAL))).toCompletableFuture();
    }

    private CompletableFuture<Renewals.Renewal> own() {
        return keeper.renew(RENEWAL).toCompletableFuture();
    }
}
