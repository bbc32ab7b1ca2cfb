package io.maregistry.client.internal.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BackoffTest {

    private final Random random = new Random(42);

    @Test
    void boundsDoubleUpToTheLongest() {
        Backoff backoff = Backoff.DEFAULT;
        for (int failures = 1; failures < 200; failures++) {
            long bound = Math.min(10_000, 100L << Math.min(failures - 1, 10));
            Duration longest = Duration.ZERO;
            for (int n = 0; n < 200; n++) {
                Duration delay = backoff.delay(failures, random);
                longest = delay.compareTo(longest) > 0 ? delay : longest;
            }
            assertThat(longest).isBetween(Duration.ofMillis(bound * 9 / 10), Duration.ofMillis(bound));
        }
    }

    @Test
    void boundsMustBeInOrder() {
        assertThatThrownBy(() -> new Backoff(Duration.ZERO, Duration.ofSeconds(1)))
                .hasMessageContaining("first");
        assertThatThrownBy(() -> new Backoff(Duration.ofSeconds(2), Duration.ofSeconds(1)))
                .hasMessageContaining("longest");
    }
}
