package io.maregistry.server.raft;

import com.alipay.sofa.jraft.Status;
import com.alipay.sofa.jraft.entity.PeerId;
import com.alipay.sofa.jraft.rpc.RpcContext;
import com.alipay.sofa.jraft.rpc.RpcProcessor;
import io.maregistry.error.ErrorCode;
import io.maregistry.error.RegistryException;
import io.maregistry.proto.v1.MemberFigures;
import io.maregistry.proto.v1.TransferRequest;
import io.maregistry.proto.v1.TransferResponse;
import io.maregistry.server.replication.ReadBarrier;
import io.maregistry.server.replication.Waiters;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hands leadership from one member to another, whichever node is asked. Any thread; never blocks. */
final class Handover implements RpcProcessor<TransferRequest> {

    static final long LIMIT_MILLIS = 5_000;

    private static final Logger LOG = LoggerFactory.getLogger(Handover.class);
    private static final long LEAVE_MILLIS = 2_000;
    private static final long DRAIN_MILLIS = 500;
    private static final long NEWS_MILLIS =
            3 * Heartbeats.EVERY_MILLIS; // what a member said may be older than its catching up
    private static final long LOOK_MILLIS = 50;
    private static final int MAX_WAITING = 1_000;
    private static final long MAX_LAG = 1_000; // entries; what the engine itself calls caught up

    private final Engine engine;
    private final Roles roles;
    private final MemberTable table;
    private final Membership membership;
    private final Outbox outbox;
    private final ReadBarrier barrier;
    private final PeerLinks links;
    private final RaftThreads threads;
    private final Waiters<Roles.View> waiters;

    Handover(
            Engine engine,
            Roles roles,
            MemberTable table,
            Membership membership,
            Outbox outbox,
            ReadBarrier barrier,
            PeerLinks links,
            RaftThreads threads) {
        this.engine = engine;
        this.roles = roles;
        this.table = table;
        this.membership = membership;
        this.outbox = outbox;
        this.barrier = barrier;
        this.links = links;
        this.threads = threads;
        this.waiters = new Waiters<>(MAX_WAITING, threads.answers());
    }

    /** Completes once that peer leads; see {@code Leadership.transferTo}. */
    CompletableFuture<Roles.View> to(String peer) {
        PeerId target = PeerId.parsePeer(peer);
        if (target != null && membership.isLearner(target)) {
            return CompletableFuture.failedFuture(
                    new RegistryException.Unavailable(ErrorCode.NOT_READY, peer + " is a learner, which may not lead"));
        }
        if (target == null || !membership.voters().contains(target)) {
            return CompletableFuture.failedFuture(
                    new RegistryException.NotFound(ErrorCode.NO_SUCH_INSTANCE, "no member " + peer + " that may lead"));
        }
        CompletableFuture<Roles.View> done = awaitLeader(target, LIMIT_MILLIS);
        if (!done.isDone()) {
            ask(target, done);
        }
        return done;
    }

