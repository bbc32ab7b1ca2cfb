package io.maregistry.server.export;

import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/**
 * Pauses between attempts that fail one after another: doubled each time, from half a second to half a minute, each with
 * up to a half taken away by chance, so that nodes that failed together do not come back together. One thread.
 */
final class Backoff {

    static final long FIRST_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
    static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(30);

    private final RandomGenerator random;
    private int failures; // since the last success

    Backoff(RandomGenerator random) {
        this.random = random;
    }

    /** How many attempts have failed since the last success. */
    int failures() {
        return failures;
    }

    /** Another one failed; how long to pause now. */
    long nextNanos() {
        long full = Math.min(LONGEST_NANOS, FIRST_NANOS << Math.min(failures, 10));
        failures++;
        return full - (long) (random.nextDouble() * full / 2);
    }

    /** One succeeded. */
    void reset() {
        failures = 0;
    }
}
