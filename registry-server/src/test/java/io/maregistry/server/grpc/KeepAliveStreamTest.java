package io.maregistry.server.grpc;

import static io.maregistry.server.grpc.GrpcUnderTest.detail;
import static io.maregistry.server.grpc.GrpcUnderTest.instance;
import static io.maregistry.server.grpc.GrpcUnderTest.service;
import static io.maregistry.server.grpc.GrpcUnderTest.url;
import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.stub.StreamObserver;
import io.maregistry.error.ErrorCode;
import io.maregistry.error.RegistryException;
import io.maregistry.proto.v1.KeepAliveReply;
import io.maregistry.proto.v1.KeepAliveRequest;
import io.maregistry.proto.v1.RegisterReply;
import io.maregistry.proto.v1.RenewItem;
import java.util.Collections;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Renewals on one stream. */
class KeepAliveStreamTest {

    private final GrpcUnderTest grpc = new GrpcUnderTest();
    private final Told<KeepAliveReply> told = new Told<>();

    @AfterEach
    void stop() {
        grpc.close();
    }

    private static RenewItem renewal(int port) {
        return RenewItem.newBuilder()
                .setService(service("a.B"))
                .setId(url(port))
                .build();
    }

    private static KeepAliveRequest renewals(int... ports) {
        KeepAliveRequest.Builder request = KeepAliveRequest.newBuilder();
        for (int port : ports) {
            request.addItems(renewal(port));
        }
        return request.build();
    }

    @Test
    void eachMessageIsAnsweredByWhoHasToRegisterAgain() throws Exception {
        grpc.register("a.B", instance(8080));
        StreamObserver<KeepAliveRequest> stream = grpc.streams().keepAlive(told);

        stream.onNext(renewals(8080));
        stream.onNext(renewals(9090, 8080, 9091));

        assertThat(told.next().getUnknownItemsList()).isEmpty();
        assertThat(told.next().getUnknownItemsList()).containsExactly(0, 2);
        stream.onCompleted();
        told.awaitEnd();
    }

    @Test
    void staysRenewByTheirHandles() throws Exception {
        RegisterReply registered = grpc.register("a.B", instance(8080), instance(8081));
        long first = registered.getResults(0).getHandle();
        long second = registered.getResults(1).getHandle();
        grpc.unregister("a.B", 8080);
        StreamObserver<KeepAliveRequest> stream = grpc.streams().keepAlive(told);

        stream.onNext(KeepAliveRequest.newBuilder()
                .setClusterId(registered.getClusterId())
                .addHandles(second)
                .addHandles(first)
                .addItems(renewal(8080))
                .build());
        KeepAliveReply ofThisCluster = told.next();
        stream.onNext(KeepAliveRequest.newBuilder()
                .setClusterId("another")
                .addHandles(second)
                .build());
        KeepAliveReply ofAnother = told.next();

        assertThat(ofThisCluster.getUnknownHandlesList()).containsExactly(first);
        assertThat(ofThisCluster.getUnknownItemsList()).containsExactly(0);
        assertThat(ofAnother.getUnknownHandlesList()).containsExactly(second);
    }

    @Test
    void messageWaitsForTheOneBeforeIt() throws Exception {
        grpc.register("a.B", instance(8080));
        grpc.replication.hold();
        StreamObserver<KeepAliveRequest> stream = grpc.streams().keepAlive(told);

        stream.onNext(renewals(8080));
        stream.onNext(renewals(8080));
        Awaitility.await().until(() -> grpc.replication.heldUp() == 1);
        assertThat(told.isEmpty()).isTrue();
        grpc.replication.release();

        told.next();
        told.next();
    }

    @Test
    void messageIsTakenOnlyWhileTheClientReadsItsAnswers() throws Exception {
        try (StreamsUnderTest streams = new StreamsUnderTest()) {
            Caller<KeepAliveReply> caller = new Caller<>();
            int whileItReadsNothing = streams.on(() -> {
                KeepAliveStream stream = KeepAliveStream.open(streams.keepAlive(), streams.loops.current(), caller);
                caller.isReady = false;
                stream.onNext(KeepAliveRequest.newBuilder()
                        .setClusterId("another")
                        .addHandles(1)
                        .build());
                return caller.requested;
            });
            int onceItDoes = streams.on(() -> {
                caller.becomesReady();
                caller.becomesReady();
                return caller.requested;
            });

            assertThat(whileItReadsNothing).isEqualTo(1);
            assertThat(onceItDoes).isEqualTo(2);
            assertThat(caller.told).hasSize(1);
        }
    }

    @Test
    void failedRenewalEndsTheStreamWithItsReason() throws Exception {
        grpc.replication.refuseWith(new RegistryException.Unavailable(ErrorCode.NO_LEADER, "no leader is known"));
        StreamObserver<KeepAliveRequest> stream = grpc.streams().keepAlive(told);

        stream.onNext(renewals(8080));

        assertThat(detail(told.failure()).getCode()).isEqualTo("NO_LEADER");
    }

    @Test
    void tooManyAtOnceAreRefused() throws Exception {
        StreamObserver<KeepAliveRequest> stream = grpc.streams().keepAlive(told);

        stream.onNext(KeepAliveRequest.newBuilder()
                .addAllItems(Collections.nCopies(4_097, renewal(8080)))
                .build());

        assertThat(detail(told.failure()).getMessage()).isEqualTo("items must be at most 4096");
    }

    @Test
    void stoppingNodeAnswersWhatIsUnderWayAndEnds() throws Exception {
        grpc.register("a.B", instance(8080));
        grpc.replication.hold();
        StreamObserver<KeepAliveRequest> stream = grpc.streams().keepAlive(told);
        stream.onNext(renewals(8080));
        Awaitility.await().until(() -> grpc.replication.heldUp() == 1);

        Thread closing = new Thread(grpc.server::close);
        closing.start();
        grpc.replication.release();
        closing.join();

        assertThat(told.next().getUnknownItemsList()).isEmpty();
        told.awaitEnd();
    }
}
