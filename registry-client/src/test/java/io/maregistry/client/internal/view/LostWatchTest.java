package io.maregistry.client.internal.view;

import static io.maregistry.client.internal.view.Told.LINE;
import static org.assertj.core.api.Assertions.assertThat;

import io.maregistry.error.RegistryException;
import io.maregistry.model.ServiceName;
import io.maregistry.proto.v1.WatchAdd;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What becomes of the view when the node of its watch ends the stream, refuses, or hangs. */
class LostWatchTest {

    private static final ServiceName A = ServiceName.of("a.A");
    private static final ServiceName B = ServiceName.of("b.B");

    private final Viewed viewed = new Viewed();
    private final Nodes nodes = viewed.nodes;
    private final ManualAlarms alarms = viewed.alarms;
    private final LocalView view = viewed.view;

    @Test
    void nextStreamGoesOnFromTheTokens() {
        viewed.watched(A, 7, 80);
        viewed.use(B);
        nodes.last().tell(Told.state(2, B, 5, Told.line(LINE) + "-9", 90), Told.bye());
        assertThat(nodes.last().isClosed).isTrue();

        alarms.pass(Duration.ofMillis(100));

        assertThat(nodes.streams).hasSize(2);
        assertThat(nodes.last().adds.values().stream().map(WatchAdd::getSince))
                .containsExactly(Told.line(LINE) + "-7", Told.line(LINE) + "-9");
        nodes.last().tell(Told.hello(LINE), Told.change(1, A, 7, 10, "added", 81));
        assertThat(viewed.ports(A)).containsExactly(80, 81);
    }

    @Test
    void halfOfAChangeIsForgottenWithItsStream() {
        viewed.watched(A, 7, 80);
        nodes.last().tell(Told.half(1, A, 7, 8, "removed", 80));
        nodes.last().end(new IllegalStateException("broken"));
        alarms.pass(Duration.ofMillis(100));

        nodes.last().tell(Told.hello(LINE), Told.half(1, A, 7, 8, "removed", 80), Told.change(1, A, 7, 8, "added", 90));

        assertThat(viewed.ports(A)).containsExactly(90);
    }

    @Test
    void eventsOfAnOldStreamArePassedOver() {
        viewed.watched(A, 7, 80);
        Nodes.Opened old = nodes.last();
        old.end(null);
        alarms.pass(Duration.ofMillis(100));

        old.tell(Told.change(1, A, 7, 8, "removed", 80));
        old.end(null);

        assertThat(viewed.ports(A)).containsExactly(80);
        assertThat(nodes.streams).hasSize(2);
    }

    @Test
    void silenceLabelsListsStaleAndLeavesTheNode() {
        viewed.watched(A, 7, 80);

        alarms.pass(Duration.ofSeconds(45));

        assertThat(viewed.ports(A)).containsExactly(80);
        assertThat(viewed.known(A).isStale()).isTrue();
        assertThat(nodes.streams).hasSizeGreaterThan(1);
        nodes.last().tell(Told.hello(LINE), Told.progress(1, 9, true));
        assertThat(viewed.known(A).isStale()).isFalse();
    }

    @Test
    void progressKeepsListsFreshUnlessTheNodeIsCutOff() {
        viewed.watched(A, 7, 80);
        for (int n = 0; n < 5; n++) {
            alarms.pass(Duration.ofSeconds(15));
            nodes.last().tell(Told.progress(1, 9 + n, true));
        }
        assertThat(viewed.known(A).isStale()).isFalse();

        nodes.areAway = true;
        for (int n = 0; n < 5; n++) {
            alarms.pass(Duration.ofSeconds(15));
            nodes.last().tell(Told.progress(1, 20 + n, false));
        }
        assertThat(viewed.known(A).isStale()).isTrue();
        assertThat(viewed.ports(A)).containsExactly(80);
    }

    @Test
    void refusalThatHealsGoesToAnotherNode() {
        var first = view.first(A, Duration.ofHours(1));

        nodes.last().tell(Told.hello(LINE), Told.refused(1, new RegistryException.Overloaded("busy", 1)));
        alarms.pass(Duration.ofMillis(100));
        nodes.last().tell(Told.hello(LINE), Told.state(1, A, 7, 80));

        assertThat(nodes.streams).hasSize(2);
        assertThat(first).isCompleted();
    }

    @Test
    void revisionsArePolledWhileNoWatchCanBeOpened() {
        nodes.services.put(A, Told.service(A, 7, 80));
        viewed.use(A);
        for (int n = 0; n < 3; n++) {
            nodes.last().end(new IllegalStateException("refused"));
            alarms.pass(Duration.ofSeconds(1));
        }

        assertThat(viewed.ports(A)).containsExactly(80);
        assertThat(nodes.reads).hasSize(1);
        alarms.pass(Duration.ofSeconds(5));
        assertThat(nodes.reads).hasSize(1);
        nodes.services.put(A, Told.service(A, 8, 80, 81));
        alarms.pass(Duration.ofSeconds(5));
        assertThat(viewed.ports(A)).containsExactly(80, 81);
        assertThat(viewed.known(A).isStale()).isFalse();
    }

    @Test
    void pollingEndsOnceAWatchTellsSomething() {
        viewed.use(A);
        nodes.last().end(new RegistryException.Unsupported("no watch here"));
        alarms.pass(Duration.ofSeconds(1));
        assertThat(nodes.polls).isPositive();

        nodes.last().tell(Told.hello(LINE), Told.state(1, A, 7, 80));
        alarms.pass(Duration.ofSeconds(5));
        int polls = nodes.polls;
        alarms.pass(Duration.ofSeconds(10));

        assertThat(nodes.polls).isEqualTo(polls);
    }

