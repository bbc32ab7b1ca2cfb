package io.maregistry.server.raft;

import io.maregistry.proto.v1.BirthReport;
import io.maregistry.proto.v1.Hello;
import io.maregistry.proto.v1.HelloAnswer;
import io.maregistry.proto.v1.HelloPurpose;
import io.maregistry.proto.v1.Refusal;
import io.maregistry.proto.v1.RefusalReason;
import io.maregistry.proto.v1.Welcome;
import io.netty.channel.Channel;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Decides who may speak on a node's connections, and knows those that may. Any thread.
 *
 * <p>A connection is judged once, when it introduces itself, and again when the members table or the cluster id
 * changes: one that would no longer be let in is closed.
 */
@SuppressWarnings("FutureReturnValueIgnored") // what cannot be written or closed is closed already
final class PeerGate {

    /** The version of the introduction; see {@code birth.proto}. */
    static final int VERSION = 1;

    private final Map<Channel, Remote> open = new ConcurrentHashMap<>();
    private volatile @Nullable NodeIdentity self;
    private volatile boolean closed; // for good
    private volatile Map<String, String> nodeIdByPeer = Map.of();
    private volatile @Nullable Supplier<BirthReport> birth;

    /** Who is at the other end of a connection, as it said itself. */
    record Remote(String peer, String nodeId, String clusterId) {}

    /** Opens the gate, unless it was closed: until then everybody is refused. */
    void identify(NodeIdentity identity) {
        self = identity;
        closeWhatDoesNotPass();
    }

    /** Who this node is, for those who come; null while nobody is to be let in. */
    private @Nullable NodeIdentity own() {
        return closed ? null : self;
    }

    void answerBirth(Supplier<BirthReport> report) {
        birth = report;
    }

    /** The members' node ids, by peer; empty where it is not known yet, then it may be any. Nobody else is let in. */
    void expect(Map<String, String> nodeIds) {
        Map<String, String> known = Map.copyOf(nodeIds);
        if (!known.equals(nodeIdByPeer)) {
            nodeIdByPeer = known;
            closeWhatDoesNotPass();
        }
    }

    /** What this node says first to the peer at {@code dialled}, {@code host:port}; empty while it has no identity. */
    Optional<Hello> hello(String dialled) {
        NodeIdentity own = own();
        if (own == null) {
            return Optional.empty();
        }
        return Optional.of(Hello.newBuilder()
                .setVersion(VERSION)
                .setClusterId(own.clusterId())
                .setPeer(own.peer())
                .setNodeId(own.nodeId())
                .setDialled(dialled)
                .setPurpose(HelloPurpose.HELLO_PURPOSE_PEER)
                .build());
    }

    /** What this node answers to somebody who dialled it. */
    HelloAnswer answer(Hello hello) {
        HelloAnswer.Builder answer = HelloAnswer.newBuilder().setVersion(VERSION);
        NodeIdentity own = own();
        if (own == null) {
            return answer.setRefusal(refusal(RefusalReason.REFUSAL_REASON_NOT_READY, "this node is starting"))
                    .build();
        }
        Optional<Refusal> faults = faultsOf(hello, own);
        if (faults.isPresent()) {
            return answer.setRefusal(faults.get()).build();
        }
        if (hello.getPurpose() == HelloPurpose.HELLO_PURPOSE_BIRTH) {
            return answerBirth(answer);
        }
        Optional<Refusal> stranger = judge(new Remote(hello.getPeer(), hello.getNodeId(), hello.getClusterId()), own);
        if (stranger.isPresent()) {
            return answer.setRefusal(stranger.get()).build();
        }
        return answer.setWelcome(Welcome.newBuilder()
                        .setClusterId(own.clusterId())
                        .setPeer(own.peer())
                        .setNodeId(own.nodeId()))
                .build();
    }

    private HelloAnswer answerBirth(HelloAnswer.Builder answer) {
        Supplier<BirthReport> report = birth;
        if (report == null) {
            return answer.setRefusal(refusal(RefusalReason.REFUSAL_REASON_NOT_READY, "this node is starting"))
                    .build();
        }
        return answer.setBirth(report.get()).build();
    }

