package io.maregistry.server.grpc;

import static io.maregistry.server.grpc.GrpcUnderTest.detail;
import static io.maregistry.server.grpc.GrpcUnderTest.instance;
import static io.maregistry.server.grpc.GrpcUnderTest.service;
import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.stub.StreamObserver;
import io.maregistry.proto.v1.Instance;
import io.maregistry.proto.v1.WatchAdd;
import io.maregistry.proto.v1.WatchEvent;
import io.maregistry.proto.v1.WatchHello;
import io.maregistry.proto.v1.WatchRemove;
import io.maregistry.proto.v1.WatchRequest;
import io.maregistry.server.config.WatchConfig;
import io.maregistry.server.replication.InMemoryReplication;
import io.maregistry.server.replication.Standing;
import java.time.Duration;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Watches over gRPC. */
class WatchStreamTest {

    private final GrpcUnderTest grpc = new GrpcUnderTest(
            InMemoryReplication.born(),
            new WatchConfig(
                    WatchConfig.DEFAULT.ring(),
                    WatchConfig.DEFAULT.ringBytes(),
                    WatchConfig.DEFAULT.queue(),
                    WatchConfig.DEFAULT.queueBytes(),
                    Duration.ofSeconds(1)));
    private final Told<WatchEvent> told = new Told<>();

    @AfterEach
    void stop() {
        grpc.close();
    }

    private StreamObserver<WatchRequest> open() throws InterruptedException {
        StreamObserver<WatchRequest> stream = grpc.streams().watch(told);
        WatchHello hello = told.next().getHello();
        assertThat(hello.getNode()).isEqualTo("n1");
        assertThat(hello.getProgressMs()).isEqualTo(1_000);
        return stream;
    }

    private static WatchRequest add(long id, String... services) {
        WatchAdd.Builder add = WatchAdd.newBuilder().setId(id);
        for (String name : services) {
            add.addServices(service(name));
        }
        return request(add);
    }

    private static WatchRequest request(WatchAdd.Builder add) {
        return WatchRequest.newBuilder().setAdd(add).build();
    }

    /** The next event that is no progress. */
    private WatchEvent next() throws InterruptedException {
        WatchEvent event = told.next();
        while (event.hasProgress()) {
            event = told.next();
        }
        return event;
    }

    @Test
    void addTellsTheListAndThenEachChange() throws Exception {
        grpc.register("a.B", instance(8080));
        open().onNext(add(1, "a.B"));

        WatchEvent state = next();
        grpc.register("a.B", instance(8081));
        WatchEvent added = next();
        grpc.unregister("a.B", 8080);
        WatchEvent removed = next();

        assertThat(state.getId()).isEqualTo(1);
        assertThat(state.getState().getReason()).isEqualTo("start");
        assertThat(state.getState().getService().getInstancesCount()).isEqualTo(1);
        assertThat(state.getToken()).isEqualTo("5f1c09ab77e2d410-1");
        assertThat(added.getChange().getAction()).isEqualTo("added");
        assertThat(added.getChange().getCause()).isEqualTo("register");
        assertThat(added.getChange().getPreviousRevision()).isEqualTo(1);
        assertThat(added.getChange().getRevision()).isEqualTo(2);
        assertThat(added.getToken()).isEqualTo("5f1c09ab77e2d410-2");
        assertThat(removed.getChange().getAction()).isEqualTo("removed");
        assertThat(removed.getChange().getInstances(0).getPort()).isEqualTo(8080);
        assertThat(removed.getChange().getSize()).isEqualTo(1);
    }

    @Test
    void addsComeAndGoOnOneStream() throws Exception {
        StreamObserver<WatchRequest> stream = open();
        stream.onNext(add(1, "a.A"));
        assertThat(next().getState().getService().getKey().getName()).isEqualTo("a.A");
        stream.onNext(add(2, "a.B"));
        assertThat(next().getId()).isEqualTo(2);

        grpc.register("a.B", instance(8080));
        WatchEvent ofSecond = next();
        stream.onNext(WatchRequest.newBuilder()
                .setRemove(WatchRemove.newBuilder().setId(1))
                .build());
        Awaitility.await().until(() -> grpc.watches.size() == 1);
        grpc.register("a.A", instance(8080));
        grpc.register("a.B", instance(8081));
        WatchEvent behindTheRemoval = next();

        assertThat(ofSecond.getId()).isEqualTo(2);
        assertThat(behindTheRemoval.getId()).isEqualTo(2);
        assertThat(behindTheRemoval.getChange().getInstances(0).getPort()).isEqualTo(8081);
    }

