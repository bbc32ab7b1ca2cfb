package io.maregistry.client;

import java.util.concurrent.atomic.AtomicLong;

/**
 * The generations that this process gives. They are the one thing that the clients of a JVM share: two of them that register
 * the same instance at the same time would else give the same generation, and each would take the other's for its own.
 * Any thread.
 */
final class Generations {

    static final long HIGHEST = (1L << 53) - 1; // content takes no higher one

    private static final long HIGHEST_TO_COUNT_FROM = HIGHEST / 2; // so that there is always a next one
    private static final AtomicLong LAST = new AtomicLong();

    private Generations() {}

    /** One that is at least so high, and higher than all before it; but for those that leave no room to count on. */
    static long next(long atLeast) {
        return atLeast > HIGHEST_TO_COUNT_FROM ? atLeast : LAST.updateAndGet(last -> Math.max(last + 1, atLeast));
    }
}
