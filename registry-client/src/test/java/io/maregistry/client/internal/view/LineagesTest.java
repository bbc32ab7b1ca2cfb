package io.maregistry.client.internal.view;

import static org.assertj.core.api.Assertions.assertThat;

import io.maregistry.client.internal.view.Lineages.Origin;
import io.maregistry.error.RegistryException;
import io.maregistry.model.ServiceName;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Which of two lines of revisions counts. */
class LineagesTest {

    private static final ServiceName A = ServiceName.of("a.A");
    private static final long NEW = 0x99;
    private static final Duration STALE = Duration.ofSeconds(40);

    private final ManualAlarms clock = new ManualAlarms();
    private final Lineages lineages = new Lineages(new Time(clock::nanoTime, clock, new Random(1)), STALE.toNanos());
    private final Viewed viewed = new Viewed();

    @Test
    void firstLineIsTakenWhateverItsNodeSays() {
        assertThat(lineages.takesIn(new Origin("one", -5, false))).isTrue();
        assertThat(lineages.takesIn(new Origin("one", -9, false))).isTrue();
    }

    @Test
    void lineThatWasNeverSeenIsGoneOnTo() {
        assertThat(lineages.takesIn(asked("one"))).isTrue();

        assertThat(lineages.takesIn(asked("two"))).isTrue();
        assertThat(lineages.takesIn(asked("three"))).isTrue();
    }

    @Test
    void answerThatWasUnderWayMeanwhileIsPassedOver() {
        assertThat(lineages.takesIn(asked("one"))).isTrue();
        Origin underWay = asked("other");
        clock.pass(Duration.ofMillis(1));
        assertThat(lineages.takesIn(asked("two"))).isTrue();

        assertThat(lineages.takesIn(underWay)).isFalse();
        assertThat(lineages.takesIn(asked("other"))).isTrue();
    }

    @Test
    void nodeThatIsCutOffMovesNobody() {
        assertThat(lineages.takesIn(asked("one"))).isTrue();

        assertThat(lineages.takesIn(new Origin("two", clock.nanoTime(), false))).isFalse();
    }

    @Test
    void lineThatWasLeftIsGoneBackToOnlyWhenNothingMoreIsToldOfTheOther() {
        assertThat(lineages.takesIn(asked("one"))).isTrue();
        assertThat(lineages.takesIn(asked("two"))).isTrue();

        clock.pass(STALE.minusMillis(1));
        assertThat(lineages.takesIn(asked("one"))).isFalse();
        assertThat(lineages.takesIn(asked("two"))).isTrue();
        clock.pass(STALE);

        assertThat(lineages.takesIn(asked("one"))).isTrue();
        assertThat(lineages.takesIn(asked("two"))).isFalse();
    }

    @Test
    void lateAnswerOfAnEarlierLineDoesNotReplaceTheList() {
        viewed.nodes.areSlow = true;
        viewed.nodes.services.put(A, Told.service(A, 7, 80));
        viewed.use(A);
        viewed.alarms.pass(Duration.ofMillis(501)); // the list was asked for, and its answer is under way

        viewed.nodes.last().tell(Told.hello(NEW), Told.state(1, A, 3, Told.line(NEW) + "-3", 70));
        viewed.nodes.answerAll();

        assertThat(viewed.ports(A)).containsExactly(70);
    }

    @Test
    void latePollOfAnEarlierLineDoesNotReplaceTheList() {
        viewed.watched(A, 7, 80);
        viewed.nodes.areSlow = true;
        viewed.nodes.services.put(A, Told.service(A, 8, 80, 81));
        viewed.nodes.last().end(new RegistryException.Unsupported("no watch here"));
        viewed.alarms.pass(Duration.ofMillis(200)); // the round reads the list that moved, its answer is under way
        assertThat(viewed.nodes.reads).hasSize(1);

        viewed.nodes.last().tell(Told.hello(NEW), Told.reset(1, NEW, 3));
        viewed.nodes.last().tell(Told.state(1, A, 3, Told.line(NEW) + "-3", 70));
        viewed.nodes.answerAll();

        assertThat(viewed.ports(A)).containsExactly(70);
    }

    @Test
    void nodeThatHasNotHeardOfTheNewLineIsLeft() {
        viewed.watched(A, 7, 80);
        viewed.nodes.last().tell(Told.reset(1, NEW, 3), Told.state(1, A, 3, Told.line(NEW) + "-3", 70), Told.bye());
        viewed.alarms.pass(Duration.ofMillis(100));
        Nodes.Opened behind = viewed.nodes.last();

        behind.tell(Told.hello(Told.LINE), Told.reset(1, Told.LINE, 7), Told.state(1, A, 7, 80));

        assertThat(behind.isClosed).isTrue();
        assertThat(viewed.ports(A)).containsExactly(70);
    }

    private Origin asked(String lineage) {
        return new Origin(lineage, clock.nanoTime(), true);
    }
}
