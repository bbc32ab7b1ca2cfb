package io.maregistry.server.replication;

import io.maregistry.model.Member;
import org.jspecify.annotations.Nullable;

/**
 * What a node knows of a member.
 *
 * @param name its configured name
 * @param peer its Raft peer
 * @param isSelf whether it is this node
 * @param member what it announced; null where it has not yet
 * @param figures what it last reported; null where it was never heard
 * @param isAlive whether it was heard lately
 * @param claim how it leads in hash mode; null where it does not, and in Raft mode
 */
public record MemberReport(
        String name,
        String peer,
        boolean isSelf,
        @Nullable Member member,
        @Nullable Figures figures,
        boolean isAlive,
        @Nullable Claim claim) {

    /** One that does not claim anything: in Raft mode nobody does. */
    public MemberReport(
            String name,
            String peer,
            boolean isSelf,
            @Nullable Member member,
            @Nullable Figures figures,
            boolean isAlive) {
        this(name, peer, isSelf, member, figures, isAlive, null);
    }

    /** The same with that claim. */
    public MemberReport claiming(@Nullable Claim how) {
        return new MemberReport(name, peer, isSelf, member, figures, isAlive, how);
    }

    /**
     * Figures of a member at one moment.
     *
     * @param ageMillis how long ago that was
     */
    public record Figures(
            Standing.Role role,
            long term,
            long committed,
            long applied,
            long revision,
            long version,
            String stateHash,
            boolean isReady,
            long ageMillis) {}
}
