package io.maregistry.server.replication;

import io.maregistry.error.ErrorCode;
import io.maregistry.error.RegistryException;
import io.maregistry.model.Member;
import io.maregistry.server.state.Announce;
import io.maregistry.server.state.Applied;
import io.maregistry.server.state.Birth;
import io.maregistry.server.state.Change;
import io.maregistry.server.state.Command;
import io.maregistry.server.state.Entry;
import io.maregistry.server.state.Outcome;
import io.maregistry.server.state.RegistryState;
import io.maregistry.server.state.Root;
import io.maregistry.server.state.Tick;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A registry of one node without a log: whatever is proposed is applied at once, on the thread that proposes. It can be
 * held up, made unready and robbed of its leader, so that tests see how callers cope. Any thread.
 */
public final class InMemoryReplication implements Proposer, ReadBarrier, Replica, Leadership, Nodes, Renewals {

    /** What the node announces of itself. */
    public static final Member SELF = new Member(
            "n1",
            "node-1",
            "127.0.0.1:10081",
            new Member.Addresses("127.0.0.1:8081", "127.0.0.1:9081", "127.0.0.1:10081"),
            "1.0.0",
            1);

    /** The lineage of a born registry. */
    public static final long LINEAGE = 0x5f1c09ab77e2d410L;

    private static final long WALL_MILLIS = 1_763_700_000_000L;
    private static final long TERM = 7;

    private final RegistryState state = new RegistryState();
    private final List<Replica.Listener> listeners = new ArrayList<>();
    private final List<MemberReport> others = new ArrayList<>();
    private final Deque<Runnable> held = new ArrayDeque<>();
    private final List<CompletableFuture<Root>> awaited = new CopyOnWriteArrayList<>();
    private final Topics topics = new Topics();
    private final Map<String, Nodes> peers = new ConcurrentHashMap<>();
    private long index;
    private boolean isHeld;
    private final AtomicReference<@Nullable Runnable> beforeStanding = new AtomicReference<>();
    private volatile Root root = state.root();
    private volatile Standing standing = standing(Standing.Role.LEADER, SELF.peer(), Standing.Health.READY);
    private volatile @Nullable RegistryException refusal;
    private volatile boolean isEverythingAppliedHere = true;
    private volatile boolean waitsForever;
    private @Nullable RegistryException singleRefusal;
    private int accepted; // before the single refusal

    /** A node that is not born yet. */
    public static InMemoryReplication unborn() {
        return new InMemoryReplication();
    }

    /** A node that leads itself and has announced itself. */
    public static InMemoryReplication born() {
        InMemoryReplication replication = new InMemoryReplication();
        replication.apply(new Birth("3f0a91c2d4e5b6783f0a91c2d4e5b678", LINEAGE));
        replication.apply(new Announce(SELF));
        return replication;
    }

    private InMemoryReplication() {}

    /** Applies the command whatever else is set up. */
    public synchronized Outcome apply(Command command) {
        Applied applied = state.apply(++index, TERM, new Entry(WALL_MILLIS, List.of(command)));
        root = state.root();
        List<Change> changes = applied.changes();
        listeners.forEach(listener -> listener.applied(root, changes, applied.restored()));
        return applied.outcomes().get(0);
    }

    /** Puts off whatever is proposed from here on until {@link #release}. */
    public synchronized void hold() {
        isHeld = true;
    }

    /** Applies what was put off, in order. */
    public void release() {
        List<Runnable> due;
        synchronized (this) {
            isHeld = false;
            due = List.copyOf(held);
            held.clear();
        }
        due.forEach(Runnable::run);
    }

    /** How many proposals are put off. */
    public synchronized int heldUp() {
        return held.size();
    }

    /** Fails every proposal, renewal and barrier from here on with {@code failure}; null = no more. */
    public void refuseWith(@Nullable RegistryException failure) {
        refusal = failure;
    }

    /** Fails the proposal that comes behind {@code others} more, and no other one. */
    public synchronized void refuseAfter(int others, RegistryException failure) {
        accepted = others;
        singleRefusal = failure;
    }

    private synchronized @Nullable RegistryException dueRefusal() {
        RegistryException due = refusal;
        if (due == null && singleRefusal != null && accepted-- == 0) {
            due = singleRefusal;
            singleRefusal = null;
        }
        return due;
    }

    /** Has that done once, when the node is next asked how it stands and before it says so. */
    public void beforeStanding(Runnable once) {
        beforeStanding.set(once);
    }

    /** From here on nobody is told that a revision is not here yet: the wait for it does not end. */
    public void waitsForRevisions() {
        waitsForever = true;
    }

    /** How many wait so, and have not given it up. */
    public long waiting() {
        return awaited.stream().filter(one -> !one.isDone()).count();
    }

    /** How this node stands from here on. */
    public void stand(Standing now) {
        standing = now;
    }

