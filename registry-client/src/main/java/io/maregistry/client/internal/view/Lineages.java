package io.maregistry.client.internal.view;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Which line of revisions the view is on, and whether what a node says may be taken in.
 *
 * <p>Within one line the revision says what is newer. Between two lines nothing that a node says does: their names are
 * random, a reborn cluster begins its terms anew, and hash mode has none. So the order is the one in which this client came
 * to know them, and an answer moves the view to another line only where all of this holds:
 *
 * <ol>
 *   <li>it was asked for after the view came to the line that it is on: an answer that was under way meanwhile may be of an
 *       earlier one (the question decides, not the arrival, since answers overtake each other);
 *   <li>its node is in touch with its cluster: one that is cut off may have missed the new line;
 *   <li>the view has not been on that line before: lines are left for good, so the node has not heard of the new one yet. If
 *       nothing more is told of the new one for as long as it takes a list to be stale, the view goes back, since what
 *       answers is better than what does not.
 * </ol>
 *
 * What is refused is asked for again, of another node where it was a watch. Any thread.
 */
final class Lineages {

    private static final int MAX_LEFT = 16; // the earliest are forgotten

    private final Time time;
    private final long staleAfterNanos;

    @GuardedBy("this")
    private final Set<String> left = new LinkedHashSet<>();

    @GuardedBy("this")
    private String current = ""; // before the first

    @GuardedBy("this")
    private long begunNanos; // when the view came to it

    @GuardedBy("this")
    private long toldNanos; // when something of it was told last

    Lineages(Time time, long staleAfterNanos) {
        this.time = time;
        this.staleAfterNanos = staleAfterNanos;
    }

    /**
     * Of which line an answer is, and what else counts.
     *
     * @param askedNanos when it was asked for; of a watch: when it was opened, or began anew
     * @param isComplete whether its node is in touch with its cluster
     */
    record Origin(String lineage, long askedNanos, boolean isComplete) {}

    /** Whether what is of that origin may be taken in; the view is on its line then. */
    synchronized boolean takesIn(Origin origin) {
        long now = time.now();
        if (!origin.lineage().equals(current)) {
            if (!current.isEmpty() && !leadsOn(origin, now)) {
                return false;
            }
            moveTo(origin.lineage(), now);
        }
        toldNanos = now;
        return true;
    }

    @GuardedBy("this")
    private boolean leadsOn(Origin origin, long now) {
        boolean isNew = !left.contains(origin.lineage()) || now - toldNanos >= staleAfterNanos;
        return isNew && origin.isComplete() && origin.askedNanos() - begunNanos >= 0;
    }

    @GuardedBy("this")
    private void moveTo(String lineage, long now) {
        left.remove(lineage);
        if (!current.isEmpty()) {
            left.add(current);
        }
        if (left.size() > MAX_LEFT) {
            left.remove(left.iterator().next());
        }
        current = lineage;
        begunNanos = now;
    }
}
