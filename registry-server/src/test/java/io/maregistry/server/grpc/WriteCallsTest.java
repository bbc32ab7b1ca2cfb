package io.maregistry.server.grpc;

import static io.maregistry.server.grpc.GrpcUnderTest.failureOf;
import static io.maregistry.server.grpc.GrpcUnderTest.instance;
import static io.maregistry.server.grpc.GrpcUnderTest.item;
import static io.maregistry.server.grpc.GrpcUnderTest.service;
import static io.maregistry.server.grpc.GrpcUnderTest.url;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.maregistry.error.ErrorCode;
import io.maregistry.error.RegistryException;
import io.maregistry.model.InstanceId;
import io.maregistry.model.ServiceName;
import io.maregistry.proto.v1.ErrorDetail;
import io.maregistry.proto.v1.HealthCheck;
import io.maregistry.proto.v1.Instance;
import io.maregistry.proto.v1.RegisterOutcome;
import io.maregistry.proto.v1.RegisterReply;
import io.maregistry.proto.v1.RegisterRequest;
import io.maregistry.proto.v1.RegisterResult;
import io.maregistry.proto.v1.RenewItem;
import io.maregistry.proto.v1.RenewReply;
import io.maregistry.proto.v1.RenewRequest;
import io.maregistry.proto.v1.UnregisterItem;
import io.maregistry.proto.v1.UnregisterReply;
import io.maregistry.proto.v1.UnregisterRequest;
import io.maregistry.server.replication.InMemoryReplication;
import io.maregistry.server.replication.Standing;
import io.maregistry.server.state.ServiceView;
import java.util.Collections;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Register, unregister and renew over gRPC. */
class WriteCallsTest {

    private static final String REQUEST = "0123456789abcdef0123456789abcdef:";

    private final GrpcUnderTest grpc = new GrpcUnderTest();

    @AfterEach
    void stop() {
        grpc.close();
    }

    @Test
    void registeredInstanceIsListedWithAHandleAndARhythm() {
        RegisterReply reply = grpc.register("a.B", instance(8080));

        assertThat(reply.getResults(0).getOutcome()).isEqualTo(RegisterOutcome.REGISTER_OUTCOME_ADDED);
        assertThat(reply.getResults(0).getHandle()).isEqualTo(1);
        assertThat(reply.getRenewEveryMs()).isEqualTo(5_000);
        assertThat(reply.getClusterId()).isEqualTo("3f0a91c2d4e5b6783f0a91c2d4e5b678");
        assertThat(reply.getHeader().getRevision()).isEqualTo(1);
        assertThat(reply.getHeader().getLineage()).isEqualTo("5f1c09ab77e2d410");
        assertThat(reply.getHeader().getLeader().getGrpc()).isEqualTo("127.0.0.1:9081");
        assertThat(grpc.replication.root().service(ServiceName.of("a.B"))).isNotNull();
    }

    @Test
    void shortestLeaseSetsTheRhythmAndPersistentInstancesHaveNone() {
        RegisterReply mixed = grpc.register(
                "a.B",
                instance(8080),
                instance(8081).toBuilder().setTtlMs(6_000).build(),
                instance(8082).toBuilder().setPersistent(true).build());
        RegisterReply persistent = grpc.register(
                "a.C", instance(8080).toBuilder().setPersistent(true).build());

        assertThat(mixed.getRenewEveryMs()).isEqualTo(1_500);
        assertThat(persistent.getRenewEveryMs()).isZero();
    }

    @Test
    void everythingThatIsSaidOfAnInstanceIsKept() {
        Instance said = instance(8080).toBuilder()
                .setContext("shop")
                .putParameters("env", "dev")
                .putParameters("az", "1")
                .setWeight(7)
                .setTtlMs(30_000)
                .setOfflineGraceMs(0)
                .setGeneration(3)
                .setInstanceId("one")
                .setCheck(HealthCheck.newBuilder().setType("http").setPath("/up"))
                .setDisabled(true)
                .build();

        grpc.register("a.B", said);

        ServiceView service = requireNonNull(grpc.replication.root().service(ServiceName.of("a.B")));
        io.maregistry.model.Instance stored = requireNonNull(service.find(InstanceId.ofUrl(url(8080) + "/shop")))
                .instance();
        assertThat(stored.content().parameters().asMap())
                .containsEntry("env", "dev")
                .containsEntry("az", "1");
        assertThat(stored.content().weight()).isEqualTo(7);
        assertThat(stored.content().lease().ttlMillis()).isEqualTo(30_000);
        assertThat(stored.content().lease().offlineGraceMillis()).isZero();
        assertThat(stored.content().generation()).isEqualTo(3);
        assertThat(stored.content().instanceId()).isEqualTo("one");
        assertThat(requireNonNull(stored.content().check()).port()).isEqualTo(8080);
        assertThat(stored.operator().enabled()).isFalse();
    }

