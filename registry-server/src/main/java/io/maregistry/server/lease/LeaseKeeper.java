package io.maregistry.server.lease;

import io.maregistry.error.Causes;
import io.maregistry.error.RegistryException;
import io.maregistry.server.replication.Committed;
import io.maregistry.server.replication.ForwardedRenewals;
import io.maregistry.server.replication.Leadership;
import io.maregistry.server.replication.Proposer;
import io.maregistry.server.replication.Renewals;
import io.maregistry.server.replication.Replica;
import io.maregistry.server.state.Command;
import io.maregistry.server.state.Outcome;
import io.maregistry.server.state.Root;
import io.maregistry.server.state.Tick;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Gathers renewals into one {@link Tick} at a time and, where the node leads, moves the liveness clock with it. A leader
 * gathers what the other nodes gathered, too.
 *
 * <p>A tick leaves every {@code tick} while renewals wait, at once when {@value TickBatch#MAX_ITEMS} wait, and every
 * {@value #IDLE_MILLIS} ms where the clock alone has to move. It does not leave while another is under way, so a slow commit
 * makes ticks bigger, not more. The monotonic clock is sampled every {@value #MAX_STEP_MILLIS} ms or oftener, however long
 * renewals gather, since a step between two samples counts for 200 ms at most. A leader's tick is bound to its term; the
 * clock stands still while nothing ephemeral and nothing with an active check is listed, nothing is being restored and no service is protected.
 *
 * <p>A leader looks every {@code sweep} who is overdue, and says so right behind a tick that took the last of the renewals
 * which waited then: nobody is evicted whose renewal this node had when it looked. It does not look again before.
 *
 * <p>See {@code docs/design/write-path.md} and {@code docs/design/liveness.md}. {@link #renewAll} and {@link #take} may be called by any thread; everything else
 * runs on the thread {@code lease}.
 */
public final class LeaseKeeper implements Renewals, ForwardedRenewals, Leadership.Listener, AutoCloseable {

    static final long IDLE_MILLIS = 500;
    static final long MAX_STEP_MILLIS = 50;
    private static final long NOT_LEADING = -1;

    private final Proposer proposer;
    private final Replica replica;
    private final LongSupplier nanoTime;
    private final long stepMillis;
    private final int stepsOfATick;
    private final int stepsOfASweep;
    private final WaitingRenewals waiting;
    private final LeaseThread thread;
    private volatile long leadingTerm = NOT_LEADING; // written by the lease thread

    // of the lease thread
    private final LeaderClock clock = new LeaderClock();
    private @Nullable TickBatch underWay; // what the tick that is on its way carries
    private final List<TickBatch> unanswered = new ArrayList<>(); // that one, and those of earlier terms
    private final ExpirySweep sweep = new ExpirySweep();
    private boolean isSweepBroken; // a task failed half way, so the sweep is to begin anew from the state
    private int steps; // since the last tick
    private int stepsOfThisSweep;
    private long lookedAt; // the end of the renewals that waited when it was last looked who is overdue

    /**
     * A keeper that does nothing until {@link #start()}.
     *
     * @param nanoTime a monotonic clock in nanoseconds
     * @param failure hears of an {@link Error} on the thread {@code lease}, after which the node should end
     */
    public LeaseKeeper(
            Proposer proposer, Replica replica, LongSupplier nanoTime, Options options, Consumer<Throwable> failure) {
        this.proposer = proposer;
        this.replica = replica;
        this.nanoTime = nanoTime;
        long tickMillis = options.tick().toMillis();
        this.stepsOfATick = (int) Math.max(1, (tickMillis + MAX_STEP_MILLIS - 1) / MAX_STEP_MILLIS);
        this.stepMillis = Math.max(1, tickMillis / stepsOfATick);
        this.stepsOfASweep = (int) Math.max(1, options.sweep().toMillis() / stepMillis);
        this.waiting = new WaitingRenewals(options.maxWaiting());
        this.thread = new LeaseThread(() -> isSweepBroken = true, failure);
    }

    /**
     * How often, and how much.
     *
     * @param tick how long renewals gather
     * @param sweep how often a leader looks who is overdue
     * @param maxWaiting how many renewals may wait on this node
     */
    public record Options(Duration tick, Duration sweep, int maxWaiting) {}

    /** Begins to tick. */
    public void start() {
        listen();
        thread.repeat(this::step, stepMillis);
    }

    @Override
    public List<CompletionStage<Renewal>> renewAll(List<Tick.Named> renewals) {
        List<WaitingRenewal> more = new ArrayList<>(renewals.size());
        List<CompletionStage<Renewal>> stages = new ArrayList<>(renewals.size());
        for (Tick.Named renewal : renewals) {
            AskedRenewals<Renewal> asked = new AskedRenewals<>(done -> new Renewal(
                    done.unknown().get(0), !done.outdated().isEmpty(), done.revision(), done.isAppliedHere()));
            more.add(new WaitingRenewal(List.of(), List.of(renewal), false, asked));
            stages.add(asked.stage());
        }
        addAll(more);
        return stages;
    }

    @Override
    public CompletionStage<Stays> renewStays(List<Long> handles) {
        AskedRenewals<Stays> asked =
                new AskedRenewals<>(done -> new Stays(done.over(), done.revision(), done.isAppliedHere()));
        addAll(List.of(new WaitingRenewal(handles, List.of(), false, asked)));
        return asked.stage();
    }

    @Override
    public CompletionStage<Committed> take(Tick gathered) {
        AskedRenewals<Committed> asked = new AskedRenewals<>(done -> new Committed(
                new Outcome.Renewed(done.revision(), done.over(), done.unknown(), done.outdated()),
                done.index(),
                done.isAppliedHere()));
        if (leadingTerm == NOT_LEADING) {
            asked.failed(new RegistryException.NotLeader(null));
        } else {
            addAll(List.of(new WaitingRenewal(gathered.handles(), gathered.named(), true, asked)));
        }
        return asked.stage();
    }

    private void addAll(List<WaitingRenewal> more) {
        try {
            if (waiting.addAll(more)) {
                thread.execute(this::tick);
            }
        } catch (RegistryException refused) {
            more.forEach(one -> one.failed(refused));
        }
    }

    @Override
    public void started(long term) {
        thread.execute(() -> {
            leadingTerm = term;
            underWay =
                    null; // one that is still on its way to another leader moves no clock, and may take seconds to fail
            clock.begin(nanoTime.getAsLong());
            startSweep();
        });
    }

    @Override
    public void stopped() {
        thread.execute(() -> {
            leadingTerm = NOT_LEADING;
            sweep.stop();
        });
    }

    /** Refuses further renewals, and those that wait. */
    @Override
    public void close() {
        List<WaitingRenewal> refused = waiting.close();
        thread.close();
        refused.forEach(one -> one.failed(WaitingRenewals.stopping()));
    }

    /** Takes the next step of the schedule and returns when that is done; for tests with a clock of their own. */
    void stepNow() throws InterruptedException, ExecutionException {
        thread.runNow(this::step);
    }

    /** Returns when what the thread was to do so far is done; for tests. */
    void barrier() throws InterruptedException, ExecutionException {
        thread.runNow(() -> {});
    }

    /** Follows what is applied; part of the start. */
    void listen() {
        replica.listen(sweep.feed());
    }

    long stepMillis() {
        return stepMillis;
    }

    private void step() {
        steps++;
        stepsOfThisSweep++;
        run(steps >= stepsOfATick);
    }

    private void tick() {
        run(true);
    }

    private void run(boolean isTickDue) {
        clock.sample(nanoTime.getAsLong());
        if (stepsOfThisSweep >= stepsOfASweep && waiting.isTaken(lookedAt)) {
            stepsOfThisSweep = 0;
            look();
        }
        if (underWay == null && (isTickDue || sweep.hasWork())) {
            steps = 0;
            proposeNext();
        }
    }

    private void look() {
        if (leadingTerm != NOT_LEADING) {
            if (isSweepBroken) {
                startSweep();
            }
            lookedAt = waiting.end();
            sweep.look(root -> root.scalars().clockMillis()
                    + clock.nextMillis(root.scalars().clockMillis()));
        }
    }

    private void startSweep() {
        sweep.start(replica);
        isSweepBroken = false;
    }

    private void proposeNext() {
        boolean isLeading = leadingTerm != NOT_LEADING;
        Root root = replica.root();
        if (isLeading && !hasClock(root)) {
            clock.standStill(nanoTime.getAsLong());
        }
        TickBatch batch = batch(waiting.takeBatch(), isLeading ? root : null);
        boolean isTimeDue = isLeading && (clock.waitingMillis() >= IDLE_MILLIS || sweep.hasWork());
        if (batch.isEmpty() && !isTimeDue) {
            return;
        }
        long clockMillis = root.scalars().clockMillis();
        Tick tick = batch.command(isLeading ? clock.take(clockMillis) : 0);
        proposeTick(tick, batch, isLeading);
        if (isLeading && waiting.isTaken(lookedAt) && sweep.hasWork()) {
            proposeEvictions(sweep.next(root, clockMillis + tick.elapsedMillis(), renewedStays(root)));
        }
    }

    private void proposeTick(Tick tick, TickBatch batch, boolean isLeading) {
        underWay = batch;
        unanswered.add(batch);
        var unused = propose(tick, isLeading).whenComplete((committed, failure) -> {
            if (isLeading && failure != null && Causes.of(failure) instanceof RegistryException.NotLeader ousted) {
                try { // surely not done: they are back before the next tick, or an eviction, can leave
                    giveBack(batch.waiting(), ousted);
                } finally {
                    thread.execute(() -> finished(batch, tick, failure));
                }
            } else {
                thread.execute(() -> finished(batch, tick, failure)); // before all that could throw
                answer(batch, committed, failure);
            }
        });
    }

    /** The stays that a tick renews of which nothing is known yet: it may come back undone. */
    private Set<Long> renewedStays(Root root) {
        Set<Long> stays = new HashSet<>();
        unanswered.forEach(batch -> stays.addAll(batch.renewedStays(root)));
        return stays;
    }

    private void proposeEvictions(ExpirySweep.@Nullable Round round) {
        if (round == null) {
            return;
        }
        CompletableFuture<?>[] proposed = round.commands().stream()
                .map(command -> propose(command, true).toCompletableFuture())
                .toArray(CompletableFuture<?>[]::new);
        // What became of each is seen in the state, be it done, refused or unknown.
        var unused = CompletableFuture.allOf(proposed)
                .whenComplete((done, failure) -> thread.execute(() -> finished(round)));
    }

    private void finished(ExpirySweep.Round round) {
        Root root = replica.root();
        sweep.done(round, root, root.scalars().clockMillis());
        if (sweep.hasWork()) {
            tick();
        }
    }

    private CompletionStage<Committed> propose(Command command, boolean isLeading) {
        try {
            return isLeading ? proposer.proposeInTerm(command, leadingTerm) : proposer.propose(command);
        } catch (RuntimeException thrown) {
            // whatever it is, those who wait must hear of it: nobody else would tell them
            return CompletableFuture.failedFuture(thrown);
        }
    }

    /** The refusal may be of an older term than the one that is led now: who leads is told by the listener alone. */
    private void finished(TickBatch batch, Tick tick, @Nullable Throwable failure) {
        unanswered.remove(batch);
        if (underWay != batch) {
            return;
        }
        underWay = null;
        Throwable reason = failure == null ? null : Causes.of(failure);
        if (reason == null) {
            clock.applied(replica.root().scalars().clockMillis());
        } else if (isSurelyNotDone(reason)) {
            clock.refused(tick.elapsedMillis());
        }
        if (!(reason instanceof RegistryException.NotLeader) && waiting.hasFullBatch()) {
            tick();
        }
    }

    private static boolean isSurelyNotDone(Throwable reason) {
        return reason instanceof RegistryException.NotLeader
                || reason instanceof RegistryException.Overloaded
                || reason instanceof RegistryException.Unavailable;
    }

    /** A batch of what was taken; what it has no room for, or does not mix with, goes back. */
    private TickBatch batch(Deque<WaitingRenewal> taken, @Nullable Root leadersRoot) {
        if (leadersRoot == null) {
            taken.removeIf(one -> refuseIfForwarded(one, new RegistryException.NotLeader(null)));
        }
        TickBatch batch = new TickBatch(leadersRoot);
        Deque<WaitingRenewal> left = new ArrayDeque<>();
        boolean isFull = false;
        for (WaitingRenewal one : taken) {
            isFull = isFull || batch.mixesWith(one) && !batch.add(one);
            if (isFull || !batch.mixesWith(one)) {
                left.add(one);
            }
        }
        putBack(left);
        return batch;
    }

    /** This node's leave again when it is known who leads; other nodes ask that one themselves. */
    private void giveBack(Deque<WaitingRenewal> undone, Throwable reason) {
        undone.removeIf(one -> refuseIfForwarded(one, reason));
        putBack(undone);
    }

    private static boolean refuseIfForwarded(WaitingRenewal one, Throwable reason) {
        if (one.isForwarded()) {
            one.failed(reason);
        }
        return one.isForwarded();
    }

    private void putBack(Deque<WaitingRenewal> taken) {
        if (!waiting.putBack(taken)) {
            taken.forEach(one -> one.failed(WaitingRenewals.stopping()));
        }
    }

    /** The clock stands still where nobody could tell. */
    private static boolean hasClock(Root root) {
        return root.sizes().ephemeral() > 0
                || root.sizes().checked() > 0
                || root.isRestoring()
                || !root.protections().isEmpty();
    }

    private static void answer(TickBatch batch, @Nullable Committed committed, @Nullable Throwable failure) {
        if (committed != null && committed.outcome() instanceof Outcome.Renewed renewed) {
            batch.committed(committed, renewed);
        } else {
            batch.failed(
                    failure != null
                            ? Causes.of(failure)
                            : new IllegalStateException(
                                    "a tick was answered by something else than renewals: " + committed));
        }
    }
}
