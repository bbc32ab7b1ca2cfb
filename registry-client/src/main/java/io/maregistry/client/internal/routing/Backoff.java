package io.maregistry.client.internal.routing;

import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/**
 * How long to wait before the next try: from 20 ms, twice as long each time, at most 1 s, of which a random part between
 * the half and the whole, so that many clients do not come at once. Any thread, as far as the random numbers allow it.
 */
public final class Backoff {

    private static final long FIRST_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
    private static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final int MOST_DOUBLINGS = 6;

    private final RandomGenerator random;

    public Backoff(RandomGenerator random) {
        this.random = random;
    }

    /** The wait behind that many failed tries, from 0 on. */
    public long nanos(int failedBefore) {
        long whole = Math.min(LONGEST_NANOS, FIRST_NANOS << Math.min(failedBefore, MOST_DOUBLINGS));
        return whole / 2 + random.nextLong(whole / 2 + 1);
    }
}
