package io.maregistry.server.hash;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

/**
 * Whether this process stood still for so long that somebody else may lead, and has not looked round since. Only a look that
 * began when it ran again counts: one that was under way may have answers of before. {@link #beat} is called by one thread,
 * the rest by any.
 */
final class Heartbeat {

    private final LongSupplier nanoTime;
    private final long mostNanos;
    private final AtomicInteger stills = new AtomicInteger(); // how often it stood still
    private volatile int seen; // of those, behind how many a look is done
    private volatile long beatNanos;

    /** @param most how long it may be between two beats */
    Heartbeat(LongSupplier nanoTime, Duration most) {
        this.nanoTime = nanoTime;
        this.mostNanos = most.toNanos();
        restart();
    }

    /** Counts from now. */
    void restart() {
        beatNanos = nanoTime.getAsLong();
    }

    /** This process runs; true where a look is due, which is once for each standstill. */
    boolean beat() {
        long now = nanoTime.getAsLong();
        boolean isLate = now - beatNanos > mostNanos;
        if (isLate) {
            stills.incrementAndGet();
        }
        beatNanos = now;
        return isLate;
    }

    boolean hasStoodStill() {
        return seen != stills.get() || nanoTime.getAsLong() - beatNanos > mostNanos;
    }

    /** A look begins; what this gives belongs to {@link #looked}. */
    int looking() {
        return stills.get();
    }

    /** It is done, and what follows from it. One look at a time. */
    void looked(int since) {
        seen = since;
    }
}