    /** Why the node that answered at {@code dialled} is not the one meant; empty = it is. */
    Optional<Refusal> judge(Welcome welcome, String dialled) {
        NodeIdentity own = own();
        if (own == null) {
            return Optional.of(refusal(RefusalReason.REFUSAL_REASON_NOT_READY, "this node is stopping"));
        }
        Remote remote = new Remote(welcome.getPeer(), welcome.getNodeId(), welcome.getClusterId());
        if (!NodeIdentity.isAt(remote.peer(), dialled) || remote.nodeId().isEmpty()) {
            return Optional.of(refusal(
                    RefusalReason.REFUSAL_REASON_OTHER_PEER, "dialled " + dialled + " and reached " + remote.peer()));
        }
        return judge(remote, own);
    }

    private static Optional<Refusal> faultsOf(Hello hello, NodeIdentity own) {
        if (hello.getVersion() != VERSION) {
            return Optional.of(refusal(
                    RefusalReason.REFUSAL_REASON_VERSION,
                    "this node speaks version " + VERSION + " of the introduction, not " + hello.getVersion()));
        }
        if (hello.getPeer().isEmpty()
                || hello.getNodeId().isEmpty()
                || hello.getPurpose() == HelloPurpose.UNRECOGNIZED
                || hello.getPurpose() == HelloPurpose.HELLO_PURPOSE_UNSPECIFIED) {
            return Optional.of(refusal(
                    RefusalReason.REFUSAL_REASON_INVALID, "an introduction names a peer, a node id and a purpose"));
        }
        if (!own.isAt(hello.getDialled())) {
            return Optional.of(refusal(
                    RefusalReason.REFUSAL_REASON_OTHER_PEER,
                    "this is " + own.peer() + ", " + hello.getDialled() + " was dialled"));
        }
        return Optional.empty();
    }

    private Optional<Refusal> judge(Remote remote, NodeIdentity own) {
        if (!remote.clusterId().isEmpty()
                && !own.clusterId().isEmpty()
                && !remote.clusterId().equals(own.clusterId())) {
            return Optional.of(refusal(
                    RefusalReason.REFUSAL_REASON_OTHER_CLUSTER,
                    remote.peer() + " belongs to cluster " + remote.clusterId() + ", " + own.peer() + " to "
                            + own.clusterId()));
        }
        String expected = nodeIdByPeer.get(remote.peer());
        if (nodeIdByPeer.isEmpty()) {
            return Optional.of(
                    refusal(RefusalReason.REFUSAL_REASON_NOT_READY, own.peer() + " is not born and has no members"));
        }
        if (expected == null) {
            return Optional.of(refusal(
                    RefusalReason.REFUSAL_REASON_OTHER_PEER,
                    remote.peer() + " is no member, as far as " + own.peer() + " knows"));
        }
        if (!expected.isEmpty() && !expected.equals(remote.nodeId())) {
            return Optional.of(refusal(
                    RefusalReason.REFUSAL_REASON_OTHER_NODE_ID,
                    remote.peer() + " is known as node " + expected + " and says to be " + remote.nodeId()));
        }
        return Optional.empty();
    }

    private static Refusal refusal(RefusalReason reason, String message) {
        return Refusal.newBuilder().setReason(reason).setMessage(message).build();
    }

    /**
     * Notes a connection that was let in, until it closes; closes it at once where the rules changed meanwhile, or the gate
     * was closed.
     */
    void letIn(Channel channel, Remote remote) {
        open.put(channel, remote);
        channel.closeFuture().addListener(closed -> open.remove(channel));
        if (own() == null) {
            channel.close();
        } else {
            closeWhatDoesNotPass();
        }
    }

    /** The connections that were let in. */
    int openConnections() {
        return open.size();
    }

    /**
     * Refuses everybody from now on, whatever this node is told to be, and closes what is open. A connection that was being
     * introduced would otherwise stay open behind the port, to a server that answers nothing.
     */
    void closeAll() {
        closed = true;
        open.keySet().forEach(Channel::close);
    }

    private void closeWhatDoesNotPass() {
        NodeIdentity own = own();
        if (own == null) {
            return;
        }
        open.forEach((channel, remote) -> {
            if (judge(remote, own).isPresent()) {
                channel.close();
            }
        });
    }
}
