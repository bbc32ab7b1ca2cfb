package io.maregistry.server.replication;

import org.jspecify.annotations.Nullable;

/**
 * How a node stands in its cluster.
 *
 * @param mode how leadership is decided
 * @param role this node's role
 * @param term the newest term that this node knows; 0 in hash mode
 * @param leader the leader's peer, or null where none is known
 * @param committed the highest index that this node knows to be committed
 * @param ageMillis since it last heard a leader; on a leader since a majority last answered; {@link #NEVER_HEARD}
 * @param health whether it serves
 */
public record Standing(
        Mode mode, Role role, long term, @Nullable String leader, long committed, long ageMillis, Health health) {

    /** The age of a node that never heard a leader. */
    public static final long NEVER_HEARD = -1;

    /** How leadership is decided. */
    public enum Mode {
        RAFT,
        HASH
    }

    /** Roles as in the Raft papers. */
    public enum Role {
        LEADER,
        FOLLOWER,
        CANDIDATE,
        LEARNER
    }

    /** Whether a node serves; the names are those of the error codes. */
    public enum Health {
        /** It has caught up since its start, and serves. */
        READY,
        /** It serves reads that are labelled as incomplete, and takes no writes: no majority holds the same state. */
        UNDECIDED,
        /** It has not caught up yet. */
        NOT_READY,
        /** It is being stopped. */
        STOPPING,
        /** It stopped taking part because its state was not that of the majority, or is broken. */
        DIVERGED
    }

    public boolean isLeader() {
        return role == Role.LEADER;
    }

    /** Whether it serves. */
    public boolean isReady() {
        return health == Health.READY || health == Health.UNDECIDED;
    }

    /** Whether what it serves may be another state than that of the majority. */
    public boolean isUndecided() {
        return health == Health.UNDECIDED;
    }
}
