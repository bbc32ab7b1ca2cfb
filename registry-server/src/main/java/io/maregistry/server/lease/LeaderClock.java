package io.maregistry.server.lease;

import io.maregistry.server.state.Tick;

/**
 * By how much a leader's next tick may move the clock of the state: by the serving time that passed since the last one, but
 * all ticks that may still be applied by no more than {@value #MAX_AHEAD_MILLIS} ms together. A tick of unknown outcome may
 * be in the log still, so without that bound each one that times out in a long stall would promise another second. With the
 * {@value ServingTime#MAX_SUM_MILLIS} ms that gather meanwhile, a stall of any length counts as 2 s at most.
 *
 * <p>Where the bound is reached, ticks go on leaving with no time in them: the first that is applied tells that those before
 * it are applied too, or never will be.
 *
 * <p>One thread.
 */
final class LeaderClock {

    static final long MAX_AHEAD_MILLIS = Tick.MAX_ELAPSED_MILLIS;

    private final ServingTime served = new ServingTime();
    private long promisedMillis; // the clock of the state behind all ticks of this term that may still be applied

    /** A leadership begins: nothing has passed, and all ticks of earlier terms are applied or void. */
    void begin(long nowNanos) {
        served.restart(nowNanos);
        promisedMillis = 0;
    }

    /** Nobody could tell that time passed, so none did. */
    void standStill(long nowNanos) {
        served.restart(nowNanos);
    }

    void sample(long nowNanos) {
        served.sample(nowNanos);
    }

    /** How much serving time waits for a tick, whether it may carry that or not. */
    long waitingMillis() {
        return served.millis();
    }

    /** What a tick that leaves now may carry, where {@code clockMillis} is the clock as it is applied. */
    long nextMillis(long clockMillis) {
        long ahead = Math.max(0, promisedMillis - clockMillis);
        return Math.min(served.millis(), Math.max(0, MAX_AHEAD_MILLIS - ahead));
    }

    /** Takes that for a tick which leaves now. */
    long take(long clockMillis) {
        long millis = nextMillis(clockMillis);
        served.take(millis);
        promisedMillis = Math.max(promisedMillis, clockMillis) + millis;
        return millis;
    }

    /** The last tick of this term is applied. */
    void applied(long clockMillis) {
        promisedMillis = clockMillis;
    }

    /** The last tick of this term, which carried so much, will surely not be applied: the time passed all the same. */
    void refused(long millis) {
        served.giveBack(millis);
        promisedMillis -= millis;
    }
}
