package io.maregistry.model;

import org.jspecify.annotations.Nullable;

/**
 * What active checks hold of an instance: the verdict that its last answers led to, and the answer that decided it.
 *
 * @param verdict what holds
 * @param sinceMillis since when, on the registry's liveness clock; 0 where a client reads a list, which does not say
 * @param sinceWallMillis the same on the wall, epoch milliseconds of the leader
 * @param evidence the answer or the error in its own words: a status line, a status; at most {@value #MAX_EVIDENCE}
 *     characters
 * @param latencyMillis from the question to that answer
 */
public record CheckState(Verdict verdict, long sinceMillis, long sinceWallMillis, String evidence, long latencyMillis) {

    /** The longest {@link #evidence}. */
    public static final int MAX_EVIDENCE = 256;

    public CheckState {
        checkEvidence(evidence, latencyMillis);
        if (sinceMillis < 0 || sinceWallMillis < 0) {
            throw new IllegalArgumentException(
                    "checkState.since must be at least 0, was " + sinceMillis + " and " + sinceWallMillis);
        }
    }

    /** Throws {@link IllegalArgumentException} where they are none that a verdict may come with. */
    public static void checkEvidence(String evidence, long latencyMillis) {
        if (evidence.length() > MAX_EVIDENCE || latencyMillis < 0) {
            throw new IllegalArgumentException("checkState.evidence must have at most " + MAX_EVIDENCE
                    + " characters and its latency be at least 0 ms, were " + evidence.length() + " and "
                    + latencyMillis);
        }
    }

    /** What is held of an instance. */
    public enum Verdict {
        /** It serves. */
        GOOD("good"),
        /** It does not. */
        FAILING("failing");

        private final String text;

        Verdict(String text) {
            this.text = text;
        }

        /** The name in JSON, for example {@code good}. */
        public String text() {
            return text;
        }

        /** The verdict with that {@link #text()}. */
        public static Verdict ofText(String text) {
            for (Verdict verdict : values()) {
                if (verdict.text.equals(text)) {
                    return verdict;
                }
            }
            throw new IllegalArgumentException("checkState.verdict must be good or failing, was " + Names.shown(text));
        }
    }

    public boolean isFailing() {
        return verdict == Verdict.FAILING;
    }

    /** This as if it began to hold at that time of another clock. */
    public CheckState since(long clockMillis) {
        return new CheckState(verdict, clockMillis, sinceWallMillis, evidence, latencyMillis);
    }

    /** Whether both say the same or nothing, whatever time their clocks have for it. */
    public static boolean areAlike(@Nullable CheckState one, @Nullable CheckState other) {
        return one == null
                ? other == null
                : other != null && one.since(other.sinceMillis).equals(other);
    }
}
