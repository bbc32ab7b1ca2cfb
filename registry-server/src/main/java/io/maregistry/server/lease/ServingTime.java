package io.maregistry.server.lease;

/**
 * How much serving time has passed that was not taken yet: the sum of the steps between samples of a monotonic clock, each
 * capped, so that a stop of the process of any length counts as {@value #MAX_STEP_MILLIS} ms, and the sum capped, so that
 * a stalled commit counts as {@value #MAX_SUM_MILLIS} ms at most.
 *
 * <p>One thread.
 */
final class ServingTime {

    static final long MAX_STEP_MILLIS = 200;
    static final long MAX_SUM_MILLIS = 1_000;
    private static final long NANOS = 1_000_000;

    private long sampledAtNanos;
    private long sumNanos;

    /** Forgets what was gathered and begins at that time. */
    void restart(long nowNanos) {
        sampledAtNanos = nowNanos;
        sumNanos = 0;
    }

    void sample(long nowNanos) {
        long step = Math.max(0, Math.min(nowNanos - sampledAtNanos, MAX_STEP_MILLIS * NANOS));
        sumNanos = Math.min(sumNanos + step, MAX_SUM_MILLIS * NANOS);
        sampledAtNanos = nowNanos;
    }

    /** Whole milliseconds gathered so far. */
    long millis() {
        return sumNanos / NANOS;
    }

    /** Takes so many of them; the rest stays. */
    void take(long millis) {
        sumNanos -= millis * NANOS;
    }

    /** Puts back what was taken for nothing. */
    void giveBack(long millis) {
        sumNanos = Math.min(sumNanos + millis * NANOS, MAX_SUM_MILLIS * NANOS);
    }
}
