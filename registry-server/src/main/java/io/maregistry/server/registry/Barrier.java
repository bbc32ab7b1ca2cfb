package io.maregistry.server.registry;

import io.maregistry.server.watch.Confirmed;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Who watches a service anywhere in the cluster, and who of them knows it as it was at some revision.
 *
 * @param watchers how many watch it, as far as the nodes answered
 * @param confirmed how many of them know it
 * @param seen those that were asked for: all, or those that do not know it; at most {@link Confirmed#MAX_SEEN}
 * @param unreachable the names of the nodes that did not answer; who watches there is not counted
 */
public record Barrier(int watchers, int confirmed, List<Confirmed.Seen> seen, List<String> unreachable) {

    /** Of nobody. */
    public static final Barrier NOBODY = new Barrier(0, 0, List.of(), List.of());

    /** This and the one of another service. */
    public Barrier with(Barrier other) {
        List<Confirmed.Seen> both = new ArrayList<>(seen);
        both.addAll(other.seen.subList(0, Math.min(other.seen.size(), Confirmed.MAX_SEEN - seen.size())));
        Set<String> nodes = new TreeSet<>(unreachable);
        nodes.addAll(other.unreachable);
        return new Barrier(watchers + other.watchers, confirmed + other.confirmed, both, List.copyOf(nodes));
    }

    public Barrier {
        seen = List.copyOf(seen);
        unreachable = List.copyOf(unreachable);
    }
}
