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
import io.maregistry.server.config.WatchConfig;
import io.maregistry.server.replication.InMemoryReplication;
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
