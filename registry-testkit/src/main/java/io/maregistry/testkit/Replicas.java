package io.maregistry.testkit;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.awaitility.Awaitility;

/** Compares nodes, which need not stand still for it. */
public final class Replicas {

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Duration PAUSE = Duration.ofMillis(50);

    private final Collection<HttpCalls> nodes;
    private final Map<Long, Map<String, State>> byIndex = new TreeMap<>();

    private Replicas(Collection<HttpCalls> nodes) {
        this.nodes = nodes;
    }

    /** What must be the same at the same index. */
    public record State(long revision, long version, String stateHash) {}

    /**
     * Waits until all nodes have been seen at one applied index, and gives the different states that they had there: one,
     * if they are replicas of each other.
     */
    public static Set<State> awaitCommonIndex(Collection<HttpCalls> nodes) {
        Replicas replicas = new Replicas(nodes);
        Awaitility.await("all nodes are seen at one applied index")
                .atMost(PATIENCE)
                .pollInterval(PAUSE)
                .until(replicas::look);
        return replicas.states();
    }

    private boolean look() {
        try {
            for (HttpCalls node : nodes) {
                NodeInfo info = NodeInfo.of(node);
                byIndex.computeIfAbsent(info.applied(), index -> new TreeMap<>())
                        .put(node.base(), new State(info.revision(), info.version(), info.stateHash()));
            }
        } catch (UncheckedIOException starting) {
            return false;
        }
        return byIndex.values().stream().anyMatch(this::isOfAll);
    }

    private boolean isOfAll(Map<String, State> seen) {
        return seen.size() == nodes.size();
    }

    private Set<State> states() {
        return byIndex.values().stream()
                .filter(this::isOfAll)
                .map(seen -> new HashSet<>(seen.values()))
                .reduce((earlier, later) -> later)
                .orElseThrow();
    }
}
