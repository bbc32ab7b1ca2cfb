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
import java.util.Collection;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hands leadership from one member to another, whichever node is asked. Any thread; never blocks. */
final class Handover implements RpcProcessor<TransferRequest> {

    static final long LIMIT_MILLIS = 5_000;

    private static final Logger LOG = LoggerFactory.getLogger(Handover.class);
    private static final long LEAVE_MILLIS = 2_000;
    private static final long LINGER_MILLIS = 100;
    private static final long DRAIN_MILLIS = 500;
    private static final int MAX_WAITING = 1_000;
    private static final long MAX_LAG = 1_000; // entries; what the engine itself calls caught up

    private final Engine engine;
    private final Roles roles;
    private final MemberTable table;
    private final Supplier<Collection<PeerId>> voters;
    private final Outbox outbox;
    private final PeerLinks links;
    private final RaftThreads threads;
    private final Waiters<Roles.View> waiters;

    /** @param voters those that may lead, as far as this node knows */
    Handover(
            Engine engine,
            Roles roles,
            MemberTable table,
            Supplier<Collection<PeerId>> voters,
            Outbox outbox,
            PeerLinks links,
            RaftThreads threads) {
        this.engine = engine;
        this.roles = roles;
        this.table = table;
        this.voters = voters;
        this.outbox = outbox;
        this.links = links;
        this.threads = threads;
        this.waiters = new Waiters<>(MAX_WAITING, threads.answers());
    }

    /** Completes once that peer leads; see {@code Leadership.transferTo}. */
    CompletableFuture<Roles.View> to(String peer) {
        PeerId target = PeerId.parsePeer(peer);
        if (target == null || !voters.get().contains(target)) {
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
     * Hands leadership to the most advanced of the others before this leader stops, and stays a moment longer to turn away
     * what was already sent to it. Does nothing where the others are too few to elect. Blocks for up to some seconds.
     */
    void leave() {
        CompletableFuture<Roles.View> moved = awaitLeader(null, LEAVE_MILLIS);
        threads.control().execute(() -> {
            RegistryException failure = transferIfOthersCanElect();
            if (failure != null) {
                moved.completeExceptionally(failure);
            }
        });
        try {
            Roles.View view = moved.get(LEAVE_MILLIS, TimeUnit.MILLISECONDS);
            LOG.info("handed leadership over to {}", view.leader());
            TimeUnit.MILLISECONDS.sleep(LINGER_MILLIS);
        } catch (ExecutionException | TimeoutException e) {
            LOG.info("stopping as leader: {}", e.getCause() == null ? "nobody took over in time" : e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private @Nullable RegistryException transferIfOthersCanElect() {
        int needed = voters.get().size() / 2 + 1;
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
            threads.control().execute(() -> fail(done, handOver(target)));
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

    /** Starts the handover on this leader; null = under way. On the control thread: it waits for the engine's lock. */
    @Nullable
    RegistryException handOver(PeerId target) {
        RegistryException behind = whyNot(target);
        if (behind != null) {
            return behind;
        }
        return transfer(target);
    }

    /**
     * Starts the handover to that peer, or to the most advanced one where it is {@link PeerId#ANY_PEER}. An entry that is
     * appended but not committed when another leader takes over has no known outcome; so first all are let finish.
     */
    @Nullable
    RegistryException transfer(PeerId target) {
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
        TransferResponse.Builder answer = TransferResponse.newBuilder();
        PeerId target = PeerId.parsePeer(request.getTo());
        RegistryException failure = target == null || !roles.view().isLeader()
                ? new RegistryException.Unavailable(ErrorCode.NO_LEADER, "this node does not lead")
                : handOver(target);
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
