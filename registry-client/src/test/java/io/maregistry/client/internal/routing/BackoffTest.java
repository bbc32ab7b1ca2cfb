package io.maregistry.client.internal.routing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BackoffTest {

    @Test
    void waitsGrowFromTwentyMillisecondsToOneSecondAndDiffer() {
        Backoff backoff = new Backoff(new Random(1));

        for (int round = 0; round < 100; round++) {
            assertThat(Duration.ofNanos(backoff.nanos(0))).isBetween(Duration.ofMillis(10), Duration.ofMillis(20));
            assertThat(Duration.ofNanos(backoff.nanos(3))).isBetween(Duration.ofMillis(80), Duration.ofMillis(160));
            assertThat(Duration.ofNanos(backoff.nanos(60))).isBetween(Duration.ofMillis(500), Duration.ofSeconds(1));
        }
        assertThat(backoff.nanos(9)).isNotEqualTo(backoff.nanos(9));
    }
}
