package io.maregistry.server.raft;

import io.maregistry.server.state.StateHash;
import java.util.List;
import java.util.Map;

/** What comparing the members' states at equal indices shows. */
sealed interface Verdict {

    /** Nothing yet. */
    record Open() implements Verdict {}

    /** A majority of the voters holds the same. */
    record Alike(long index) implements Verdict {}

    /**
     * A majority of the voters holds the same, and this node something else.
     *
     * @param index where
     * @param own what this node holds
     * @param other what the majority holds
     * @param majority its peers
     */
    record Apart(long index, StateHash own, StateHash other, List<String> majority) implements Verdict {}

    /**
     * The voters differ, and no majority holds the same, whatever those say that have not reached the index.
     *
     * @param index where
     * @param held what each holds, by peer
     */
    record Torn(long index, Map<String, StateHash> held) implements Verdict {}
}
