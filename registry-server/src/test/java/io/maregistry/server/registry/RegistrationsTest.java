package io.maregistry.server.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.maregistry.error.ErrorCode;
import io.maregistry.error.RegistryException;
import io.maregistry.model.Content;
import io.maregistry.model.InstanceId;
import io.maregistry.model.Lease;
import io.maregistry.model.RequestId;
import io.maregistry.model.ServiceName;
import io.maregistry.server.replication.InMemoryReplication;
import io.maregistry.server.replication.Standing;
import io.maregistry.server.state.Configure;
import io.maregistry.server.state.Outcome;
import io.maregistry.server.state.Settings;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RegistrationsTest {

    private static final ServiceName SERVICE = ServiceName.of("a.B");
    private static final InstanceId ID = new InstanceId("http", "10.0.0.1", 8080, "x");

    private final InMemoryReplication replication = InMemoryReplication.born();
    private final Discovery discovery = new Discovery(replication, replication, replication);
    private final Registrations registrations = new Registrations(replication, discovery, 3_000);

    private Outcome.Registered register(Content content, @Nullable RequestId request) {
        return registrations
                .register(new Registrations.Registrant(SERVICE, ID, content, true), request)
                .toCompletableFuture()
                .join()
                .outcome();
    }

    @Test
    void olderStartIsAConflictThatTellsTheStoredGeneration() {
        register(Content.PLAIN.withGeneration(4), null);
        assertThatThrownBy(() -> register(Content.PLAIN.withGeneration(3), null))
                .cause()
                .isInstanceOfSatisfying(RegistryException.Conflict.class, conflict -> {
                    assertThat(conflict.code()).isEqualTo(ErrorCode.STALE_GENERATION);
                    assertThat(conflict.generation()).isEqualTo(4);
                    assertThat(conflict.revision()).isEqualTo(1);
                });
    }

    @Test
    void oneInstanceTooManyIsAConflict() {
        replication.apply(
                new Configure(new Settings(20_000, 0, Settings.Doubt.DEFAULT, true, new Settings.Limits(1, 1, 1))));
        register(Content.PLAIN, null);
        assertThatThrownBy(() -> registrations
                        .register(new Registrations.Registrant(ServiceName.of("c.D"), ID, Content.PLAIN, true), null)
                        .toCompletableFuture()
                        .join())
                .cause()
                .isInstanceOfSatisfying(
                        RegistryException.Conflict.class,
                        conflict -> assertThat(conflict.code()).isEqualTo(ErrorCode.QUOTA_EXCEEDED));
    }

    @Test
    void requestIdOfAWriteOfAnotherKindIsRefused() {
        register(Content.PLAIN, new RequestId(1, 2, 1));
        assertThatThrownBy(() -> registrations
                        .unregister(SERVICE, ID, Content.NO_GENERATION, new RequestId(1, 2, 1))
                        .toCompletableFuture()
                        .join())
                .cause()
                .isInstanceOfSatisfying(
                        RegistryException.InvalidRequest.class,
                        refused -> assertThat(refused.code()).isEqualTo(ErrorCode.INVALID_REQUEST));
    }

    @Test
    void requestThatNobodyRemembersIsOfUnknownOutcome() {
        register(Content.PLAIN, new RequestId(1, 2, 10_000));
        assertThatThrownBy(() -> register(Content.PLAIN, new RequestId(1, 2, 1)))
                .hasCauseInstanceOf(RegistryException.Indeterminate.class);
    }

    @Test
    void tooShortALeaseIsRefusedBeforeAnythingIsProposed() {
        long before = replication.root().position().index();
        Content content = new Content(
                Content.PLAIN.parameters(),
                100,
                new Lease(true, 2_999, Lease.UNSET),
                Content.NO_GENERATION,
                null,
                null,
                Content.PLAIN.release());
        assertThatThrownBy(() -> register(content, null)).isInstanceOf(RegistryException.InvalidRequest.class);
        assertThat(replication.root().position().index()).isEqualTo(before);
    }

    @Test
    void nodeThatIsStoppingTakesNoWrites() {
        replication.stand(InMemoryReplication.standing(Standing.Role.LEADER, null, Standing.Health.STOPPING));
        assertThatThrownBy(() -> register(Content.PLAIN, null))
                .isInstanceOfSatisfying(
                        RegistryException.Unavailable.class,
                        refused -> assertThat(refused.code()).isEqualTo(ErrorCode.STOPPING));
    }

    @Test
    void batchGoesOnBehindARefusedItem() {
        Registrations.Registrant registrant = new Registrations.Registrant(SERVICE, ID, Content.PLAIN, true);
        RegistryException fault = new RegistryException.InvalidRequest(ErrorCode.INVALID_NAME, "no name");
        List<Batches.Result> results = Batches.run(
                        List.of(
                                request -> CompletableFuture.failedStage(fault),
                                request -> {
                                    throw fault;
                                },
                                request -> registrations.register(registrant, request)),
                        new RequestId(1, 2, 7))
                .toCompletableFuture()
                .join();
        assertThat(results).hasSize(3);
        assertThat(results.get(0).failure()).isSameAs(fault);
        assertThat(results.get(1).failure()).isSameAs(fault);
        assertThat(results.get(2).done()).isNotNull();
        assertThat(replication.root().requests().first())
                .isNotNull()
                .satisfies(remembered -> assertThat(remembered.id()).isEqualTo(new RequestId(1, 2, 9)));
    }
}
