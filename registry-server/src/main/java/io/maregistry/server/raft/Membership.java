package io.maregistry.server.raft;

import com.alipay.sofa.jraft.conf.Configuration;
import com.alipay.sofa.jraft.entity.PeerId;
import io.maregistry.model.Member;
import io.maregistry.server.replication.Committed;
import io.maregistry.server.replication.Published;
import io.maregistry.server.state.Announce;
import io.maregistry.server.state.Command;
import io.maregistry.server.state.Root;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.stream.Stream;
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
    private volatile Peers peers;
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
        this.peers = peersOf(new Configuration(
                founding.peers().stream().map(PeerId::parsePeer).toList()));
    }

    /** Those of one configuration; made once, as every answer asks. */
    private record Peers(
            List<PeerId> voters,
            List<PeerId> otherVoters,
            List<PeerId> learners,
            List<PeerId> others,
            SortedSet<String> all,
            boolean isLearner) {}

    private Peers peersOf(Configuration configuration) {
        List<PeerId> voters = configuration.getPeers();
        Set<PeerId> learners = configuration.getLearners();
        List<PeerId> everybody =
                Stream.concat(voters.stream(), learners.stream()).toList();
        SortedSet<String> all = new TreeSet<>();
        everybody.forEach(peer -> all.add(peer.toString()));
        return new Peers(
                List.copyOf(voters),
                without(voters),
                List.copyOf(learners),
                without(everybody),
                Collections.unmodifiableSortedSet(all),
                learners.contains(selfPeer));
    }

    private List<PeerId> without(List<PeerId> all) {
        return all.stream().filter(peer -> !peer.equals(selfPeer)).toList();
    }

    /** A change of the configuration was committed; called by the applying thread. */
    void configured(Configuration committed) {
        peers = peersOf(committed);
    }

    List<PeerId> voters() {
        return peers.voters;
    }

    List<PeerId> otherVoters() {
        return peers.otherVoters;
    }

    /** Voters and learners but this node. */
    List<PeerId> others() {
        return peers.others;
    }

    /** All of them, as text. */
    SortedSet<String> peers() {
        return peers.all;
    }

    boolean isLearner() {
        return peers.isLearner;
    }

    boolean isLearner(PeerId peer) {
        return peers.learners.contains(peer);
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
        Map<String, String> nodeIds = new HashMap<>(founding.founders()); // until they have announced themselves
        root.members().forEach(member -> nodeIds.put(member.peer(), member.nodeId()));
        if (!nodeIds.equals(expected)) {
            expected = nodeIds;
            port.expect(nodeIds);
        }
    }
}
