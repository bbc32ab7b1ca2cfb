package io.maregistry.client.internal.view;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * Waits that double, each a random share of its bound, so that clients of a node that went do not come back together
 * ("full jitter", M. Brooker, Exponential Backoff And Jitter, 2015).
 *
 * @param first the bound of the first wait
 * @param longest the bound of all
 */
public record Backoff(Duration first, Duration longest) {

    /** 100 ms to 10 s. */
    public static final Backoff DEFAULT = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(10));

    private static final int MAX_DOUBLINGS = 30;

    public Backoff {
        requirePositive("first", first);
        if (longest.compareTo(first) < 0) {
            throw new IllegalArgumentException("longest must not be below first, was " + longest);
        }
    }

    /**
     * How long to wait.
     *
     * @param failures how many there were in a row, from 1 on
     */
    Duration delay(int failures, RandomGenerator random) {
        Duration bound = first;
        for (int n = 1; n < Math.min(failures, MAX_DOUBLINGS) && bound.compareTo(longest) < 0; n++) {
            bound = bound.multipliedBy(2);
        }
        long nanos = (bound.compareTo(longest) < 0 ? bound : longest).toNanos();
        return Duration.ofNanos(random.nextLong(nanos + 1));
    }

    static void requirePositive(String name, Duration time) {
        if (time.isNegative() || time.isZero()) {
            throw new IllegalArgumentException(name + " must be above 0, was " + time);
        }
    }
}
