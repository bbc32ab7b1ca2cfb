package io.maregistry.server.raft;

import io.maregistry.server.state.Entry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.UnaryOperator;

/**
 * What a Raft node finds around it. Tests bring their own: a full disk, checkpoints that come often, a replica that applies
 * something else than its peers.
 *
 * @param space tells how much the disk has free
 * @param checkpoints those of this node's state
 * @param reading what becomes of an entry between log and state: nothing, but in tests
 */
record Surroundings(DiskReserve.Space space, Checkpoints checkpoints, UnaryOperator<Entry> reading) {

    /** Those of a node with its data in that directory. */
    static Surroundings of(Path directory) {
        return new Surroundings(
                () -> Files.getFileStore(directory).getUsableSpace(),
                new Checkpoints(Checkpoints.INTERVAL),
                UnaryOperator.identity());
    }
}
