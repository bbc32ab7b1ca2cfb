package io.maregistry.server.hash;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class HeartbeatTest {

    private static final long MOST = Duration.ofSeconds(1).toNanos();

    private long nanos = 1;
    private final Heartbeat heartbeat = new Heartbeat(() -> nanos, Duration.ofNanos(MOST));

    @Test
    void shortPausesAreNone() {
        for (int beat = 0; beat < 3; beat++) {
            nanos += MOST;
            assertThat(heartbeat.beat()).isFalse();
            assertThat(heartbeat.hasStoodStill()).isFalse();
        }
    }

    @Test
    void longPauseIsSeenBeforeTheFirstBeatBehindItAndUntilALookIsDone() {
        nanos += MOST + 1;
        assertThat(heartbeat.hasStoodStill()).isTrue();
        assertThat(heartbeat.beat()).isTrue();
        assertThat(heartbeat.beat()).as("one look is due").isFalse();
        assertThat(heartbeat.hasStoodStill()).isTrue();

        heartbeat.looked(heartbeat.looking());

        assertThat(heartbeat.hasStoodStill()).isFalse();
    }

    @Test
    void lookThatBeganBeforeThePauseDoesNotCount() {
        int before = heartbeat.looking();
        nanos += MOST + 1;
        heartbeat.beat();

        heartbeat.looked(before);

        assertThat(heartbeat.hasStoodStill()).isTrue();
    }

    @Test
    void pauseInTheMiddleOfTheLookForAnotherOneHasALookOfItsOwn() {
        nanos += MOST + 1;
        heartbeat.beat();
        int first = heartbeat.looking();
        nanos += MOST + 1;
        assertThat(heartbeat.beat()).isTrue();

        heartbeat.looked(first);

        assertThat(heartbeat.hasStoodStill()).isTrue();
        heartbeat.looked(heartbeat.looking());
        assertThat(heartbeat.hasStoodStill()).isFalse();
    }

    @Test
    void lookThatBeganBehindThePauseAndBeforeABeatHasAnotherOneBehindIt() {
        nanos += MOST + 1;
        int early = heartbeat.looking();
        assertThat(heartbeat.beat()).isTrue();

        heartbeat.looked(early);

        assertThat(heartbeat.hasStoodStill()).isTrue();
        heartbeat.looked(heartbeat.looking());
        assertThat(heartbeat.hasStoodStill()).isFalse();
    }
}
