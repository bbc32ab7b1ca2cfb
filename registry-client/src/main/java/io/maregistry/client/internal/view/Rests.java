package io.maregistry.client.internal.view;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.maregistry.client.spi.Endpoint;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which nodes are left alone with watches, and how long: one that ended a stream soon after it began is so for a wait that
 * doubles with each time in a row, and for as long as it asked at least. A node with all its watches taken may still answer
 * calls in no time, so how it answers those says nothing here. Any thread.
 */
final class Rests {

    private static final Duration LONGEST_ASKED = Duration.ofSeconds(60); // whatever a node asks for

    private final Time time;
    private final Backoff backoff;

    @GuardedBy("this")
    private final Map<Endpoint, Rest> rests = new HashMap<>(); // of the nodes that there were last

    @GuardedBy("this")
    private List<Endpoint> nodes = List.of();

    private record Rest(int failures, long untilNanos) {}

    Rests(Time time, Backoff backoff) {
        this.time = time;
        this.backoff = backoff;
    }

    /** The first that does not rest, or the one that rests for the shortest time. */
    synchronized Endpoint choose(List<Endpoint> all) {
        nodes = List.copyOf(all);
        rests.keySet().retainAll(nodes);
        Endpoint best = nodes.get(0);
        for (Endpoint node : nodes) {
            best = nanosLeft(node) < nanosLeft(best) ? node : best;
        }
        return best;
    }

    /** How long until one of the nodes does not rest; 0 where one does not, or none is known. */
    synchronized Duration untilFree() {
        long least = nodes.isEmpty() ? 0 : Long.MAX_VALUE;
        for (Endpoint node : nodes) {
            least = Math.min(least, nanosLeft(node));
        }
        return Duration.ofNanos(least);
    }

    /**
     * A stream of that node has ended.
     *
     * @param openedNanos when it began
     * @param retryAfter what the node asked for
     */
    synchronized void ended(Endpoint node, long openedNanos, Duration retryAfter) {
        long now = time.now();
        boolean wasLong = now - openedNanos >= backoff.longest().toNanos();
        Rest before = rests.get(node);
        int failures = before == null || wasLong ? 1 : before.failures() + 1;
        long rest = Math.max(backoff.delay(failures, time.random()).toNanos(), asked(retryAfter));
        rests.put(node, new Rest(failures, now + rest));
    }

    /** All clients were told the same: they must not come back at the same moment. */
    private long asked(Duration retryAfter) {
        long nanos = (retryAfter.compareTo(LONGEST_ASKED) < 0 ? retryAfter : LONGEST_ASKED).toNanos();
        return nanos + time.random().nextLong(nanos / 2 + 1);
    }

    @GuardedBy("this")
    private long nanosLeft(Endpoint node) {
        Rest rest = rests.get(node);
        return rest == null ? 0 : Math.max(0, rest.untilNanos() - time.now());
    }
}
