package io.maregistry.server.raft;

import com.alipay.sofa.jraft.entity.PeerId;
import com.alipay.sofa.jraft.rpc.RpcContext;
import com.alipay.sofa.jraft.rpc.RpcProcessor;
import io.maregistry.proto.v1.HeartbeatRequest;
import io.maregistry.proto.v1.HeartbeatResponse;
import io.maregistry.proto.v1.MemberFigures;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The members' heartbeat: the leader calls every member, tells what it knows of all, and hears how the member stands. It
 * carries no votes and decides nothing; it is what {@code Age-Ms} and the cluster view count from.
 */
final class Heartbeats implements RpcProcessor<HeartbeatRequest> {

    static final long EVERY_MILLIS = 500;

    private static final Logger LOG = LoggerFactory.getLogger(Heartbeats.class);
    private static final int TIMEOUT_MILLIS = 1_000;

    private final MemberTable table;
    private final PeerLinks links;
    private final Roles roles;
    private final Supplier<MemberFigures> self;
    private final Executor calls;
    private volatile long leaderHeardNanos;
    private volatile boolean leaderHeard;
    private volatile long committed;

    /** @param self this node's figures now */
    Heartbeats(MemberTable table, PeerLinks links, Roles roles, Supplier<MemberFigures> self, Executor calls) {
        this.table = table;
        this.links = links;
        this.roles = roles;
        this.self = self;
        this.calls = calls;
    }

    /** Calls all others; on a leader, every {@value #EVERY_MILLIS} ms. */
    void send(Collection<PeerId> others) {
        long now = System.nanoTime();
        MemberFigures own = self.get();
        HeartbeatRequest request = HeartbeatRequest.newBuilder()
                .setLeader(own.getPeer())
                .setTerm(roles.view().term())
                .addAllMembers(table.all(now))
                .addMembers(own)
                .build();
        for (PeerId peer : others) {
            links.send(peer, request, HeartbeatResponse.class, TIMEOUT_MILLIS, new Answer(peer));
        }
    }

    @Override
    public String interest() {
        return HeartbeatRequest.class.getName();
    }

    @Override
    public Executor executor() {
        return calls;
    }

    @Override
    public void handleRequest(RpcContext context, HeartbeatRequest request) {
        if (request.getTerm() >= roles.view().term()) { // one of an older term leads nobody
            long now = System.nanoTime();
            MemberFigures own = self.get();
            for (MemberFigures member : request.getMembersList()) {
                if (!member.getPeer().equals(own.getPeer())) {
                    table.hear(member, now);
                }
            }
            committed = committedBy(request);
            leaderHeardNanos = now;
            leaderHeard = true;
        }
        context.sendResponse(HeartbeatResponse.newBuilder().setSelf(self.get()).build());
    }

    private static long committedBy(HeartbeatRequest request) {
        for (MemberFigures member : request.getMembersList()) {
            if (member.getPeer().equals(request.getLeader())) {
                return member.getCommitted();
            }
        }
        return 0;
    }

    /** The highest index that the leader said is committed. */
    long committed() {
        return committed;
    }

    /**
     * Since this node last heard a leader; on a leader since a majority last answered; -1 = never.
     *
     * @param others the other voters
     */
    long ageMillis(boolean isLeader, Collection<PeerId> others) {
        long now = System.nanoTime();
        if (!isLeader) {
            return leaderHeard ? TimeUnit.NANOSECONDS.toMillis(now - leaderHeardNanos) : -1;
        }
        if (others.isEmpty()) {
            return 0;
        }
        List<Long> ages = new ArrayList<>(others.size());
        for (PeerId peer : others) {
            long age = table.ageMillis(peer.toString(), now);
            ages.add(age < 0 ? Long.MAX_VALUE : age);
        }
        Collections.sort(ages);
        // with this node itself, a majority of n + 1 nodes is (n + 1) / 2 others
        long age = ages.get((others.size() + 1) / 2 - 1);
        return age == Long.MAX_VALUE ? -1 : age;
    }

    private final class Answer implements PeerLinks.Reply<HeartbeatResponse> {

        private final PeerId peer;

        Answer(PeerId peer) {
            this.peer = peer;
        }

        @Override
        public void received(HeartbeatResponse answer) {
            table.hear(answer.getSelf(), System.nanoTime());
        }

        @Override
        public void notSent(String why) {
            LOG.debug("no heartbeat to {}: {}", peer, why);
        }

        @Override
        public void lost(String why) {
            LOG.debug("no answer to the heartbeat from {}: {}", peer, why);
        }
    }
}
