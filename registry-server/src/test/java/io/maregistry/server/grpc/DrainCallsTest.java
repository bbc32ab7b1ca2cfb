package io.maregistry.server.grpc;

import static io.maregistry.server.grpc.GrpcUnderTest.instance;
import static io.maregistry.server.grpc.GrpcUnderTest.item;
import static io.maregistry.server.grpc.GrpcUnderTest.service;
import static io.maregistry.server.grpc.GrpcUnderTest.url;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import io.maregistry.proto.v1.DrainItem;
import io.maregistry.proto.v1.DrainReply;
import io.maregistry.proto.v1.DrainRequest;
import io.maregistry.proto.v1.GetServiceRequest;
import io.maregistry.proto.v1.ListWatchersReply;
import io.maregistry.proto.v1.ListWatchersRequest;
import io.maregistry.proto.v1.RegisterRequest;
import io.maregistry.proto.v1.WatchAck;
import io.maregistry.proto.v1.WatchAdd;
import io.maregistry.proto.v1.WatchEvent;
import io.maregistry.proto.v1.WatchRequest;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class DrainCallsTest {

    private final GrpcUnderTest server = new GrpcUnderTest();
    private final BlockingQueue<WatchEvent> events = new LinkedBlockingQueue<>();

    @BeforeEach
    void register() {
        server.calls()
                .register(RegisterRequest.newBuilder()
                        .addItems(item("a.B", instance(1)))
                        .addItems(item("a.B", instance(2)))
                        .addItems(item("c.D", instance(3)))
                        .build());
    }

    @AfterEach
    void close() {
        server.close();
    }

    private static DrainRequest.Builder drain(int... ports) {
        DrainRequest.Builder request = DrainRequest.newBuilder();
        for (int port : ports) {
            request.addItems(DrainItem.newBuilder()
                    .setService(service(port == 3 ? "c.D" : "a.B"))
                    .setId(url(port)));
        }
        return request;
    }

    private boolean isDraining(String service, int at) {
        return server.calls()
                .getService(GetServiceRequest.newBuilder()
                        .setService(service(service))
                        .build())
                .getService()
                .getInstances(at)
                .getDraining();
    }

    private StreamObserver<WatchRequest> watch(boolean ack) throws InterruptedException {
        StreamObserver<WatchRequest> watch = server.streams().watch(new StreamObserver<>() {
            @Override
            public void onNext(WatchEvent event) {
                events.add(event);
            }

            @Override
            public void onError(Throwable failure) {
                // the server was closed
            }

            @Override
            public void onCompleted() {
                // likewise
            }
        });
        watch.onNext(WatchRequest.newBuilder()
                .setAdd(WatchAdd.newBuilder()
                        .setId(1)
                        .addServices(service("a.B"))
                        .setAck(ack))
                .build());
        assertThat(event().hasHello()).isTrue();
        assertThat(event().hasState()).isTrue();
        return watch;
    }

    private WatchEvent event() throws InterruptedException {
        WatchEvent event = events.poll(30, TimeUnit.SECONDS);
        assertThat(event).isNotNull();
        return event;
    }

    private static void acknowledge(StreamObserver<WatchRequest> watch, long revision, long id) {
        watch.onNext(WatchRequest.newBuilder()
                .setAck(WatchAck.newBuilder().setRevision(revision).setId(id))
                .build());
    }

    private ListWatchersReply watchers() {
        return server.calls()
                .listWatchers(ListWatchersRequest.newBuilder()
                        .setService(service("a.B"))
                        .build());
    }

    @Test
    void instancesOfOneServiceDrainInOneChangeAndOthersBeside() {
        DrainReply reply = server.calls().drain(drain(1, 3, 2).setWaitMs(60_000).build());

        assertThat(reply.getHeader().getRevision()).isEqualTo(5);
        assertThat(reply.getResultsList()).hasSize(3).noneMatch(result -> result.hasError());
        assertThat(reply.getWatchers()).isZero();
        assertThat(isDraining("a.B", 0)).isTrue();
        assertThat(isDraining("a.B", 1)).isTrue();
        assertThat(isDraining("c.D", 0)).isTrue();

        DrainReply undone = server.calls().drain(drain(1).setUndo(true).build());
        assertThat(undone.getHeader().getRevision()).isEqualTo(6);
        assertThat(isDraining("a.B", 0)).isFalse();
    }

    @Test
    void whatIsNotListedIsToldItemByItem() {
        DrainReply reply = server.calls().drain(drain(1, 7).build());

        assertThat(reply.getResults(0).hasError()).isFalse();
        assertThat(reply.getResults(1).getError().getCode()).isEqualTo("NO_SUCH_INSTANCE");
        assertThatThrownBy(() -> server.calls().drain(drain(7).build()))
                .isInstanceOf(StatusRuntimeException.class)
                .extracting(failure ->
                        Status.fromThrowable((StatusRuntimeException) failure).getCode())
                .isEqualTo(Status.Code.NOT_FOUND);
        assertThatThrownBy(() -> server.calls().drain(drain(1).setWaitMs(60_001).build()))
                .hasMessageContaining("wait_ms");
        assertThatThrownBy(() -> server.calls()
                        .drain(drain(1).addItems(DrainItem.newBuilder().setId("nonsense"))
                                .build()))
                .hasMessageContaining("items[1]");
    }

    @Test
    void requestIdsCountOnByService() {
        String id = "0123456789abcdef0123456789abcdef:";
        server.calls().drain(drain(1, 3).setRequestId(id + 1).build());
        server.calls().drain(drain(1, 3).setUndo(true).build());

        server.calls().drain(drain(1).setRequestId(id + 1).build());
        server.calls().drain(drain(3).setRequestId(id + 2).build());

        assertThat(isDraining("a.B", 0)).isFalse();
        assertThat(isDraining("c.D", 0)).isFalse();
    }

    @Test
    void clientThatAcknowledgesIsWaitedFor() throws Exception {
        StreamObserver<WatchRequest> watch = watch(true);
        acknowledge(watch, 3, 1);
        CompletableFuture<DrainReply> draining = CompletableFuture.supplyAsync(
                () -> server.calls().drain(drain(1).setWaitMs(60_000).build()));
        WatchEvent told = event();
        assertThat(told.getChange().getCause()).isEqualTo("drain");
        acknowledge(watch, 4, 7); // of another add
        assertThat(watchers().getWatchers(0).getWatch()).startsWith("n1-g1-").endsWith(".1");
        assertThat(watchers().getWatchers(0).getAddress()).startsWith("127.0.0.1:");
        assertThat(draining).isNotDone();

        acknowledge(watch, 4, 0);

        assertThat(draining.join().getConfirmed()).isEqualTo(1);
        assertThat(draining.join().getWatchers()).isEqualTo(1);
        watch.onCompleted();
    }

    @Test
    void clientThatNeverAcknowledgesIsNamed() throws Exception {
        StreamObserver<WatchRequest> watch = watch(true);

        DrainReply reply = server.calls().drain(drain(1).setWaitMs(100).build());

        assertThat(reply.getWatchers()).isEqualTo(1);
        assertThat(reply.getConfirmed()).isZero();
        assertThat(reply.getWaitingList()).hasSize(1);
        assertThat(reply.getWaiting(0).getRevision()).isZero();
        watch.onCompleted();
    }

    @Test
    void clientThatSaysNothingOfAcksConfirmsByTakingEvents() throws Exception {
        StreamObserver<WatchRequest> watch = watch(false);

        DrainReply reply = server.calls().drain(drain(1).setWaitMs(60_000).build());

        assertThat(reply.getWatchers()).isEqualTo(1);
        assertThat(reply.getConfirmed()).isEqualTo(1);
        watch.onCompleted();
    }
}
