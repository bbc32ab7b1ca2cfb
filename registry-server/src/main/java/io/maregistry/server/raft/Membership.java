package io.maregistry.server.raft;

import com.alipay.sofa.jraft.conf.Configuration;
import com.alipay.sofa.jraft.entity.PeerId;
import io.maregistry.model.Member;
import io.maregistry.server.replication.Committed;
import io.maregistry.server.state.Announce;
import io.maregistry.server.state.Command;
import io.maregistry.server.state.Root;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who belongs to the group: the peers of its configuration, and the members as the state lists them. Keeps this node's own
 * row there right, and tells the node port which node ids to let in.
 */
final class Membership {

    private static final Logger LOG = LoggerFactory.getLogger(Membership.class);

    private final Member self;
    private final PeerId selfPeer;
    private final Founding founding;
    private final NodePort port;
    private final Published published;
    private final Function<Command, CompletionStage<Committed>> proposer;
    private volatile Configuration configuration;
    private volatile boolean announcing;
    private Map<String, String> expected = Map.of(); // the control thread's

    Membership(
            Member self,
            Founding founding,
            NodePort port,
            Published published,
            Function<Command, CompletionStage<Committed>> proposer) {
        this.self = self;
        this.selfPeer = PeerId.parsePeer(self.peer());
        this.port = port;
        this.published = published;
        this.proposer = proposer;
        this.founding = founding;
        this.configuration = new Configuration(
                founding.peers().stream().map(PeerId::parsePeer).toList());
    }

    /** A change of the configuration was committed; called by the applying thread. */
    void configured(Configuration committed) {
        configuration = new Configuration(committed);
    }

    Collection<PeerId> voters() {
        return configuration.getPeers();
    }

    Collection<PeerId> otherVoters() {
        return without(configuration.getPeers());
    }

    /** Voters and learners but this node. */
    Collection<PeerId> others() {
        List<PeerId> others = without(configuration.getPeers());
        others.addAll(without(configuration.getLearners()));
        return others;
    }

    /** All of them, as text. */
    Set<String> peers() {
        Set<String> peers = new TreeSet<>();
        configuration.getPeers().forEach(peer -> peers.add(peer.toString()));
        configuration.getLearners().forEach(peer -> peers.add(peer.toString()));
        return peers;
    }

    boolean isLearner() {
        return configuration.getLearners().contains(selfPeer);
    }

    /** Announces this node where the state does not show it as it is. On the control thread, again and again. */
    void announce() {
        Root root = published.root();
        if (announcing
                || root.scalars().clusterId().isEmpty()
                || self.equals(root.members().get(self.peer()))) {
            return;
        }
        announcing = true;
        proposer.apply(new Announce(self)).whenComplete((committed, failure) -> {
            announcing = false;
            if (failure != null) {
                LOG.debug("not announced yet: {}", failure.getMessage());
            }
        });
    }

    /** Brings the node port up to date with the state. On the control thread. */
    void fence() {
        Root root = published.root();
        Map<String, String> nodeIds = new HashMap<>(founding.nodeIdByPeer()); // until they have announced themselves
        root.members().forEach(member -> nodeIds.put(member.peer(), member.nodeId()));
        if (!nodeIds.equals(expected)) {
            expected = nodeIds;
            port.expect(nodeIds);
        }
    }

    private List<PeerId> without(Collection<PeerId> peers) {
        List<PeerId> others = new ArrayList<>(peers);
        others.remove(selfPeer);
        return others;
    }
}
