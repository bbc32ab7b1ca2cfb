package io.maregistry.server.registry;

import io.maregistry.error.ErrorCode;
import io.maregistry.error.RegistryException;
import io.maregistry.model.Member;
import io.maregistry.server.replication.Claim;
import io.maregistry.server.replication.Leadership;
import io.maregistry.server.replication.MemberReport;
import io.maregistry.server.replication.Standing;
import io.maregistry.server.state.Root;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The nodes of the cluster as this node sees them, and the labels of every answer. Any thread; nothing blocks. */
public final class ClusterView {

    private final Leadership leadership;
    private final Member self;
    private final long staleAfterMillis;
    private volatile Labels.@Nullable Position position; // of the last labels

    /**
     * @param self what this node announces of itself; shown before the announcement is committed, too
     * @param staleAfterMillis how long after the last sign of a leader answers still count as complete
     */
    public ClusterView(Leadership leadership, Member self, long staleAfterMillis) {
        this.leadership = leadership;
        this.self = self;
        this.staleAfterMillis = staleAfterMillis;
    }

    /** What an answer that is made from {@code root} says of it. */
    public Labels labels(Root root) {
        return labels(root, leadership.standing());
    }

    /** Likewise, of an answer that is about that moment. */
    public Labels labels(Root root, Moment then) {
        return labels(root, then.standing());
    }

    private Labels labels(Root root, Standing standing) {
        return new Labels(
                root.scalars().revision(),
                root.scalars().lineage(),
                position(standing),
                leader(root, standing),
                standing.ageMillis(),
                standing.ageMillis() >= 0 && standing.ageMillis() <= staleAfterMillis && !standing.isUndecided());
    }

    /** One object for as long as nothing of it changes. */
    private Labels.Position position(Standing standing) {
        Labels.Position known = position;
        if (known == null || !known.isOf(standing)) {
            known = Labels.Position.of(standing);
            position = known;
        }
        return known;
    }

    /** The name of this node. */
    public String name() {
        return self.name();
    }

    /** The mode's name in answers, {@code raft} or {@code hash}. */
    public String mode() {
        return Labels.text(leadership.standing().mode());
    }

    /** All nodes, by name. */
    public List<Server> servers(Root root) {
        return servers(root, leadership.standing());
    }

    private List<Server> servers(Root root, Standing standing) {
        return HashElection.marked(leadership.members().stream()
                .map(report -> report.isSelf() ? self(root, standing, report.claim()) : other(report, standing))
                .toList());
    }

    /** This node. */
    public Server self(Root root) {
        return servers(root).stream()
                .filter(Server::isSelf)
                .findFirst()
                .orElseGet(() -> self(root, leadership.standing(), null).withHashLeader(true));
    }

    /** The leader; {@code Unavailable} where none is known. */
    public Server leader(Root root) {
        return leader(servers(root));
    }

    /** The leader at that moment. */
    public Server leader(Root root, Moment then) {
        return leader(servers(root, then.standing()));
    }

    private static Server leader(List<Server> servers) {
        return required(servers.stream().filter(Server::isLeader).findFirst());
    }

    /** The node that the hashCode election would choose. */
    public Server hashLeader(Root root) {
        return required(servers(root).stream().filter(Server::isHashLeader).findFirst());
    }

    private static Server required(Optional<Server> leader) {
        return leader.orElseThrow(
                () -> new RegistryException.Unavailable(ErrorCode.NO_LEADER, "no leader is known; retry"));
    }

    private @Nullable Member leader(Root root, Standing standing) {
        String peer = standing.leader();
        if (peer == null) {
            return null;
        }
        if (peer.equals(self.peer())) {
            return self;
        }
        Member announced = root.members().get(peer);
        return announced == null ? heard(peer) : announced;
    }

    /** In hash mode nobody announces anything: there is what each node says when it is asked. */
    private @Nullable Member heard(String peer) {
        for (MemberReport report : leadership.members()) {
            if (report.peer().equals(peer)) {
                return report.member();
            }
        }
        return null;
    }

    private Server self(Root root, Standing standing, @Nullable Claim claim) {
        Server.Figures figures = new Server.Figures(
                Labels.text(standing.role()),
                standing.term(),
                Math.max(standing.committed(), root.position().index()),
                root.position().index(),
                root.scalars().revision(),
                root.scalars().version(),
                root.hash().toString(),
                standing.isReady(),
                0);
        return new Server(self.name(), true, true, standing.isLeader(), false, self, figures, inHashMode(claim));
    }

    private Server.InHashMode inHashMode(@Nullable Claim claim) {
        String trouble = leadership.trouble().orElse(null);
        return new Server.InHashMode(Labels.text(claim), leadership.isElectable(), trouble);
    }

    private static Server other(MemberReport report, Standing standing) {
        MemberReport.Figures heard = report.figures();
        return new Server(
                report.name(),
                false,
                report.isAlive() && report.member() != null && heard != null,
                report.peer().equals(standing.leader()),
                false,
                report.member(),
                heard == null ? null : figures(heard),
                new Server.InHashMode(Labels.text(report.claim()), false, null));
    }

    private static Server.Figures figures(MemberReport.Figures heard) {
        return new Server.Figures(
                Labels.text(heard.role()),
                heard.term(),
                heard.committed(),
                heard.applied(),
                heard.revision(),
                heard.version(),
                heard.stateHash(),
                heard.isReady(),
                heard.ageMillis());
    }
}
