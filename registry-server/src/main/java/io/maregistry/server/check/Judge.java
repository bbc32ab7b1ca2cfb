package io.maregistry.server.check;

import io.maregistry.model.HealthCheck;

/**
 * Counts results: an instance is well after {@code rise} good ones in a row, failing after {@code fall} bad ones in a row,
 * and in between what it was. A value.
 *
 * @param pace whose rise and fall count
 * @param verdict what holds now
 * @param isRunGood whether the last results were good
 * @param run how many of that kind came in a row, at most as many as are needed
 */
record Judge(HealthCheck.Pace pace, Verdict verdict, boolean isRunGood, int run) {

    /** One that has seen nothing yet, with the verdict that was reached before, by this node or another. */
    static Judge of(HealthCheck.Pace pace, Verdict standing) {
        return new Judge(pace, standing, true, 0);
    }

    /** What holds after that result; what could not be asked counts for nothing. */
    Judge after(ProbeResult result) {
        return result instanceof ProbeResult.Unasked ? this : after(result instanceof ProbeResult.Good);
    }

    private Judge after(boolean isGood) {
        int needed = isGood ? pace.rise() : pace.fall();
        int next = Math.min(isGood == isRunGood ? run + 1 : 1, needed);
        Verdict reached = isGood ? Verdict.GOOD : Verdict.FAILING;
        return new Judge(pace, next == needed ? reached : verdict, isGood, next);
    }
}