    @Test
    void unknownServiceBeginsEmpty() throws Exception {
        open().onNext(add(1, "x.Y"));

        WatchEvent state = next();
        grpc.register("x.Y", instance(8080));

        assertThat(state.getState().getService().getInstancesCount()).isZero();
        assertThat(next().getChange().getAction()).isEqualTo("added");
    }

    @Test
    void namespaceIsWatchedWithItsLaterServices() throws Exception {
        grpc.register("a.A", instance(8080));
        open().onNext(request(WatchAdd.newBuilder().setId(1).setNamespace("public")));
        assertThat(next().getState().getService().getKey().getName()).isEqualTo("a.A");

        grpc.register("later.B", instance(8080));

        assertThat(next().getChange().getService().getName()).isEqualTo("later.B");
    }

    @Test
    void streamGoesOnBehindAToken() throws Exception {
        grpc.register("a.B", instance(8080));
        grpc.register("a.B", instance(8081));

        open().onNext(request(
                WatchAdd.newBuilder().setId(1).addServices(service("a.B")).setSince("5f1c09ab77e2d410-1")));

        WatchEvent missed = next();
        assertThat(missed.hasChange()).isTrue();
        assertThat(missed.getChange().getRevision()).isEqualTo(2);
    }

    @Test
    void tokenOfAnotherLineageBeginsAnew() throws Exception {
        grpc.register("a.B", instance(8080));

        open().onNext(request(
                WatchAdd.newBuilder().setId(1).addServices(service("a.B")).setSince("00000000000000aa-1")));

        assertThat(next().getReset().getReason()).isEqualTo("lineage");
        assertThat(next().getState().getReason()).isEqualTo("reset");
    }

    @Test
    void changesOnlyAreToldFromNowOn() throws Exception {
        grpc.register("a.B", instance(8080));
        open().onNext(request(
                WatchAdd.newBuilder().setId(1).addServices(service("a.B")).setFromNow(true)));
        Awaitility.await().until(() -> grpc.watches.size() == 1);

        assertThat(told.next().hasProgress()).isTrue();
        grpc.register("a.B", instance(8081));

        assertThat(next().getChange().getRevision()).isEqualTo(2);
    }

    @Test
    void addThatCannotBeServedIsRefusedAndTheStreamGoesOn() throws Exception {
        StreamObserver<WatchRequest> stream = open();

        stream.onNext(add(0, "a.B"));
        WatchEvent withoutId = next();
        stream.onNext(request(WatchAdd.newBuilder().setId(1)));
        WatchEvent ofNothing = next();
        stream.onNext(request(
                WatchAdd.newBuilder().setId(2).addServices(service("a.B")).setSince("soon")));
        WatchEvent fromNowhere = next();
        stream.onNext(add(3, "a.B"));
        WatchEvent lawful = next();
        stream.onNext(add(3, "a.C"));
        WatchEvent again = next();

        assertThat(withoutId.getRefused().getError().getAt()).isEqualTo("add.id");
        assertThat(ofNothing.getRefused().getError().getMessage())
                .isEqualTo("an add names services and configs, or a namespace");
        assertThat(fromNowhere.getRefused().getError().getCode()).isEqualTo("INVALID_REVISION");
        assertThat(lawful.hasState()).isTrue();
        assertThat(again.getRefused().getError().getAt()).isEqualTo("add.id");
        assertThat(grpc.watches.size()).isEqualTo(1);
    }

    @Test
    void idOfAnAddIsNeverUsedTwice() throws Exception {
        StreamObserver<WatchRequest> stream = open();
        stream.onNext(add(7, "a.A"));
        next();
        stream.onNext(WatchRequest.newBuilder()
                .setRemove(WatchRemove.newBuilder().setId(7))
                .build());

        stream.onNext(add(7, "a.B"));
        WatchEvent same = next();
        stream.onNext(add(6, "a.B"));
        WatchEvent lower = next();
        stream.onNext(add(-1, "a.B")); // the highest there is
        WatchEvent higher = next();

        assertThat(same.getRefused().getError().getMessage())
                .isEqualTo("an add needs an id above 0 and above those before it on this stream");
        assertThat(lower.getRefused().getError().getAt()).isEqualTo("add.id");
        assertThat(higher.hasState()).isTrue();
    }

