package io.maregistry.server.raft;

import com.alipay.sofa.jraft.entity.PeerId;
import com.alipay.sofa.jraft.rpc.RpcContext;
import com.alipay.sofa.jraft.rpc.RpcProcessor;
import io.maregistry.proto.v1.HeartbeatRequest;
import io.maregistry.proto.v1.HeartbeatResponse;
import io.maregistry.proto.v1.MemberFigures;
import io.maregistry.server.replication.Standing;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
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
    private volatile @Nullable Long majorityHeardNanos; // null = never
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
    void send(List<PeerId> others) {
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

    /** Looks when a majority was last heard; called again and again, since every answer of this node asks. */
    void look(List<PeerId> otherVoters) {
        int needed = (otherVoters.size() + 1) / 2; // with this node itself, of n + 1 nodes
        if (needed > 0) {
            long[] ages = new long[otherVoters.size()];
            long now = System.nanoTime();
            int heard = 0;
            for (PeerId peer : otherVoters) {
                OptionalLong at = table.heardAt(peer.toString());
                if (at.isPresent()) {
                    ages[heard++] = now - at.getAsLong();
                }
            }
            Arrays.sort(ages, 0, heard);
            majorityHeardNanos = heard < needed ? null : now - ages[needed - 1];
        }
    }

    /**
     * Since this node last heard a leader or, as one, a majority; {@link Standing#NEVER_HEARD}. A leader that was cut off
     * leads no longer, but what it confirmed with its majority is no older than that.
     *
     * @param isLone whether there is no other voter
     */
    long ageMillis(boolean isLeader, boolean isLone) {
        if (isLeader && isLone) {
            return 0;
        }
        long now = System.nanoTime();
        Long majority = isLone ? null : majorityHeardNanos;
        long age = majority == null ? Long.MAX_VALUE : now - majority;
        if (!isLeader && leaderHeard) {
            age = Math.min(age, now - leaderHeardNanos);
        }
        return age == Long.MAX_VALUE ? Standing.NEVER_HEARD : TimeUnit.NANOSECONDS.toMillis(Math.max(0, age));
    }

    private final class Answer implements PeerLinks.Reply<HeartbeatResponse> {

        private final PeerId peer;

        Answer(PeerId peer) {
            this.peer = peer;
        }

        @Override
        public void received(HeartbeatResponse answer) {
            if (answer.getSelf().getTerm() <= roles.view().term()) { // one of a newer term follows another leader
                table.hear(answer.getSelf(), System.nanoTime());
            }
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
