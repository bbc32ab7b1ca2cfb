package io.maregistry.server.check;

import io.maregistry.server.replication.Leadership;
import io.maregistry.server.replication.MemberReport;
import io.maregistry.server.replication.Standing;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Which members ask, as this node sees it: in Raft mode all that are alive, in hash mode the leader, since nobody else may
 * write. None where this node does not serve or has heard of no leader for {@value #LEADERLESS_MILLIS} ms: what it found
 * could be told nobody, and the others take this node for dead. Behind {@value #SILENT_MILLIS} ms without a leader those ask
 * that asked before: whoever is cut off takes the others for dead, who are not. One thread.
 */
final class Askers {

    static final long LEADERLESS_MILLIS = 10_000;

    /** Less than what it takes until members that are not heard count as dead. */
    static final long SILENT_MILLIS = 1_500;

    private final Leadership leadership;
    private Optional<Shift> last = Optional.empty();

    Askers(Leadership leadership) {
        this.leadership = leadership;
    }

    /** This node's peer and those of the others that ask; empty where this node does not. */
    Optional<Shift> now() {
        Standing standing = leadership.standing();
        boolean isAlone = standing.mode() == Standing.Mode.HASH;
        if (standing.health() != Standing.Health.READY || (isAlone ? !standing.isLeader() : hasNoLeader(standing))) {
            last = Optional.empty();
        } else if (isAlone || last.isEmpty() || standing.ageMillis() <= SILENT_MILLIS) {
            last = shift(isAlone);
        }
        return last;
    }

    private Optional<Shift> shift(boolean isAlone) {
        List<MemberReport> members = leadership.members();
        Predicate<MemberReport> asks = member -> member.isSelf() || (isServing(member) && !isAlone);
        return members.stream()
                .filter(MemberReport::isSelf)
                .findFirst()
                .map(self -> new Shift(
                        self.peer(),
                        members.stream()
                                .filter(asks)
                                .map(MemberReport::peer)
                                .sorted()
                                .toList()));
    }

    /** One that is there but catches up, stops or differs asks nobody, so it has no share. */
    private static boolean isServing(MemberReport member) {
        MemberReport.Figures figures = member.figures();
        return member.isAlive() && figures != null && figures.isReady();
    }

    private static boolean hasNoLeader(Standing standing) {
        return standing.ageMillis() == Standing.NEVER_HEARD || standing.ageMillis() > LEADERLESS_MILLIS;
    }

    /**
     * Who asks now.
     *
     * @param self this node's peer
     * @param peers of all who ask, this node's among them, in order
     */
    record Shift(String self, List<String> peers) {}
}
