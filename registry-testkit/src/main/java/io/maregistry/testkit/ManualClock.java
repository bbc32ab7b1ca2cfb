package io.maregistry.testkit;

import io.maregistry.server.TimeSource;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** Clocks that stand still until a test moves them. Any thread. */
public final class ManualClock {

    private static final long FIRST_WALL_MILLIS = 1_763_700_000_000L;

    private final AtomicLong nanos = new AtomicLong();
    private final AtomicLong wallMillis = new AtomicLong(FIRST_WALL_MILLIS);

    /** Time passes on both clocks. */
    public void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
        wallMillis.addAndGet(time.toMillis());
    }

    /** Somebody sets the wall clock. */
    public void setWall(long epochMillis) {
        wallMillis.set(epochMillis);
    }

    /** The clocks as a server reads them. */
    public TimeSource source() {
        return new TimeSource(nanos::get, wallMillis::get);
    }
}
