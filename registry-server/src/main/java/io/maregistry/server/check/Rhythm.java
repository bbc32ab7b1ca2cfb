package io.maregistry.server.check;

/**
 * When an instance is asked: first within half its interval, or a minute where that is shorter, then each interval with a tenth
 * more or less. Where in it is decided by its handle, so that instances which came together are not asked together. Pure.
 */
final class Rhythm {

    private static final long LONGEST_FIRST_MILLIS = 60_000;
    private static final int JITTER_PARTS = 10;

    private Rhythm() {}

    /** How long to wait for the first probe. */
    static long firstMillis(long handle, long intervalMillis) {
        return Scatter.below(Math.min(intervalMillis / 2, LONGEST_FIRST_MILLIS), handle);
    }

    /** From the beginning of the {@code turn}th probe to that of the next one: 0.9 to 1.1 of the interval. */
    static long nextMillis(long handle, long turn, long intervalMillis) {
        long most = intervalMillis / JITTER_PARTS;
        return intervalMillis - most + Scatter.below(2 * most + 1, handle ^ Scatter.of(turn));
    }
}