    /** A standing with that role, leader and health. */
    public static Standing standing(Standing.Role role, @Nullable String leader, Standing.Health health) {
        return new Standing(Standing.Mode.RAFT, role, TERM, leader, 1, 0, health);
    }

    /** Whether writes from here on are applied on this node when they are answered. */
    public void appliesHere(boolean now) {
        isEverythingAppliedHere = now;
    }

    /** One more member, beside this node. */
    public synchronized void addMember(MemberReport report) {
        others.removeIf(known -> known.name().equals(report.name()));
        others.add(report);
        Member member = report.member();
        if (member != null) {
            apply(new Announce(member));
        }
    }

    /** Questions to that peer are answered by {@code node}; those to peers without one are not sent. */
    public void connect(String peer, Nodes node) {
        peers.put(peer, node);
    }

    @Override
    public CompletionStage<byte[]> ask(String peer, String topic, byte[] question, long timeoutMillis) {
        Nodes node = peers.get(peer);
        return node == null
                ? CompletableFuture.failedFuture(
                        new RegistryException.Unavailable(ErrorCode.NOT_READY, "no connection to " + peer))
                : node.answer(topic, question);
    }

    @Override
    public void serve(String topic, Nodes.Answering answering) {
        topics.serve(topic, answering);
    }

    @Override
    public CompletionStage<byte[]> answer(String topic, byte[] question) {
        return topics.answer(topic, question);
    }

    @Override
    public CompletionStage<Committed> proposeInTerm(Command command, long term) {
        return propose(command);
    }

    @Override
    public CompletionStage<Committed> propose(Command command) {
        return later(() -> new Committed(apply(command), index, isEverythingAppliedHere));
    }

    @Override
    public CompletionStage<Stays> renewStays(List<Long> handles) {
        return later(() -> {
            Outcome.Renewed renewed = (Outcome.Renewed) apply(new Tick(50, handles, List.of()));
            return new Stays(renewed.unknownHandles(), renewed.revision(), isEverythingAppliedHere);
        });
    }

    @Override
    public List<CompletionStage<Renewal>> renewAll(List<Tick.Named> renewals) {
        List<CompletionStage<Renewal>> stages = new ArrayList<>();
        renewals.forEach(named -> stages.add(later(() -> renewed(named))));
        return stages;
    }

    private Renewal renewed(Tick.Named named) {
        Outcome.Renewed renewed = (Outcome.Renewed) apply(new Tick(50, List.of(), List.of(named)));
        return new Renewal(
                renewed.unknownNamed().get(0),
                !renewed.outdated().isEmpty(),
                renewed.revision(),
                isEverythingAppliedHere);
    }

    @Override
    public CompletionStage<Void> confirm() {
        return later(() -> null);
    }

    @Override
    public Root root() {
        return root;
    }

    @Override
    public CompletionStage<Root> awaitRevision(long lineage, long revision, long timeoutMillis) {
        Root now = root;
        boolean isThere = now.scalars().lineage() != lineage || now.scalars().revision() >= revision;
        if (!isThere && waitsForever) {
            CompletableFuture<Root> never = new CompletableFuture<>();
            awaited.add(never);
            return never;
        }
        return isThere
                ? CompletableFuture.completedStage(now)
                : CompletableFuture.failedStage(new RegistryException.Unavailable(
                        ErrorCode.NOT_READY, "revision " + revision + " is not here yet"));
    }

    @Override
    public synchronized void listen(Replica.Listener listener) {
        listeners.add(listener);
    }

    @Override
    public Standing standing() {
        Runnable once = beforeStanding.getAndSet(null);
        if (once != null) {
            once.run();
        }
        return standing;
    }

    @Override
    public synchronized List<MemberReport> members() {
        List<MemberReport> all = new ArrayList<>(others);
        all.add(new MemberReport(SELF.name(), SELF.peer(), true, SELF, null, true));
        all.sort(Comparator.comparing(MemberReport::name));
        return all;
    }

    @Override
    public CompletionStage<Standing> transferTo(String peer) {
        return later(() -> {
            Standing.Role role = peer.equals(SELF.peer()) ? Standing.Role.LEADER : Standing.Role.FOLLOWER;
            standing = standing(role, peer, Standing.Health.READY);
            return standing;
        });
    }

    @Override
    public void listen(Leadership.Listener listener) {
        listener.started(TERM);
    }

    private <T extends @Nullable Object> CompletionStage<T> later(Supplier<T> step) {
        RegistryException failure = dueRefusal();
        if (failure != null) {
            return CompletableFuture.failedStage(failure);
        }
        CompletableFuture<T> stage = new CompletableFuture<>();
        Runnable done = () -> stage.complete(step.get());
        synchronized (this) {
            if (isHeld) {
                held.add(done);
                return stage;
            }
        }
        done.run();
        return stage;
    }
}
