package io.maregistry.server.raft;

import com.alipay.sofa.jraft.entity.PeerId;
import io.maregistry.model.Member;
import io.maregistry.proto.v1.MemberFigures;
import io.maregistry.proto.v1.NodeRole;
import io.maregistry.server.replication.MemberReport;
import io.maregistry.server.replication.Standing;
import io.maregistry.server.state.Root;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What this node knows of every member: on the leader from their answers to its heartbeats, elsewhere from the table that
 * the leader sends along. Ages count on this node's monotonic clock. Any thread.
 */
final class MemberTable {

    static final long ALIVE_MILLIS = 2_000;
    static final long CATCHING_UP_MILLIS = 10_000;

    private final Map<String, String> configuredNames;
    private final Map<String, Heard> heard = new ConcurrentHashMap<>();

    /** @param configuredNames by peer; shown of a member that has not announced itself yet */
    MemberTable(Map<String, String> configuredNames) {
        this.configuredNames = Map.copyOf(configuredNames);
    }

    /** @param sinceNanos when the figures were true, on this node's clock */
    private record Heard(MemberFigures figures, long sinceNanos) {

        long ageMillis(long nowNanos) {
            return TimeUnit.NANOSECONDS.toMillis(nowNanos - sinceNanos);
        }
    }

    /** A member said how it stands, {@code ageMillis} ago by its own account. */
    void hear(MemberFigures figures, long nowNanos) {
        long since = nowNanos - TimeUnit.MILLISECONDS.toNanos(figures.getAgeMillis());
        heard.merge(
                figures.getPeer(),
                new Heard(figures, since),
                (old, young) -> young.sinceNanos - old.sinceNanos >= 0 ? young : old);
    }

    /** How long ago that member was heard, or -1 where it never was. */
    long ageMillis(String peer, long nowNanos) {
        Heard last = heard.get(peer);
        return last == null ? -1 : last.ageMillis(nowNanos);
    }

    /** When that member last said how it stands, on this node's clock; empty where it never did. */
    OptionalLong heardAt(String peer) {
        Heard last = heard.get(peer);
        return last == null ? OptionalLong.empty() : OptionalLong.of(last.sinceNanos);
    }

    boolean isAlive(String peer, long nowNanos) {
        long age = ageMillis(peer, nowNanos);
        return age >= 0 && age <= ALIVE_MILLIS;
    }

    /**
     * The least that any of these members has applied by what was heard of it in the last {@value #CATCHING_UP_MILLIS} ms;
     * {@link Long#MAX_VALUE} where none was heard.
     */
    long slowest(List<PeerId> peers, long nowNanos) {
        long slowest = Long.MAX_VALUE;
        for (PeerId peer : peers) {
            Heard last = heard.get(peer.toString());
            if (last != null && last.ageMillis(nowNanos) <= CATCHING_UP_MILLIS) {
                slowest = Math.min(slowest, last.figures.getApplied());
            }
        }
        return slowest;
    }

    @Nullable
    MemberFigures figures(String peer) {
        Heard last = heard.get(peer);
        return last == null ? null : last.figures;
    }

    /** All that is known, with its age, to be sent to the members. */
    List<MemberFigures> all(long nowNanos) {
        List<MemberFigures> all = new ArrayList<>(heard.size());
        for (Heard each : heard.values()) {
            all.add(each.figures.toBuilder()
                    .setAgeMillis(Math.max(0, each.ageMillis(nowNanos)))
                    .build());
        }
        return all;
    }

    /**
     * One report for each member, in the order of their names.
     *
     * @param peers those of the configuration
     * @param self this node's figures now
     */
    List<MemberReport> reports(Set<String> peers, MemberFigures self, Root root, long nowNanos) {
        Set<String> all = new TreeSet<>(peers);
        root.members().forEach(member -> all.add(member.peer()));
        all.add(self.getPeer());
        List<MemberReport> reports = new ArrayList<>(all.size());
        for (String peer : all) {
            boolean isSelf = peer.equals(self.getPeer());
            Heard last = isSelf ? new Heard(self, nowNanos) : heard.get(peer);
            reports.add(report(peer, isSelf, root.members().get(peer), last, nowNanos));
        }
        reports.sort(Comparator.comparing(MemberReport::name).thenComparing(MemberReport::peer));
        return reports;
    }

    private MemberReport report(
            String peer, boolean isSelf, @Nullable Member member, @Nullable Heard last, long nowNanos) {
        long age = last == null ? -1 : Math.max(0, last.ageMillis(nowNanos));
        return new MemberReport(
                member == null ? configuredNames.getOrDefault(peer, peer) : member.name(),
                peer,
                isSelf,
                member,
                last == null ? null : figures(last.figures, age),
                age >= 0 && age <= ALIVE_MILLIS);
    }

    private static MemberReport.Figures figures(MemberFigures figures, long ageMillis) {
        return new MemberReport.Figures(
                role(figures.getRole()),
                figures.getTerm(),
                figures.getCommitted(),
                figures.getApplied(),
                figures.getRevision(),
                figures.getVersion(),
                figures.getStateHash(),
                figures.getReady(),
                ageMillis);
    }

    static NodeRole role(Standing.Role role) {
        return switch (role) {
            case LEADER -> NodeRole.NODE_ROLE_LEADER;
            case FOLLOWER -> NodeRole.NODE_ROLE_FOLLOWER;
            case CANDIDATE -> NodeRole.NODE_ROLE_CANDIDATE;
            case LEARNER -> NodeRole.NODE_ROLE_LEARNER;
        };
    }

    private static Standing.Role role(NodeRole role) {
        return switch (role) {
            case NODE_ROLE_LEADER -> Standing.Role.LEADER;
            case NODE_ROLE_CANDIDATE -> Standing.Role.CANDIDATE;
            case NODE_ROLE_LEARNER -> Standing.Role.LEARNER;
            case NODE_ROLE_FOLLOWER, NODE_ROLE_UNSPECIFIED, UNRECOGNIZED -> Standing.Role.FOLLOWER;
        };
    }
}