    @Test
    void itemsAreDoneOrRefusedByThemselves() {
        RegisterReply reply = grpc.calls()
                .register(RegisterRequest.newBuilder()
                        .addItems(item("a.B", instance(8080)))
                        .addItems(item("a.B", instance(0)))
                        .addItems(item("a b", instance(8081)))
                        .addItems(item(
                                "a.B",
                                instance(8082).toBuilder().setTtlMs(1_000).build()))
                        .addItems(item("a.B", instance(8083)))
                        .build());

        assertThat(reply.getResultsList())
                .extracting(RegisterResult::getOutcome)
                .containsExactly(
                        RegisterOutcome.REGISTER_OUTCOME_ADDED,
                        RegisterOutcome.REGISTER_OUTCOME_UNSPECIFIED,
                        RegisterOutcome.REGISTER_OUTCOME_UNSPECIFIED,
                        RegisterOutcome.REGISTER_OUTCOME_UNSPECIFIED,
                        RegisterOutcome.REGISTER_OUTCOME_ADDED);
        ErrorDetail port = reply.getResults(1).getError();
        assertThat(port.getCode()).isEqualTo("INVALID_INSTANCE");
        assertThat(port.getAt()).isEqualTo("items[1].instance");
        assertThat(port.getMessage()).contains("port must be 1 to 65535, was 0");
        assertThat(reply.getResults(2).getError().getCode()).isEqualTo("INVALID_NAME");
        assertThat(reply.getResults(3).getError().getMessage()).contains("ttlMs must be at least 3000, was 1000");
    }

    @Test
    void parametersAreBoundedAsOverHttp() {
        Instance.Builder crowded = instance(8080).toBuilder();
        IntStream.rangeClosed(0, 128).forEach(number -> crowded.putParameters("key" + number, ""));
        Instance longValue = instance(8081).toBuilder()
                .putParameters("key", "x".repeat(4_097))
                .build();

        RegisterReply reply = grpc.register("a.B", crowded.build(), longValue);

        assertThat(reply.getResults(0).getError().getMessage()).contains("at most 128 parameters");
        assertThat(reply.getResults(1).getError().getMessage()).contains("values have at most 4096");
        assertThat(reply.getResults(1).getError().getAt()).isEqualTo("items[1].instance.parameters");
    }

    @Test
    void tooManyItemsAreRefusedAndChangeNothing() {
        ErrorDetail refusal = failureOf(() -> grpc.calls()
                .register(RegisterRequest.newBuilder()
                        .addAllItems(Collections.nCopies(1_001, item("a.B", instance(8080))))
                        .build()));

        assertThat(refusal.getCode()).isEqualTo("INVALID_REQUEST");
        assertThat(refusal.getMessage()).isEqualTo("items must be at most 1000");
        assertThat(grpc.replication.root().scalars().revision()).isZero();
    }

    @Test
    void repeatedRequestIsDoneOnce() {
        RegisterRequest request = RegisterRequest.newBuilder()
                .setRequestId(REQUEST + "5")
                .addItems(item("a.B", instance(8080)))
                .addItems(item("a.B", instance(8081)))
                .build();

        RegisterReply first = grpc.calls().register(request);
        RegisterReply again = grpc.calls().register(request);

        assertThat(again.getResultsList()).isEqualTo(first.getResultsList());
        assertThat(grpc.replication.root().scalars().revision()).isEqualTo(2);
    }

    @Test
    void malformedRequestIdIsRefused() {
        ErrorDetail refusal = failureOf(() -> grpc.calls()
                .register(RegisterRequest.newBuilder()
                        .setRequestId("one")
                        .addItems(item("a.B", instance(8080)))
                        .build()));

        assertThat(refusal.getCode()).isEqualTo("INVALID_REQUEST");
        assertThat(refusal.getAt()).isEqualTo("request_id");
    }

    @Test
    void olderGenerationIsAConflictThatNamesTheStoredOne() {
        grpc.register("a.B", instance(8080).toBuilder().setGeneration(7).build());

        ErrorDetail conflict = grpc.register(
                        "a.B", instance(8080).toBuilder().setGeneration(6).build())
                .getResults(0)
                .getError();

        assertThat(conflict.getCode()).isEqualTo("STALE_GENERATION");
        assertThat(conflict.getGeneration()).isEqualTo(7);
    }

    @Test
    void callFailsWhereNoItemGotFurther() {
        grpc.replication.refuseWith(
                new RegistryException.Unavailable(ErrorCode.NO_LEADER, "no leader is known; retry"));

        ErrorDetail failure = failureOf(() -> grpc.register("a.B", instance(8080), instance(8081)));

        assertThat(failure.getCode()).isEqualTo("NO_LEADER");
        assertThat(failure.getRetryAfterMs()).isEqualTo(1_000);
    }

