package io.maregistry.server.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.maregistry.error.RegistryException;
import io.maregistry.model.InstanceId;
import io.maregistry.model.ServiceName;
import io.maregistry.server.replication.InMemoryReplication;
import io.maregistry.server.replication.Renewals;
import io.maregistry.server.state.Tick;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** What the caller of many renewals may conclude when not all of them went well. */
class InstanceRenewalsTest {

    private final RegistryException busy = new RegistryException.Overloaded("too many wait", 1);
    private final RegistryException unknown = new RegistryException.Indeterminate("nobody confirms it");
    private static final Renewals.Renewal DONE = new Renewals.Renewal(List.of(), false, 3, true);
    private static final InstanceRenewals.Item ITEM =
            new InstanceRenewals.Item(ServiceName.of("a.B"), new InstanceId("http", "10.0.0.1", 8080, ""));

    private final InMemoryReplication replication = InMemoryReplication.born();
    private final Discovery discovery = new Discovery(replication, replication, replication);

    @Test
    void allThatFailAlikeSaySo() {
        assertThatThrownBy(() -> renew(List.of(failed(busy), failed(busy))).get())
                .hasCause(busy);
    }

    @Test
    void whatIsDoneInPartIsNotSurelyUndone() {
        assertThatThrownBy(() -> renew(List.of(done(), failed(busy), done())).get())
                .hasCauseInstanceOf(RegistryException.Indeterminate.class)
                .hasMessageContaining("2 of 3 renewals are done")
                .hasMessageContaining("too many wait");
    }

    @Test
    void unknownOutcomeOfOneIsThatOfAll() {
        assertThatThrownBy(() -> renew(List.of(failed(busy), failed(unknown))).get())
                .hasCause(unknown);
    }

    @Test
    void allThatAreDoneAreGathered() throws Exception {
        assertThat(renew(List.of(done(), done())).get())
                .isEqualTo(new InstanceRenewals.Renewed(List.of(true, true), List.of(false, false), 3, true));
    }

    private CompletableFuture<InstanceRenewals.Renewed> renew(List<CompletionStage<Renewals.Renewal>> fates) {
        return new InstanceRenewals(new Fated(fates), discovery)
                .renew(fates.stream().map(fate -> ITEM).toList())
                .toCompletableFuture();
    }

    /** Has those fates whatever is asked. */
    private record Fated(List<CompletionStage<Renewal>> fates) implements Renewals {
        @Override
        public List<CompletionStage<Renewal>> renewAll(List<Tick.Named> renewals) {
            return fates;
        }

        @Override
        public CompletionStage<Stays> renewStays(List<Long> handles) {
            throw new UnsupportedOperationException("these tests renew by name");
        }
    }

    private static CompletionStage<Renewals.Renewal> done() {
        return CompletableFuture.completedStage(DONE);
    }

    private static CompletionStage<Renewals.Renewal> failed(RegistryException reason) {
        return CompletableFuture.failedStage(reason);
    }
}