    @Test
    void quietStreamIsToldHowFarTheStateIs() throws Exception {
        open().onNext(add(1, "a.B"));
        next();
        grpc.register("other.S", instance(8080));

        WatchEvent progress = told.next();
        while (!progress.getToken().equals("5f1c09ab77e2d410-1")) {
            progress = told.next();
        }

        assertThat(progress.getProgress().getComplete()).isTrue();
    }

    @Test
    void longListComesInPartsOfWhichTheLastHasTheToken() throws Exception {
        for (int thousand = 0; thousand < 3; thousand++) {
            int from = 1 + thousand * 1_000;
            grpc.register(
                    "a.B",
                    IntStream.range(from, from + 1_000)
                            .mapToObj(GrpcUnderTest::instance)
                            .toArray(Instance[]::new));
        }
        open().onNext(add(1, "a.B"));

        WatchEvent first = next();
        WatchEvent last = next();
        grpc.register("a.B", instance(9_000));

        assertThat(first.getState().getService().getInstancesCount()).isEqualTo(2_000);
        assertThat(first.getState().getMore()).isTrue();
        assertThat(first.getToken()).isEmpty();
        assertThat(last.getState().getService().getInstancesList())
                .extracting(Instance::getPort)
                .startsWith(2_001)
                .endsWith(3_000);
        assertThat(last.getState().getService().getRevision()).isEqualTo(3_000);
        assertThat(last.getState().getReason()).isEqualTo("start");
        assertThat(last.getState().getMore()).isFalse();
        assertThat(last.getToken()).isEqualTo("5f1c09ab77e2d410-3000");
        assertThat(next().getChange().getRevision()).isEqualTo(3_001);
    }

    @Test
    void listOfLargeInstancesFitsIntoTheMessagesThatClientsTake() throws Exception {
        String much = "x".repeat(4_000);
        for (int part = 0; part < 6; part++) {
            int from = 1 + part * 200;
            grpc.register(
                    "a.B",
                    IntStream.range(from, from + 200)
                            .mapToObj(port -> instance(port).toBuilder()
                                    .putParameters("much", much)
                                    .build())
                            .toArray(Instance[]::new));
        }
        open().onNext(add(1, "a.B"));

        WatchEvent part = next();
        int told = part.getState().getService().getInstancesCount();
        while (part.getState().getMore()) {
            part = next();
            told += part.getState().getService().getInstancesCount();
        }

        assertThat(told).isEqualTo(1_200);
        assertThat(part.getToken()).isEqualTo("5f1c09ab77e2d410-1200");
    }

    @Test
    void nodeThatServesNoMoreSaysSoAndEnds() throws Exception {
        open().onNext(add(1, "a.B"));
        next();

        grpc.replication.stand(InMemoryReplication.standing(Standing.Role.FOLLOWER, null, Standing.Health.DIVERGED));

        assertThat(next().getBye().getReason()).isEqualTo("diverged");
        told.awaitEnd();
        Awaitility.await().until(() -> grpc.watches.size() == 0);
    }

    @Test
    void nodeThatIsNotReadyOpensNoStream() throws Exception {
        grpc.replication.stand(InMemoryReplication.standing(Standing.Role.FOLLOWER, null, Standing.Health.NOT_READY));

        grpc.streams().watch(told);

        assertThat(detail(told.failure()).getCode()).isEqualTo("NOT_READY");
    }

    @Test
    void stoppingNodeSaysGoodbye() throws Exception {
        open().onNext(add(1, "a.B"));
        next();

        grpc.server.close();

        assertThat(next().getBye().getReason()).isEqualTo("stopping");
        told.awaitEnd();
        assertThat(grpc.watches.size()).isZero();
    }

    @Test
    void clientThatLeavesTakesItsSubscriptionsWithIt() throws Exception {
        StreamObserver<WatchRequest> stream = open();
        stream.onNext(add(1, "a.A"));
        stream.onNext(add(2, "a.B"));
        Awaitility.await().until(() -> grpc.watches.size() == 2);

        stream.onCompleted();

        told.awaitEnd();
        assertThat(grpc.watches.size()).isZero();
    }

    @Test
    void connectionThatBreaksTakesItsSubscriptionsWithIt() throws Exception {
        open().onNext(add(1, "a.A"));
        next();

        grpc.channel.shutdownNow();

        Awaitility.await().until(() -> grpc.watches.size() == 0);
    }
}