    @Test
    void nodeThatDoesNotLeadSaysWhoDoes() {
        grpc.replication.refuseWith(new RegistryException.NotLeader("http://127.0.0.1:8081"));

        ErrorDetail failure = failureOf(() -> grpc.register("a.B", instance(8080)));

        assertThat(failure.getCode()).isEqualTo("NOT_LEADER");
        assertThat(failure.getLeader().getGrpc()).isEqualTo("127.0.0.1:9081");
    }

    @Test
    void bugIsToldByItsNumberOnly() {
        grpc.replication.beforeStanding(() -> {
            throw new IllegalStateException("a secret");
        });

        ErrorDetail failure = failureOf(() -> grpc.register("a.B", instance(8080)));

        assertThat(failure.getCode()).isEqualTo("INTERNAL");
        assertThat(failure.getMessage()).contains("bug=").doesNotContain("secret");
    }

    @Test
    void unregisteredInstanceIsGone() {
        grpc.register("a.B", instance(8080));

        UnregisterReply reply = grpc.calls()
                .unregister(UnregisterRequest.newBuilder()
                        .addItems(UnregisterItem.newBuilder()
                                .setService(service("a.B"))
                                .setId(url(8080)))
                        .addItems(UnregisterItem.newBuilder()
                                .setService(service("a.B"))
                                .setId(url(9090)))
                        .addItems(UnregisterItem.newBuilder()
                                .setService(service("a.B"))
                                .setId("nonsense"))
                        .build());

        assertThat(reply.getResults(0).getRemoved()).isTrue();
        assertThat(reply.getResults(1).getRemoved()).isFalse();
        assertThat(reply.getResults(1).hasError()).isFalse();
        assertThat(reply.getResults(2).getError().getAt()).isEqualTo("items[2].id");
        assertThat(reply.getHeader().getRevision()).isEqualTo(2);
    }

    @Test
    void generationsThatNoReaderOfJsonKeepsAreRefused() {
        grpc.register("a.B", instance(8080));

        UnregisterReply reply = grpc.calls()
                .unregister(UnregisterRequest.newBuilder()
                        .addItems(removal(1L << 53))
                        .addItems(removal(-1))
                        .addItems(removal((1L << 53) - 1))
                        .build());

        assertThat(reply.getResults(0).getError().getAt()).isEqualTo("items[0].generation");
        assertThat(reply.getResults(0).getError().getMessage()).startsWith("generation must be 0 to 2^53 - 1");
        assertThat(reply.getResults(1).getError().getAt()).isEqualTo("items[1].generation");
        assertThat(reply.getResults(2).getRemoved()).isTrue();
    }

    @Test
    void generationThatIsGivenIsNotTheOneOfThoseWhoGiveNone() {
        RegisterResult refused = grpc.register(
                        "a.B", instance(8080).toBuilder().setGeneration(-1).build())
                .getResults(0);

        assertThat(refused.getError().getCode()).isEqualTo("INVALID_INSTANCE");
        assertThat(refused.getError().getMessage()).contains("generation must be 0 to 2^53 - 1, was -1");
    }

    private static UnregisterItem removal(long generation) {
        return UnregisterItem.newBuilder()
                .setService(service("a.B"))
                .setId(url(8080))
                .setGeneration(generation)
                .build();
    }

    @Test
    void renewalTellsWhoHasToRegisterAgain() {
        grpc.register("a.B", instance(8080));

        RenewReply reply = grpc.calls()
                .renew(RenewRequest.newBuilder()
                        .addItems(renewal(8080))
                        .addItems(renewal(9090))
                        .build());

        assertThat(reply.getRequireReregisterList()).containsExactly(false, true);
    }

    @Test
    void malformedRenewalRenewsNobody() {
        grpc.register("a.B", instance(8080));
        long before = grpc.replication.root().position().index();

        ErrorDetail refusal = failureOf(() -> grpc.calls()
                .renew(RenewRequest.newBuilder()
                        .addItems(renewal(8080))
                        .addItems(RenewItem.newBuilder().setService(service("a.B")))
                        .build()));

        assertThat(refusal.getAt()).isEqualTo("items[1].id");
        assertThat(grpc.replication.root().position().index()).isEqualTo(before);
    }

    @Test
    void nodeThatHasNotCaughtUpTakesNoWrites() {
        grpc.replication.stand(InMemoryReplication.standing(Standing.Role.FOLLOWER, null, Standing.Health.NOT_READY));

        ErrorDetail failure = failureOf(() -> grpc.register("a.B", instance(8080)));

        assertThat(failure.getCode()).isEqualTo("NOT_READY");
    }

    private static RenewItem renewal(int port) {
        return RenewItem.newBuilder()
                .setService(service("a.B"))
                .setId(url(port))
                .build();
    }
}