    @Test
    void listsStayAndAreLabelledWhenEverythingIsAway() {
        viewed.watched(A, 7, 80);
        nodes.areAway = true;
        nodes.last().end(null);
        for (int n = 0; n < 60; n++) {
            alarms.pass(Duration.ofSeconds(1));
            nodes.last().end(new IllegalStateException("refused"));
        }

        assertThat(viewed.ports(A)).containsExactly(80);
        assertThat(viewed.known(A).isStale()).isTrue();
    }

    @Test
    void nodesThatTellSomethingAndThenRefuseAreAskedEverLessOften() {
        viewed.use(A);
        viewed.use(B);
        RegistryException full = new RegistryException.Overloaded("all watches are taken", 2);
        for (int n = 0; n < 6_000; n++) {
            Nodes.Opened stream = nodes.last();
            if (!stream.isClosed) {
                List<WatchAdd> adds = List.copyOf(stream.adds.values());
                stream.tell(Told.hello(LINE), Told.state(adds.get(0).getId(), A, 7, 80));
                stream.tell(Told.refused(adds.get(1).getId(), full));
            }
            alarms.pass(Duration.ofMillis(10));
        }

        assertThat(nodes.streams).as("streams in a minute").hasSizeLessThan(40);
        assertThat(nodes.streams.get(0).retryAfter).isEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void streamIsOpenedOnlyOnceANodeIsFree() {
        viewed.watched(A, 7, 80);
        nodes.rest = Duration.ofSeconds(5);
        nodes.last().tell(Told.bye());

        alarms.pass(Duration.ofMillis(4_999));
        assertThat(nodes.streams).hasSize(1);
        alarms.pass(Duration.ofMillis(1));

        assertThat(nodes.streams).hasSize(2);
    }

    @Test
    void nodeThatDoesNotGreetIsLeftAfterTwoSeconds() {
        viewed.use(A);

        alarms.pass(Duration.ofMillis(1_999));
        assertThat(nodes.streams).hasSize(1);
        alarms.pass(Duration.ofMillis(200));

        assertThat(nodes.streams.get(0).isClosed).isTrue();
        assertThat(nodes.streams).hasSize(2);
        nodes.last().tell(Told.hello(LINE), Told.state(1, A, 7, 80));
        assertThat(viewed.ports(A)).containsExactly(80);
    }

    @Test
    void nodeThatTellsNoListIsLeftAfterThreeSeconds() {
        viewed.watched(A, 7, 80);
        alarms.pass(Duration.ofSeconds(10));
        viewed.use(B);

        alarms.pass(Duration.ofMillis(2_999));
        assertThat(nodes.streams).hasSize(1);
        alarms.pass(Duration.ofMillis(200));

        assertThat(nodes.streams).hasSize(2);
        assertThat(nodes.last().adds).hasSize(2);
    }

    @Test
    void nodeThatTellsOtherThingsMeanwhileIsNotLeft() {
        viewed.watched(A, 7, 80);
        viewed.use(B);

        for (int n = 0; n < 10; n++) {
            alarms.pass(Duration.ofSeconds(2));
            nodes.last().tell(Told.change(1, A, 7 + n, 8 + n, "health", 80));
        }

        assertThat(nodes.streams).hasSize(1);
    }

    @Test
    void nodeThatBreaksItsPromiseIsLeftAfterThreeTimesItsLength() {
        viewed.use(A);
        nodes.last().tell(Told.hello(LINE, Duration.ofSeconds(5)), Told.state(1, A, 7, 80));
        for (int n = 0; n < 10; n++) {
            alarms.pass(Duration.ofSeconds(6));
            nodes.last().tell(Told.progress(1, 8 + n, true));
        }
        assertThat(nodes.streams).hasSize(1);

        alarms.pass(Duration.ofMillis(14_999));
        assertThat(nodes.streams).hasSize(1);
        alarms.pass(Duration.ofMillis(200));

        assertThat(nodes.streams).hasSize(2);
    }

    @Test
    void eachNodeThatHangsGivesTheNextOneTwiceTheTime() {
        viewed.use(A);
        alarms.pass(Duration.ofSeconds(3));
        assertThat(nodes.streams).hasSize(2);

        alarms.pass(Duration.ofSeconds(2));
        assertThat(nodes.streams).hasSize(2);
        alarms.pass(Duration.ofSeconds(2));

        assertThat(nodes.streams).hasSize(3);
    }

    @Test
    void firstListIsReadWhereTheWatchDoesNotTellItInTime() {
        nodes.services.put(A, Told.service(A, 7, 80));
        var first = view.first(A, Duration.ofHours(1));
        alarms.pass(Duration.ofMillis(499));
        assertThat(nodes.reads).isEmpty();

        alarms.pass(Duration.ofMillis(1));

        assertThat(first).isCompletedWithValue(viewed.known(A));
        assertThat(viewed.ports(A)).containsExactly(80);
        nodes.last().tell(Told.hello(LINE), Told.state(1, A, 8, 80, 81));
        assertThat(viewed.ports(A)).containsExactly(80, 81);
    }

    @Test
    void firstListsThatTheWatchTellsInTimeAreNotRead() {
        viewed.watched(A, 7, 80);

        alarms.pass(Duration.ofSeconds(1));

        assertThat(nodes.reads).isEmpty();
    }

    @Test
    void fewFirstListsAreReadAtOnce() {
        nodes.areSlow = true;
        for (int n = 0; n < 20; n++) {
            viewed.use(ServiceName.of("s.S" + n));
        }
        alarms.pass(Duration.ofSeconds(1));
        assertThat(nodes.reads).hasSize(8);

        nodes.answerAll();

        assertThat(nodes.reads).hasSize(20);
    }
}
