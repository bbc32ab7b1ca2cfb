package io.maregistry.client.internal.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SilenceTest {

    private static final Duration LONGEST = Duration.ofSeconds(40);

    private final ManualAlarms alarms = new ManualAlarms();
    private final List<Runnable> begun = new ArrayList<>(); // that ring, whether they were cancelled or not
    private final List<Runnable> cancelled = new ArrayList<>();
    private final Time time = new Time(
            alarms::nanoTime,
            (delay, task) -> {
                begun.add(task);
                return () -> cancelled.add(task);
            },
            new Random(1));
    private final Silence silence = new Silence(time, LONGEST, this::rings);

    private void rings() {
        silence.rang();
    }

    @Test
    void alarmThatRingsThoughItWasCancelledLeavesItsSuccessorAlone() {
        silence.opened();
        silence.greeted(0);
        alarms.pass(Duration.ofSeconds(2));
        begun.get(0).run();
        silence.setAlarm(null);
        silence.setAlarm(time.now()); // a list is waited for: this one rings before

        begun.get(1).run(); // it had begun when it was cancelled
        silence.closed();

        assertThat(begun).hasSize(3);
        assertThat(cancelled).containsExactly(begun.get(1), begun.get(2));
    }

    @Test
    void alarmThatRangIsSetAnew() {
        silence.opened();
        alarms.pass(Duration.ofSeconds(2));
        begun.get(0).run();

        silence.setAlarm(null);

        assertThat(begun).hasSize(2);
        assertThat(cancelled).isEmpty();
    }
}
