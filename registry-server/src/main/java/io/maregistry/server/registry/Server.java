package io.maregistry.server.registry;

import io.maregistry.model.Member;
import org.jspecify.annotations.Nullable;

/**
 * A node of the cluster, as this node sees it.
 *
 * @param name its configured name
 * @param isSelf whether it is this node
 * @param isUp whether it was heard lately and has announced itself
 * @param isLeader whether it leads
 * @param isHashLeader whether the hashCode election would choose it
 * @param member what it announced; null where it has not yet
 * @param figures what it last reported; null where it was never heard
 * @param inHashMode what there is to say of it in hash mode
 */
public record Server(
        String name,
        boolean isSelf,
        boolean isUp,
        boolean isLeader,
        boolean isHashLeader,
        @Nullable Member member,
        @Nullable Figures figures,
        InHashMode inHashMode) {

    /**
     * What there is to say of a node in hash mode only.
     *
     * @param claim how it leads, {@code sl}, {@code elected} or {@code alone}; null where it does not
     * @param isElectable whether the node that answers has looked round, so that it may be elected
     * @param trouble why this node does not hold what its leader holds; null where it does, and of other nodes
     */
    public record InHashMode(
            @Nullable String claim,
            boolean isElectable,
            @Nullable String trouble) {

        /** Nothing. */
        public static final InHashMode NONE = new InHashMode(null, false, null);
    }

    /**
     * Figures of a node at one moment.
     *
     * @param role in the words of answers
     * @param stateHash 32 hexadecimal digits
     * @param ageMillis how long ago that was; 0 for this node
     */
    public record Figures(
            String role,
            long term,
            long committed,
            long applied,
            long revision,
            long version,
            String stateHash,
            boolean isReady,
            long ageMillis) {}

    Server withHashLeader(boolean now) {
        return new Server(name, isSelf, isUp, isLeader, now, member, figures, inHashMode);
    }
}
