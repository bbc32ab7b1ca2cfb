package io.maregistry.client.internal.view;

import static org.assertj.core.api.Assertions.assertThat;

import io.maregistry.model.ServiceName;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The view says what it has taken in, so that a drain need not guess. */
class AcksTest {

    private static final ServiceName A = ServiceName.of("a.A");
    private static final ServiceName B = ServiceName.of("b.B");
    private static final Duration PAUSE = Duration.ofMillis(20);

    private final Viewed viewed = new Viewed();
    private final Nodes nodes = viewed.nodes;
    private final ManualAlarms alarms = viewed.alarms;

    @Test
    void everyAddAsksToBeWaitedFor() {
        viewed.use(A);
        viewed.use(B);

        assertThat(nodes.last().adds.values()).hasSize(2).allMatch(add -> add.getAck());
    }

    @Test
    void ofWhatComesFastOnlyTheLastIsAcknowledged() {
        viewed.watched(A, 7, 80);
        nodes.last().tell(Told.change(1, A, 7, 8, "added", 81), Told.change(1, A, 8, 9, "removed", 80));
        assertThat(nodes.last().acks).isEmpty();

        alarms.pass(PAUSE);
        assertThat(nodes.last().acks).containsExactly("1@9");

        nodes.last().tell(Told.change(1, A, 9, 12, "added", 82));
        alarms.pass(PAUSE);
        assertThat(nodes.last().acks).containsExactly("1@9", "1@12");
    }

    @Test
    void whatIsNotWholeOrTellsNothingIsNotAcknowledged() {
        viewed.watched(A, 7, 80);
        alarms.pass(PAUSE);
        nodes.last().acks.clear();

        nodes.last().tell(Told.half(1, A, 7, 8, "removed", 80), Told.progress(1, 7, true));
        alarms.pass(PAUSE);

        assertThat(nodes.last().acks).isEmpty();
    }

    @Test
    void changeThatDoesNotFollowIsNotAcknowledged() {
        viewed.watched(A, 7, 80);
        alarms.pass(PAUSE);
        nodes.last().acks.clear();

        nodes.last().tell(Told.change(1, A, 9, 10, "added", 81));
        alarms.pass(PAUSE);

        assertThat(nodes.last().acks).isEmpty();
    }

    @Test
    void whatAStreamToldIsNotAcknowledgedOnTheNextOne() {
        viewed.watched(A, 7, 80);
        nodes.last().end(null);
        alarms.pass(Duration.ofMillis(100));

        assertThat(nodes.streams).hasSize(2);
        assertThat(nodes.streams).allMatch(stream -> stream.acks.isEmpty());
    }
}
