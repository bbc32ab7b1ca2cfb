package io.maregistry.server.grpc;

import static io.maregistry.server.grpc.GrpcUnderTest.instance;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import io.grpc.reflection.v1.ServiceResponse;
import io.maregistry.proto.v1.ClusterReply;
import io.maregistry.proto.v1.ClusterRequest;
import io.maregistry.proto.v1.KeepAliveReply;
import io.maregistry.proto.v1.RegisterReply;
import io.maregistry.proto.v1.RegisterRequest;
import io.maregistry.proto.v1.RegistryGrpc;
import io.maregistry.server.replication.InMemoryReplication;
import io.maregistry.server.replication.Standing;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the port is beside the registry's own calls. */
class GrpcServerTest {

    private final GrpcUnderTest grpc = new GrpcUnderTest();

    @AfterEach
    void stop() {
        grpc.close();
    }

    @Test
    void healthFollowsWhetherTheNodeServes() throws Exception {
        Told<HealthCheckResponse> told = new Told<>();
        HealthGrpc.newStub(grpc.channel)
                .watch(
                        HealthCheckRequest.newBuilder()
                                .setService("maregistry.v1.Registry")
                                .build(),
                        told);
        assertThat(told.next().getStatus()).isEqualTo(ServingStatus.SERVING);

        grpc.replication.stand(InMemoryReplication.standing(Standing.Role.FOLLOWER, null, Standing.Health.NOT_READY));

        assertThat(told.next().getStatus()).isEqualTo(ServingStatus.NOT_SERVING);
        assertThat(HealthGrpc.newBlockingStub(grpc.channel)
                        .check(HealthCheckRequest.getDefaultInstance())
                        .getStatus())
                .isEqualTo(ServingStatus.NOT_SERVING);
    }

    @Test
    void healthIsLookedAtAgainAfterAFault() throws Exception {
        Told<HealthCheckResponse> told = new Told<>();
        HealthGrpc.newStub(grpc.channel).watch(HealthCheckRequest.getDefaultInstance(), told);
        assertThat(told.next().getStatus()).isEqualTo(ServingStatus.SERVING);

        grpc.replication.beforeStanding(() -> {
            throw new IllegalStateException("a fault");
        });

        assertThat(told.next().getStatus()).isEqualTo(ServingStatus.NOT_SERVING);
        assertThat(told.next().getStatus()).isEqualTo(ServingStatus.SERVING);
    }

    @Test
    void reflectionShowsTheRegistry() throws Exception {
        Told<ServerReflectionResponse> told = new Told<>();
        var requests = ServerReflectionGrpc.newStub(grpc.channel).serverReflectionInfo(told);

        requests.onNext(ServerReflectionRequest.newBuilder().setListServices("").build());
        ServerReflectionResponse services = told.next();
        requests.onNext(ServerReflectionRequest.newBuilder()
                .setFileContainingSymbol("maregistry.v1.Registry")
                .build());
        ServerReflectionResponse file = told.next();
        requests.onCompleted();

        assertThat(services.getListServicesResponse().getServiceList())
                .extracting(ServiceResponse::getName)
                .contains("maregistry.v1.Registry", "grpc.health.v1.Health");
        assertThat(file.getFileDescriptorResponse().getFileDescriptorProtoCount())
                .isEqualTo(1);
    }

    @Test
    void messageThatIsTooLargeIsRefused() {
        StatusRuntimeException refusal = catchThrowableOfType(
                StatusRuntimeException.class,
                () -> grpc.register(
                        "a.B",
                        instance(8080).toBuilder()
                                .putParameters("key", "x".repeat(1 << 20))
                                .build()));

        assertThat(refusal.getStatus().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
    }

    @Test
    void connectionThatCancelsCallsWithoutEndIsCut() throws Exception {
        grpc.register("a.B", instance(8080));
        Told<KeepAliveReply> told = new Told<>();
        grpc.streams().keepAlive(told);

        for (int number = 0; number < 1_000; number++) {
            ClientCall<ClusterRequest, ClusterReply> call =
                    grpc.channel.newCall(RegistryGrpc.getClusterMethod(), CallOptions.DEFAULT);
            call.start(new ClientCall.Listener<>() {}, new Metadata());
            call.cancel("enough", null);
        }

        assertThat(told.failure()).isInstanceOf(StatusRuntimeException.class);
    }

    @Test
    void connectionsAndCallsAreCounted() {
        grpc.register("a.B", instance(8080));

        assertThat(grpc.meters.get("maregistry.grpc.connections").gauge().value())
                .isEqualTo(1);
        assertThat(grpc.meters
                        .get("grpc.server.processing.duration")
                        .tag("method", "Register")
                        .timer()
                        .count())
                .isEqualTo(1);
    }

    @Test
    void callUnderWayIsAnsweredWhileTheNodeStops() throws Exception {
        grpc.replication.hold();
        Told<RegisterReply> told = new Told<>();
        grpc.streams()
                .register(
                        RegisterRequest.newBuilder()
                                .addItems(GrpcUnderTest.item("a.B", instance(8080)))
                                .build(),
                        told);
        Awaitility.await().until(() -> grpc.replication.heldUp() == 1);

        Thread closing = new Thread(grpc.server::close);
        closing.start();
        grpc.replication.release();

        assertThat(told.next().getResultsCount()).isEqualTo(1);
        closing.join(TimeUnit.SECONDS.toMillis(20));
        assertThat(closing.isAlive()).isFalse();
    }

    @Test
    void stopWaitsForTheRegistrysOwnCallsOnly() throws Exception {
        Told<HealthCheckResponse> health = new Told<>();
        HealthGrpc.newStub(grpc.channel).watch(HealthCheckRequest.getDefaultInstance(), health);
        health.next();
        Told<KeepAliveReply> told = new Told<>();
        assertThat(grpc.server.openCalls()).isZero();

        grpc.streams().keepAlive(told);
        Awaitility.await().until(() -> grpc.server.openCalls() == 1);
        grpc.server.close();

        told.awaitEnd();
        assertThat(grpc.server.openCalls()).isZero();
        assertThat(health.next().getStatus()).isEqualTo(ServingStatus.NOT_SERVING);
        assertThat(health.failure()).isInstanceOf(StatusRuntimeException.class);
    }

    @Test
    void startAndCloseMayBeRepeated() throws Exception {
        assertThat(grpc.server.start()).isEqualTo(grpc.server.start());

        grpc.server.close();
        grpc.server.close();
    }
}
