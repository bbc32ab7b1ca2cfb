package io.maregistry.server.watch;

import java.util.List;

/**
 * Who watches a service on this node, and who of them knows it as it was at some revision.
 *
 * @param revision of the registry, as this node has told it
 * @param watchers how many watch the service
 * @param confirmed how many of them know it
 * @param seen those that were asked for: all of them, or those that do not know it yet; at most {@link #MAX_SEEN}
 */
public record Confirmed(long revision, int watchers, int confirmed, List<Seen> seen) {

    /** How many are named one by one. */
    public static final int MAX_SEEN = 1_000;

    public Confirmed {
        seen = List.copyOf(seen);
    }

    /**
     * One that watches.
     *
     * @param watch its name
     * @param address where it is connected from
     * @param revision up to which it has confirmed; 0 = nothing yet
     */
    public record Seen(String watch, String address, long revision) {}
}
