package io.maregistry.server.check;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Which member asks which instance: the one whose hash together with the instance's handle is highest (rendezvous hashing:
 * Thaler and Ravishankar, 1998). All nodes that see the same members decide alike without talking; when a member goes, its
 * share goes to the others evenly, and nothing else moves. O(members) for each question.
 *
 * <p>A value; any thread.
 */
public final class Assignment {

    private final List<Scored> members;

    private Assignment(List<Scored> members) {
        this.members = members;
    }

    /** Among the members with these ids, all of them alive; their order makes no difference. */
    public static Assignment among(Collection<String> members) {
        return new Assignment(new TreeSet<>(members)
                .stream().map(id -> new Scored(id, Scatter.of(id))).toList());
    }

    /** The id of the member that asks the instance with that handle; empty where there is none. */
    public Optional<String> ownerOf(long handle) {
        Scored best = null;
        long highest = 0;
        for (Scored member : members) {
            long score = Scatter.of(member.seed ^ Scatter.of(handle));
            if (best == null || Long.compareUnsigned(score, highest) > 0) {
                best = member;
                highest = score;
            }
        }
        return best == null ? Optional.empty() : Optional.of(best.id);
    }

    /** Whether that member asks the instance with that handle. */
    public boolean isOf(String member, long handle) {
        return ownerOf(handle).filter(member::equals).isPresent();
    }

    private record Scored(String id, long seed) {}
}
