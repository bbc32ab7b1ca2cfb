package io.maregistry.server.raft;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How a cluster was born.
 *
 * @param founders the node id of each founder, by peer; the id is empty where the peer was silent at a forced birth
 */
public record Founding(SortedMap<String, String> founders) {

    public Founding {
        founders = Collections.unmodifiableSortedMap(new TreeMap<>(founders));
        if (founders.isEmpty()) {
            throw new IllegalArgumentException("a cluster has at least one founder");
        }
    }

    Founding(Map<String, String> founders) {
        this(new TreeMap<>(founders));
    }

    /** The first configuration of the Raft group, the same on every founder. */
    public List<String> peers() {
        return List.copyOf(founders.keySet());
    }
}
