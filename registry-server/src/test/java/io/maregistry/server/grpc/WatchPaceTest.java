package io.maregistry.server.grpc;

import static io.maregistry.server.grpc.GrpcUnderTest.detail;
import static io.maregistry.server.grpc.GrpcUnderTest.service;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.maregistry.proto.v1.WatchAdd;
import io.maregistry.proto.v1.WatchEvent;
import io.maregistry.proto.v1.WatchRemove;
import io.maregistry.proto.v1.WatchRequest;
import io.maregistry.server.replication.InMemoryReplication;
import io.maregistry.server.replication.Standing;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How fast a watch stream takes what its client asks for, and tells what it has to tell. */
class WatchPaceTest {

    private final StreamsUnderTest streams = new StreamsUnderTest();
    private final Caller<WatchEvent> caller = new Caller<>();

    @AfterEach
    void stop() {
        streams.close();
    }

    private static WatchRequest add(long id, String name) {
        return WatchRequest.newBuilder()
                .setAdd(WatchAdd.newBuilder().setId(id).addServices(service(name)))
                .build();
    }

    private static WatchRequest remove(long id) {
        return WatchRequest.newBuilder()
                .setRemove(WatchRemove.newBuilder().setId(id))
                .build();
    }

    private int ask(WatchStream stream, WatchRequest request) throws Exception {
        return streams.on(() -> {
            stream.onNext(request);
            return caller.requested;
        });
    }

    @Test
    void requestIsTakenWhenTheAddBeforeItHasBegun() throws Exception {
        WatchStream stream = streams.watch(caller);

        int beforeItHas = ask(stream, add(1, "a.B"));
        streams.watchThreadRuns();

        assertThat(beforeItHas).isEqualTo(1);
        assertThat(caller.requested).isEqualTo(2);
        assertThat(ask(stream, remove(1))).isEqualTo(3);
    }

    @Test
    void requestIsTakenBehindAnAddThatIsRefused() throws Exception {
        WatchStream stream = streams.watch(caller);

        assertThat(ask(stream, add(0, "a.B"))).isEqualTo(2);
        assertThat(ask(stream, add(1, "a b"))).isEqualTo(3);
        assertThat(caller.told).hasSize(3);
    }

    @Test
    void requestIsTakenOnlyWhileTheClientReads() throws Exception {
        WatchStream stream = streams.watch(caller);
        caller.isReady = false;

        int whileItReadsNothing = ask(stream, add(0, "a.B"));
        int onceItDoes = streams.on(() -> {
            caller.becomesReady();
            caller.becomesReady();
            return caller.requested;
        });

        assertThat(whileItReadsNothing).isEqualTo(1);
        assertThat(onceItDoes).isEqualTo(2);
    }

    @Test
    void nothingIsToldByANodeThatHasDiverged() throws Exception {
        WatchStream stream = streams.watch(caller);
        ask(stream, add(1, "a.B"));
        streams.watchThreadRuns();
        streams.register("a.B", 8080);
        streams.replication.stand(InMemoryReplication.standing(Standing.Role.FOLLOWER, null, Standing.Health.DIVERGED));

        streams.watchThreadRuns();

        assertThat(caller.told).hasSize(3);
        assertThat(caller.told.get(1).hasState()).isTrue();
        assertThat(caller.told.get(2).getBye().getReason()).isEqualTo("diverged");
        assertThat(caller.isCompleted).isTrue();
    }

    @Test
    void eventThatIsLostEndsTheStream() throws Exception {
        WatchStream stream = streams.watch(caller);
        ask(stream, add(1, "a.B"));
        streams.watchThreadRuns();
        streams.register("a.B", 8080);
        streams.isClockBroken = true;

        streams.watchThreadRuns();

        assertThat(detail(requireNonNull(caller.failure)).getCode()).isEqualTo("INTERNAL");
        assertThat(streams.watches.size()).isZero();
    }

    @Test
    void streamThatOpensWhileTheNodeStopsIsSentAway() throws Exception {
        streams.streams.drain();

        streams.watch(caller);

        assertThat(caller.told).hasSize(1);
        assertThat(caller.told.get(0).getBye().getReason()).isEqualTo("stopping");
        assertThat(caller.isCompleted).isTrue();
    }

    @Test
    void streamWhoseClientTakesNothingForTooLongIsGivenUp() throws Exception {
        WatchStream stream = streams.watch(caller);
        ask(stream, add(1, "a.B"));
        streams.watchThreadRuns();
        caller.isReady = false;

        int early = openAfter(stream, 0, 20);
        streams.on(() -> {
            caller.becomesReady();
            caller.isReady = false;
            return null;
        });
        int aWhileAfterItTookSomething = openAfter(stream, 21, 41);
        int late = openAfter(stream, 42);

        assertThat(early).isEqualTo(1);
        assertThat(aWhileAfterItTookSomething).isEqualTo(1);
        assertThat(late).isZero();
    }

    /** How many watches are open when the stream has looked after itself at these times. */
    private int openAfter(WatchStream stream, long... seconds) throws Exception {
        return streams.on(() -> {
            for (long second : seconds) {
                stream.check(TimeUnit.SECONDS.toNanos(second));
            }
            return streams.watches.size();
        });
    }

    @Test
    void removedAddTellsNothingMore() throws Exception {
        WatchStream stream = streams.watch(caller);
        ask(stream, add(1, "a.B"));
        caller.isReady = false;
        streams.watchThreadRuns();

        ask(stream, remove(1));
        streams.on(() -> {
            caller.becomesReady();
            return null;
        });

        assertThat(caller.told).hasSize(1); // the greeting
        assertThat(streams.watches.size()).isZero();
    }
}
