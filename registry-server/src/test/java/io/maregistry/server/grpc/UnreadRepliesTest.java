package io.maregistry.server.grpc;

import static io.maregistry.server.grpc.GrpcUnderTest.service;
import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;
import io.maregistry.proto.v1.GetServiceReply;
import io.maregistry.proto.v1.GetServiceRequest;
import io.maregistry.proto.v1.Instance;
import io.maregistry.proto.v1.RegistryGrpc;
import io.maregistry.server.config.LimitsConfig;
import io.maregistry.server.config.WatchConfig;
import io.maregistry.server.replication.InMemoryReplication;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Clients that ask for long lists and do not read them. */
class UnreadRepliesTest {

    private static final GetServiceRequest REQUEST =
            GetServiceRequest.newBuilder().setService(service("a.B")).build();

    private final GrpcUnderTest grpc = new GrpcUnderTest(InMemoryReplication.born(), WatchConfig.DEFAULT, 4 << 20);

    @AfterEach
    void stop() {
        grpc.close();
    }

    @Test
    void whatIsNotReadIsBoundedAndFreeAgainOnceItsCallerHasGone() throws Exception {
        registerMuch(grpc);
        Unread first = new Unread(grpc);
        Awaitility.await().until(() -> grpc.server.unreadBytes() > 0);

        Unread second = new Unread(grpc);

        assertThat(second.end.get(20, TimeUnit.SECONDS).getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
        first.call.cancel("enough", null);
        Awaitility.await().until(() -> grpc.server.unreadBytes() == 0);
        assertThat(grpc.calls().getService(REQUEST).getService().getInstancesCount())
                .isEqualTo(600);
        Awaitility.await().until(() -> grpc.server.unreadBytes() == 0);
    }

    @Test
    void replyThatIsNotReadInTimeIsCutOff() throws Exception {
        LimitsConfig usual = LimitsConfig.DEFAULT;
        LimitsConfig hasty = new LimitsConfig(
                usual.minTtl(),
                usual.head(),
                usual.body(),
                new LimitsConfig.Connections(100, 100, usual.connections().idle(), Duration.ofMillis(100)),
                usual.batch(),
                usual.parameters(),
                usual.metrics(),
                usual.instances(),
                usual.time(),
                usual.waiting());
        try (GrpcUnderTest impatient =
                new GrpcUnderTest(InMemoryReplication.born(), WatchConfig.DEFAULT, 64 << 20, hasty)) {
            registerMuch(impatient);

            Unread unread = new Unread(impatient);
            Awaitility.await().until(() -> impatient.server.unreadBytes() > 0);

            Awaitility.await().until(() -> impatient.server.openCalls() == 0);
            assertThat(impatient.server.unreadBytes()).isZero();
            assertThat(unread.end).isNotDone(); // it has not read so far as to hear of it
        }
    }

    private static void registerMuch(GrpcUnderTest grpc) {
        String much = "x".repeat(4_000);
        for (int part = 0; part < 3; part++) {
            int from = 1 + part * 200;
            grpc.register(
                    "a.B",
                    IntStream.range(from, from + 200)
                            .mapToObj(port -> GrpcUnderTest.instance(port).toBuilder()
                                    .putParameters("much", much)
                                    .build())
                            .toArray(
                                    Instance[]
                                            ::new)); // 2.4 MB in all, more than HTTP/2 sends ahead: one such reply fits
        }
    }

    /** A call whose reply is never asked for. */
    private static final class Unread extends ClientCall.Listener<GetServiceReply> {
        final CompletableFuture<Status> end = new CompletableFuture<>();
        final ClientCall<GetServiceRequest, GetServiceReply> call;

        Unread(GrpcUnderTest grpc) {
            call = grpc.channel.newCall(RegistryGrpc.getGetServiceMethod(), CallOptions.DEFAULT);
            call.start(this, new Metadata());
            call.sendMessage(REQUEST);
            call.halfClose();
        }

        @Override
        public void onClose(Status status, Metadata trailers) {
            end.complete(status);
        }
    }
}
