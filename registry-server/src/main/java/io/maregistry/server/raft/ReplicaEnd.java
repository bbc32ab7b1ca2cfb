package io.maregistry.server.raft;

/** Hears that a replica takes part no more. */
public interface ReplicaEnd {

    /**
     * The state is not that of the majority. Told once, before this node gives up leadership and stops: whatever is to keep
     * it from starting again must be on disk when the call returns. On a thread of the node's own that may wait for the
     * disk; must not throw.
     */
    void diverging(BrokenReplicaException why);

    /** The replica is broken or has diverged, and has stopped for good. Told once, on a thread of the node's own. */
    void stopped(BrokenReplicaException why);
}
