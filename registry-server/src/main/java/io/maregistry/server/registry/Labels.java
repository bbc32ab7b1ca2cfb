package io.maregistry.server.registry;

import io.maregistry.model.Member;
import io.maregistry.server.replication.Claim;
import io.maregistry.server.replication.Standing;
import org.jspecify.annotations.Nullable;

/**
 * What every answer says of the state that it was made from.
 *
 * @param revision of a read: that of the root; of a write: the one it made or found
 * @param lineage the line that the revision belongs to; 0 before birth
 * @param position how the node stands
 * @param leader the leader as it announced itself; null where none is known
 * @param ageMillis since the node heard a leader; -1 = never
 * @param isComplete false where the node has been cut off for too long, where no majority holds the same state, or where it
 *     has not applied the write that it answers
 */
public record Labels(
        long revision,
        long lineage,
        Position position,
        @Nullable Member leader,
        long ageMillis,
        boolean isComplete) {

    /**
     * How a node stands, in the words of answers.
     *
     * @param mode {@code raft} or {@code hash}
     * @param role {@code leader}, {@code follower}, {@code candidate} or {@code learner}
     * @param term the newest term that the node knows
     */
    public record Position(String mode, String role, long term) {
        static Position of(Standing standing) {
            return new Position(text(standing.mode()), text(standing.role()), standing.term());
        }

        boolean isOf(Standing standing) {
            return term == standing.term() && mode.equals(text(standing.mode())) && role.equals(text(standing.role()));
        }
    }

    /** The same labels for the answer to a write. */
    public Labels ofWrite(long writtenRevision, boolean isAppliedHere) {
        return new Labels(writtenRevision, lineage, position, leader, ageMillis, isComplete && isAppliedHere);
    }

    static String text(Standing.Mode mode) {
        return mode == Standing.Mode.RAFT ? "raft" : "hash";
    }

    static @Nullable String text(@Nullable Claim claim) {
        if (claim == null) {
            return null;
        }
        return switch (claim) {
            case SL -> "sl";
            case ELECTED -> "elected";
            case ALONE -> "alone";
        };
    }

    static String text(Standing.Role role) {
        return switch (role) {
            case LEADER -> "leader";
            case FOLLOWER -> "follower";
            case CANDIDATE -> "candidate";
            case LEARNER -> "learner";
        };
    }
}