    /**
     * Hands leadership to the most advanced of the others before this leader stops, and stays until the new one has
     * confirmed itself to it, to turn away what was already sent here. Does nothing where the others are too few to elect.
     * Blocks for up to {@value #LEAVE_MILLIS} ms.
     */
    void leave() {
        long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(LEAVE_MILLIS);
        CompletableFuture<Roles.View> moved = awaitLeader(null, LEAVE_MILLIS);
        threads.control().execute(() -> fail(moved, transferIfOthersCanElect()));
        try {
            Roles.View view = moved.get(LEAVE_MILLIS, TimeUnit.MILLISECONDS);
            LOG.info("handed leadership over to {}", view.leader());
            awaitConfirmation(until - System.nanoTime());
        } catch (ExecutionException | TimeoutException e) {
            LOG.info("stopping as leader: {}", e.getCause() == null ? "nobody took over in time" : e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The new leader's answer comes behind what the others sent here before they knew of it. */
    private void awaitConfirmation(long nanos) throws InterruptedException {
        try {
            barrier.confirm().toCompletableFuture().get(nanos, TimeUnit.NANOSECONDS);
        } catch (ExecutionException | TimeoutException e) {
            LOG.debug("the new leader did not confirm itself: {}", e.toString());
        }
    }

    private @Nullable RegistryException transferIfOthersCanElect() {
        int needed = membership.voters().size() / 2 + 1;
        try {
            if (engine.node().listAlivePeers().size() >= needed && needed > 1) {
                return transfer(PeerId.ANY_PEER);
            }
            return new RegistryException.Unavailable(ErrorCode.NO_QUORUM, "the others cannot elect a leader");
        } catch (IllegalStateException deposed) { // by the engine, where this node does not lead any more
            return null;
        }
    }

    /** Completes once that peer, or any other than this node where it is null, leads. */
    private CompletableFuture<Roles.View> awaitLeader(@Nullable PeerId target, long timeoutMillis) {
        CompletableFuture<Roles.View> done = waiters.await(
                0,
                view -> target == null ? view.leader() != null && !view.isLeader() : target.equals(view.leader()),
                timeoutMillis,
                () -> new RegistryException.Indeterminate("leadership did not move in time; it may yet"));
        waiters.offer(roles.view());
        return done;
    }

    private void ask(PeerId target, CompletableFuture<Roles.View> done) {
        Roles.View view = roles.view();
        PeerId leader = view.leader();
        if (view.isLeader()) {
            threads.control().execute(() -> handOver(target, newsUntil(), why -> fail(done, why)));
        } else if (leader == null) {
            fail(done, new RegistryException.Unavailable(ErrorCode.NO_LEADER, "no leader is known"));
        } else {
            links.send(
                    leader,
                    TransferRequest.newBuilder().setTo(target.toString()).build(),
                    TransferResponse.class,
                    (int) LIMIT_MILLIS,
                    new Answer(done));
        }
    }

    private static void fail(CompletableFuture<Roles.View> done, @Nullable RegistryException why) {
        if (why != null) {
            done.completeExceptionally(why);
        }
    }

    private static long newsUntil() {
        return System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(NEWS_MILLIS);
    }

    /**
     * Starts the handover on this leader as soon as the target is known to have caught up, or refuses it. On the control
     * thread, as it waits for the engine's lock.
     *
     * @param untilNanos how long to wait for news of the target
     * @param answer told once: null = under way
     */
    private void handOver(PeerId target, long untilNanos, Consumer<@Nullable RegistryException> answer) {
        if (!roles.view().isLeader()) {
            answer.accept(new RegistryException.Unavailable(ErrorCode.NO_LEADER, "this node does not lead"));
            return;
        }
        RegistryException behind = whyNot(target);
        if (behind == null) {
            answer.accept(transfer(target));
        } else if (System.nanoTime() - untilNanos >= 0) {
            answer.accept(behind);
        } else {
            RaftThreads.later(threads.control(), "handover", () -> handOver(target, untilNanos, answer), LOOK_MILLIS);
        }
    }

    /**
     * Starts the handover to that peer, or to the most advanced one where it is {@link PeerId#ANY_PEER}. An entry that is
     * appended but not committed when another leader takes over has no known outcome; so first all are let finish.
     */
    private @Nullable RegistryException transfer(PeerId target) {
        outbox.hold(LIMIT_MILLIS);
        outbox.awaitReturns(DRAIN_MILLIS);
        Status status = engine.node().transferLeadershipTo(target);
        if (status.isOk()) {
            return null;
        }
        outbox.hold(0);
        return new RegistryException.Unavailable(
                ErrorCode.NO_LEADER, "leadership cannot move now: " + status.getErrorMsg());
    }

    private @Nullable RegistryException whyNot(PeerId target) {
        MemberFigures figures = table.figures(target.toString());
        if (figures == null || !table.isAlive(target.toString(), System.nanoTime())) {
            return new RegistryException.Unavailable(ErrorCode.NOT_READY, target + " was not heard lately");
        }
        // its own word on being ready is as old as its last heartbeat; the engine waits for the last entries anyway
        if (figures.getApplied() < engine.node().getLastAppliedLogIndex() - MAX_LAG) {
            return new RegistryException.Unavailable(ErrorCode.NOT_READY, target + " has not caught up");
        }
        return null;
    }

    /** Follows the role; any thread. */
    void see(Roles.View view) {
        if (!waiters.isEmpty()) {
            waiters.offer(view);
        }
    }

    void sweep(long nowNanos) {
        waiters.sweep(nowNanos);
    }

    void close() {
        waiters.failAll(Outbox::stopping);
    }

    @Override
    public String interest() {
        return TransferRequest.class.getName();
    }

    @Override
    public Executor executor() {
        return threads.control();
    }

    @Override
    public void handleRequest(RpcContext context, TransferRequest request) {
        PeerId target = PeerId.parsePeer(request.getTo());
        if (target == null) {
            answer(context, new RegistryException.Unavailable(ErrorCode.NO_LEADER, "a transfer to no peer"));
        } else {
            handOver(target, newsUntil(), why -> answer(context, why));
        }
    }

    private static void answer(RpcContext context, @Nullable RegistryException failure) {
        TransferResponse.Builder answer = TransferResponse.newBuilder();
        if (failure != null) {
            answer.setFailure(NodeFailures.toProto(failure));
        }
        context.sendResponse(answer.build());
    }

    private static final class Answer implements PeerLinks.Reply<TransferResponse> {

        private final CompletableFuture<Roles.View> done;

        Answer(CompletableFuture<Roles.View> done) {
            this.done = done;
        }

        @Override
        public void received(TransferResponse answer) {
            if (answer.hasFailure()) {
                done.completeExceptionally(NodeFailures.fromProto(answer.getFailure()));
            }
        }

        @Override
        public void notSent(String why) {
            done.completeExceptionally(
                    new RegistryException.Unavailable(ErrorCode.NO_LEADER, "the leader is not reached: " + why));
        }

        @Override
        public void lost(String why) {
            done.completeExceptionally(new RegistryException.Indeterminate("the leader did not answer: " + why));
        }
    }
}
