package io.maregistry.server.check;

/** Hears what was found, on the thread {@code check}; must not block. */
@FunctionalInterface
public interface VerdictListener {

    /**
     * The verdict of that instance has changed to GOOD or FAILING; or it is what it was and was last told a minute ago, so
     * that the evidence does not grow old and a verdict that got lost is told again.
     *
     * @param last the result that led to it
     */
    void judged(Checked checked, Verdict verdict, ProbeResult last);
}
