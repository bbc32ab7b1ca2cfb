package io.maregistry.client.internal.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.Any;
import com.google.rpc.Status;
import io.grpc.Server;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.StreamObserver;
import io.maregistry.client.spi.Credentials;
import io.maregistry.client.spi.Endpoint;
import io.maregistry.error.ErrorCode;
import io.maregistry.error.RegistryException;
import io.maregistry.proto.v1.Address;
import io.maregistry.proto.v1.ClusterReply;
import io.maregistry.proto.v1.ClusterRequest;
import io.maregistry.proto.v1.ErrorDetail;
import io.maregistry.proto.v1.RegisterReply;
import io.maregistry.proto.v1.RegisterRequest;
import io.maregistry.proto.v1.RegisterResult;
import io.maregistry.proto.v1.RegistryGrpc;
import io.maregistry.testkit.FreePorts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(60)
class GrpcTransportTest {

    private static final Duration DEADLINE = Duration.ofSeconds(20);
    private static final String THREAD = "transport-under-test";

    private final GrpcTransport transport =
            new GrpcTransport(GrpcTransportTest::thread, Runnable::run, Credentials.NONE);
    private final Node node = new Node();
    private Server server;
    private Endpoint endpoint;

    /** A node that answers as the test says. */
    private static final class Node extends RegistryGrpc.RegistryImplBase {
        private volatile Consumer<StreamObserver<ClusterReply>> cluster = caller -> {};
        private volatile RegisterReply registered = RegisterReply.getDefaultInstance();

        @Override
        public void cluster(ClusterRequest request, StreamObserver<ClusterReply> caller) {
            cluster.accept(caller);
        }

        @Override
        public void register(RegisterRequest request, StreamObserver<RegisterReply> caller) {
            caller.onNext(registered);
            caller.onCompleted();
        }
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, THREAD);
        thread.setDaemon(true);
        return thread;
    }

    @BeforeEach
    void start() throws IOException {
        server = NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .directExecutor()
                .addService(node)
                .build()
                .start();
        endpoint = new Endpoint("127.0.0.1", server.getPort());
    }

    @AfterEach
    void stop() {
        transport.close();
        server.shutdownNow();
    }

    @Test
    void answerComesBack() {
        node.cluster = caller -> {
            caller.onNext(ClusterReply.newBuilder().setClusterId("c").build());
            caller.onCompleted();
        };

        ClusterReply reply = transport
                .call(endpoint, RegistryCall.CLUSTER, ClusterRequest.getDefaultInstance(), DEADLINE)
                .toCompletableFuture()
                .join();

        assertThat(reply.getClusterId()).isEqualTo("c");
    }

    @Test
    void errorKeepsItsKindItsLeaderAndItsWait() {
        ErrorDetail detail = ErrorDetail.newBuilder()
                .setCode("NO_LEADER")
                .setMessage("none")
                .setLeader(Address.newBuilder().setGrpc("10.0.0.1:9081"))
                .setRetryAfterMs(1_000)
                .build();
        node.cluster = caller -> caller.onError(StatusProto.toStatusRuntimeException(
                Status.newBuilder().setCode(14).addDetails(Any.pack(detail)).build()));

        CallFailure failure = failureOfCluster(endpoint, DEADLINE);

        assertThat(failure.error()).isInstanceOf(RegistryException.Unavailable.class);
        assertThat(failure.error().code()).isEqualTo(ErrorCode.NO_LEADER);
        assertThat(failure.isUnreachable()).isFalse();
        assertThat(failure.leader()).contains(Endpoint.of("10.0.0.1:9081"));
        assertThat(failure.retryAfterMillis()).isEqualTo(1_000);
    }

    @ParameterizedTest
    @EnumSource(names = {"RESOURCE_EXHAUSTED", "PERMISSION_DENIED", "UNAUTHENTICATED"})
    void refusalThatNoRegistryHasWrittenMayPass(io.grpc.Status.Code code) {
        node.cluster = caller ->
                caller.onError(code.toStatus().withDescription("says a proxy").asRuntimeException());

        RegistryException error = failureOfCluster(endpoint, DEADLINE).error();

        assertThat(error.isTransient()).isTrue();
        assertThat(error).hasMessageContaining("says a proxy");
    }

    @Test
    void refusalThatTheRegistryHasWrittenIsForGood() {
        node.cluster = caller -> caller.onError(StatusProto.toStatusRuntimeException(Status.newBuilder()
                .setCode(7)
                .addDetails(
                        Any.pack(ErrorDetail.newBuilder().setCode("FORBIDDEN").build()))
                .build()));

        assertThat(failureOfCluster(endpoint, DEADLINE).error()).isInstanceOf(RegistryException.Forbidden.class);
    }

    @Test
    void refusalOfTheOnlyItemIsTheFailureOfTheCall() {
        node.registered = RegisterReply.newBuilder()
                .addResults(RegisterResult.newBuilder()
                        .setError(ErrorDetail.newBuilder()
                                .setCode("STALE_GENERATION")
                                .setGeneration(4)))
                .build();

        CallFailure failure = failure(() -> transport
                .call(endpoint, RegistryCall.REGISTER, RegisterRequest.getDefaultInstance(), DEADLINE)
                .toCompletableFuture()
                .join());

        assertThat(failure.error())
                .isInstanceOfSatisfying(
                        RegistryException.Conflict.class,
                        conflict -> assertThat(conflict.generation()).isEqualTo(4));
    }

    @Test
    void nodeThatIsNotThereHasSurelyNotGotTheRequest() {
        CallFailure failure =
                failureOfCluster(new Endpoint("127.0.0.1", FreePorts.take(1).get(0)), DEADLINE);

        assertThat(failure.isUnreachable()).isTrue();
        assertThat(failure.error()).isInstanceOf(RegistryException.Unavailable.class);
        assertThat(failure.error()).hasMessageContaining("Connection refused");
    }

    @Test
    void nodeThatDoesNotAnswerMayHaveGotTheRequest() {
        CallFailure failure = failureOfCluster(endpoint, Duration.ofSeconds(3));

        assertThat(failure.isUnreachable()).isTrue();
        assertThat(failure.error()).isInstanceOf(RegistryException.Indeterminate.class);
    }

    @Test
    void hostThatCannotBeCalledIsUnreachable() {
        CallFailure failure = failureOfCluster(new Endpoint("registry_1", 9081), DEADLINE);

        assertThat(failure.isUnreachable()).isTrue();
        assertThat(failure.error()).hasMessageStartingWith("registry_1:9081 cannot be called: ");
    }

    @Test
    void closeLeavesNoThread() {
        failureOfCluster(new Endpoint("127.0.0.1", FreePorts.take(1).get(0)), DEADLINE);

        transport.close();
        transport.close();

        await().untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet()) // an ended one is seen for a moment
                .noneMatch(thread -> thread.getName().startsWith(THREAD)));
        assertThat(failureOfCluster(endpoint, DEADLINE).error()).hasMessage("the client is closed");
    }

    private CallFailure failureOfCluster(Endpoint called, Duration deadline) {
        return failure(() -> transport
                .call(called, RegistryCall.CLUSTER, ClusterRequest.getDefaultInstance(), deadline)
                .toCompletableFuture()
                .join());
    }

    private static CallFailure failure(ThrowingCallable call) {
        CompletionException failed = catchThrowableOfType(CompletionException.class, call);
        if (failed.getCause() instanceof CallFailure said) {
            return said;
        }
        throw new AssertionError("another failure than that of a call", failed);
    }
}
