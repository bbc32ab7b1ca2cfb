package io.maregistry.server.raft;

import com.alipay.sofa.jraft.core.State;
import com.alipay.sofa.jraft.entity.PeerId;
import com.alipay.sofa.jraft.rpc.RpcServer;
import io.maregistry.error.ErrorCode;
import io.maregistry.error.RegistryException;
import io.maregistry.proto.v1.AskRequest;
import io.maregistry.proto.v1.AskResponse;
import io.maregistry.proto.v1.ForwardRequest;
import io.maregistry.proto.v1.ForwardResponse;
import io.maregistry.proto.v1.HeartbeatRequest;
import io.maregistry.proto.v1.HeartbeatResponse;
import io.maregistry.proto.v1.MemberFigures;
import io.maregistry.proto.v1.TransferRequest;
import io.maregistry.proto.v1.TransferResponse;
import io.maregistry.server.config.LimitsConfig;
import io.maregistry.server.config.RaftConfig;
import io.maregistry.server.replication.Committed;
import io.maregistry.server.replication.ForwardedRenewals;
import io.maregistry.server.replication.Leadership;
import io.maregistry.server.replication.MemberReport;
import io.maregistry.server.replication.Nodes;
import io.maregistry.server.replication.Published;
import io.maregistry.server.replication.Replica;
import io.maregistry.server.replication.Replication;
import io.maregistry.server.replication.Standing;
import io.maregistry.server.state.Command;
import io.maregistry.server.state.RegistryState;
import io.maregistry.server.state.Root;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One node of a Raft group, and the registry's state on it. A lone node is a group of one and runs the same code.
 *
 * <p>{@link #start} comes after the node port is open and identified, {@link #close} before it is closed; listeners are
 * added before the start. Stages complete on a thread of this node, which must not be blocked.
 */
public final class RaftNode implements Replication, AutoCloseable {

    private static final long SWEEP_MILLIS = 50;
    private static final long DRAIN_MILLIS = 1_000;

    private final PeerId self;
    private final NodePort port;
    private final RaftThreads threads;
    private final ReplicaEnd end;
    private final CountDownLatch engineIsUp = new CountDownLatch(1);

    private final Breakage breakage = new Breakage(this::broken);
    private final Roles roles;
    private final Published published;
    private final Outbox outbox;
    private final DiskReserve disk;
    private final LeaderHint hint;
    private final Proposals proposals;
    private final Membership membership;
    private final Snapshots snapshots;
    private final Engine engine;
    private final PeerLinks links;
    private final ReadIndexBarrier barrier;
    private final Readiness readiness;
    private final Reign reign;
    private final MemberTable table;
    private final Checkpoints checkpoints;
    private final Heartbeats heartbeats;
    private final Handover handover;
    private final DivergenceGuard guard;
    private final Routes routes;
    private final Bearing bearing;
    private final Questions questions;

    private boolean started; // guarded by this
    private volatile boolean stopping;
    private volatile @Nullable ForwardedRenewals renewals;

    /**
     * @param port open when the node starts
     * @param wallMillis the wall clock, epoch milliseconds; for people only
     */
    public RaftNode(RaftSetup setup, NodePort port, LongSupplier wallMillis, ReplicaEnd end) {
        this(setup, port, wallMillis, end, Surroundings.of(setup.directory()));
    }

    /** As the other one, somewhere else. */
    RaftNode(RaftSetup setup, NodePort port, LongSupplier wallMillis, ReplicaEnd end, Surroundings around) {
        RaftSetup.Options options = setup.options();
        int electionMillis = Math.toIntExact(options.raft().electionTimeout().toMillis());
        this.self = peer(setup.self().peer());
        this.port = port;
        this.end = end;
        List<PeerId> initialPeers =
                setup.founding().peers().stream().map(RaftNode::peer).toList();
        checkpoints = around.checkpoints();
        threads = new RaftThreads(setup.self().name());
        roles = new Roles(self);
        LimitsConfig.Time time = options.limits().time();
        LimitsConfig.Waiting waiting = options.limits().waiting();
        published = new Published(new RegistryState().root(), waiting.reads(), threads.answers());
        hint = new LeaderHint(roles, published);
        Outbox.Limits writes =
                new Outbox.Limits(waiting.writes(), options.raft().entriesInFlight(), time.write(), time.leader());
        outbox = new Outbox(writes, hint::notLeader, threads.answers());
        disk = new DiskReserve(options.limits().disk().reserveBytes(), around.space());
        proposals = new Proposals(outbox, roles, hint, options.routing(), this::refusal);
        membership = new Membership(setup.self(), setup.founding(), port, published, proposals::proposeOwn);
        snapshots = new Snapshots(options.snapshot(), breakage, threads.snapshots(), disk::isShort, System::nanoTime);
        StateAdapter machine = new StateAdapter(
                published, roles, breakage, snapshots, threads.answers(), membership::configured, around);
        engine = Engine.create(self, initialPeers, setup.directory().resolve("raft"), machine, electionMillis, port);
        ReadIndexBarrier.Limits reads = new ReadIndexBarrier.Limits(
                waiting.reads(), time.read(), options.raft().electionTimeout());
        barrier = new ReadIndexBarrier(engine, () -> roles.view().leader() != null, threads, reads);
        readiness = new Readiness(barrier, published);
        EntryLog log = new EntryLog(engine, wallMillis, threads.answers());
        reign = new Reign(log, roles, published, options.settings(), this::isUndecided, threads.control());
        links = new PeerLinks(port, threads.answers(), threads.connects());
        table = new MemberTable(options.raft().members().stream()
                .collect(Collectors.toMap(one -> one.address().toString(), RaftConfig.Peer::name)));
        questions = new Questions(links, one -> membership.others().contains(one), threads);
        heartbeats = new Heartbeats(table, links, roles, this::figures, threads.calls());
        handover = new Handover(engine, roles, table, membership, outbox, barrier, links, threads);
        bearing = new Bearing(
                engine,
                roles,
                published,
                membership,
                heartbeats,
                new Bearing.Fitness(this::isOut, () -> stopping, readiness::isReady, this::isUndecided));
        guard = new DivergenceGuard(
                this::figures,
                membership::voters,
                table,
                roles,
                new DivergenceGuard.Leaving(end::diverging, handover::to, this::broken));
        routes = new Routes(
                roles,
                outbox,
                published,
                log,
                new CommitNudge(engine, threads.timer()),
                links,
                self,
                Math.toIntExact(time.write().toMillis()));
    }

    /** Has the renewals that followers gathered taken there, rather than each of their ticks become a command of its own. */
    public void gatherRenewals(ForwardedRenewals gathering) {
        renewals = gathering;
    }

    /**
     * Takes part from now on; does nothing on a node that was closed. Returns when the newest snapshot is loaded. Fails with
     * {@link BrokenReplicaException}, {@link DataDirectoryException} or {@code Corrupted} where disk or log are not sound.
     */
    public synchronized void start() {
        if (started || stopping) {
            return;
        }
        started = true;
        disk.look();
        membership.fence(); // else the first peers would be turned away
        roles.listen(view -> routes.see());
        roles.listen(reign::see);
        roles.listen(handover::see);
        roles.listen(this::beatAtOnce);
        links.start();
        serve(port.rpcServer());
        threads.control().execute(this::awaitEngine);
        startEngine();
        RaftThreads.repeat(threads.timer(), "sweep", this::sweep, SWEEP_MILLIS);
        RaftThreads.repeat(threads.control(), "look", this::look, SWEEP_MILLIS);
        RaftThreads.repeat(threads.control(), "disk", disk::look, DiskReserve.LOOK_MILLIS);
        RaftThreads.repeat(threads.control(), "heartbeat", this::beat, Heartbeats.EVERY_MILLIS);
    }

    private void serve(RpcServer server) {
        Engine.serve(server, threads.engine());
        ForwardedCalls forwards =
                new ForwardedCalls(outbox, this::forwardRefusal, this::refusal, () -> renewals, threads.calls());
        NodeMessage.serve(server, ForwardRequest.getDefaultInstance(), ForwardResponse.getDefaultInstance(), forwards);
        NodeMessage.serve(
                server, HeartbeatRequest.getDefaultInstance(), HeartbeatResponse.getDefaultInstance(), heartbeats);
        NodeMessage.serve(
                server, TransferRequest.getDefaultInstance(), TransferResponse.getDefaultInstance(), handover);
        NodeMessage.serve(server, AskRequest.getDefaultInstance(), AskResponse.getDefaultInstance(), questions);
    }

    private void startEngine() {
        try {
            engine.start();
        } catch (RegistryException.Corrupted unsound) {
            BrokenReplicaException found = breakage.cause();
            throw found == null ? unsound : found;
        } finally {
            engineIsUp.countDown();
        }
    }

    /** First work of the control thread: the engine calls back before it has returned from its start. */
    private void awaitEngine() {
        try {
            engineIsUp.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void sweep() {
        long now = System.nanoTime();
        outbox.sweep(now);
        barrier.sweep(now);
        published.sweep(now);
        handover.sweep(now);
        heartbeats.look(membership.otherVoters());
    }

    private boolean isUndecided() {
        return guard.isUndecided();
    }

    private boolean isOut() {
        return breakage.isBroken() || guard.isApart();
    }

    private void look() {
        if (isOut()) {
            return;
        }
        readiness.look();
        membership.fence();
        snapshots.saveIfDue(engine.node(), table.slowest(membership.others(), System.nanoTime()));
    }

    private void beatAtOnce(Roles.View view) {
        if (view.leader() != null) {
            threads.control().execute(this::beat);
        }
    }

    private void beat() {
        if (roles.view().isLeader()) {
            heartbeats.send(membership.others());
        }
        membership.announce();
        if (!breakage.isBroken()) {
            guard.look();
        }
    }

    @Override
    public CompletionStage<Committed> propose(Command command) {
        return proposals.propose(command);
    }

    @Override
    public CompletionStage<Committed> proposeInTerm(Command command, long term) {
        return proposals.proposeInTerm(command, term);
    }

    @Override
    public CompletionStage<Committed> proposeOwn(Command command) {
        return proposals.proposeOwn(command);
    }

    @Override
    public CompletionStage<Void> confirm() {
        return barrier.confirm();
    }

    @Override
    public Root root() {
        return published.root();
    }

    @Override
    public CompletionStage<Root> awaitRevision(long lineage, long revision, long timeoutMillis) {
        return published.awaitRevision(lineage, revision, timeoutMillis);
    }

    @Override
    public void listen(Replica.Listener listener) {
        published.listen(listener);
    }

    @Override
    public void listen(Leadership.Listener listener) {
        reign.listen(listener);
    }

    @Override
    public Standing standing() {
        return bearing.standing();
    }

    @Override
    public List<MemberReport> members() {
        return table.reports(membership.peers(), figures(), published.root(), System.nanoTime());
    }

    private MemberFigures figures() {
        return Voice.figures(self, standing(), published.root(), checkpoints);
    }

    @Override
    public CompletionStage<Standing> transferTo(String peer) {
        return handover.to(peer).thenApply(bearing::standing); // as it stood then; it may have moved on
    }

    @Override
    public CompletionStage<byte[]> ask(String peer, String topic, byte[] question, long timeoutMillis) {
        return questions.ask(peer, topic, question, timeoutMillis);
    }

    @Override
    public void serve(String topic, Nodes.Answering answering) {
        questions.serve(topic, answering);
    }

    @Override
    public CompletionStage<byte[]> answer(String topic, byte[] question) {
        return CompletableFuture.failedFuture(
                new RegistryException.Unsupported("in Raft mode nodes ask each other over the node port"));
    }

    private @Nullable RegistryException refusal(Command command) {
        if (breakage.isBroken()) {
            return new RegistryException.Unavailable(ErrorCode.DIVERGED, "this node's replica is broken");
        }
        RegistryException refused = stopping ? Outbox.stopping() : guard.refusal(command);
        return refused == null ? disk.refusal(command, roles.view().isLeader()) : refused;
    }

    private @Nullable RegistryException forwardRefusal() {
        boolean leads = roles.view().isLeader() || engine.isIn(State.STATE_LEADER);
        return leads && !stopping && !isOut() ? null : hint.notLeader();
    }

    /** Called by whoever found the damage or difference, perhaps the engine's own thread; so the engine is stopped elsewhere. */
    private void broken(BrokenReplicaException why) {
        outbox.close();
        threads.control().execute(() -> {
            engine.stop();
            outbox.abandon();
            end.stopped(why);
        });
    }

    /**
     * Takes no more writes, hands leadership to the most advanced of the others, finishes what is under way, then stops.
     * Blocks for up to some seconds.
     */
    @Override
    public void close() {
        synchronized (this) {
            if (stopping) {
                return;
            }
            stopping = true;
            if (!started) {
                threads.close();
                return;
            }
        }
        if (roles.view().isLeader()) {
            handover.leave();
        }
        outbox.awaitReturns(DRAIN_MILLIS);
        outbox.close();
        engine.stop();
        outbox.abandon();
        barrier.close();
        published.close();
        handover.close();
        links.close();
        threads.close();
    }

    private static PeerId peer(String text) {
        PeerId peer = PeerId.parsePeer(text);
        if (peer == null) {
            throw new IllegalArgumentException("a peer must be host:port or host:port:index, was \"" + text + '"');
        }
        return peer;
    }
}
