package io.maregistry.server.raft;

import io.maregistry.error.ErrorCode;
import io.maregistry.error.RegistryException;
import io.maregistry.server.state.Entry;
import io.maregistry.server.state.Expire;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Commands on their way into the log, in the order in which they came. While as many batches are under way as are allowed,
 * what arrives gathers; when one returns, all that fits leaves as the next. Nobody waits for a timer, and under load the
 * batches grow by themselves.
 *
 * <p>Where they go is the current {@link Route}: this node's log, the leader's node, or nowhere for the moment. A command
 * that surely was not proposed comes back to the head of the queue and takes the next route; one of which that is not sure
 * is never sent again, but for renewals, which may be done twice: see {@link #route}.
 *
 * <p>Any thread; never blocks. Routes are called without a lock held, failures are told on the thread that answers.
 */
final class Outbox {

    static final int MAX_BATCH_BYTES = 256 * 1024;

    /** Places that writes leave free: a round of evictions with its tick, and as much of a leadership before. */
    static final int LIVENESS_RESERVE = 2 * (Expire.MAX_SILENT + 1);

    private final Limits limits;
    private final Supplier<RegistryException> notLeader;
    private final Executor answers;

    private final Object lock = new Object();
    private final ArrayDeque<Pending> waiting = new ArrayDeque<>(); // guarded by lock
    private final Set<Batch> underWay = new HashSet<>(); // guarded by lock
    private @Nullable Lane lane; // guarded by lock
    private boolean closed; // guarded by lock

    /**
     * @param notLeader makes the answer for a command that may not take the current route
     * @param answers tells callers that their commands failed
     */
    Outbox(Limits limits, Supplier<RegistryException> notLeader, Executor answers) {
        this.limits = limits;
        this.notLeader = notLeader;
        this.answers = answers;
    }

    /**
     * How much, and for how long.
     *
     * @param waiting how many writes wait at most
     * @param underWay how many batches are under way at most
     * @param write until a command is answered
     * @param leader how long a command waits for somebody who takes it
     */
    record Limits(int waiting, int underWay, Duration write, Duration leader) {}

    /** A route while it is the current one, with what is under way on it; the fields are guarded by the outbox' lock. */
    static final class Lane {
        private final Route route;
        private int underWay;
        private long resumeAtNanos = System.nanoTime();

        private Lane(Route route) {
            this.route = route;
        }
    }

    /**
     * Takes the command, or throws {@code Overloaded} or {@code Unavailable} where nothing more is taken. What keeps the
     * liveness clock and the leases has some places of its own, so that a flood of writes stops neither.
     */
    void offer(Pending pending) {
        synchronized (lock) {
            if (closed) {
                throw stopping();
            }
            int places = limits.waiting + (pending.isOfLiveness() ? LIVENESS_RESERVE : 0);
            if (waiting.size() >= places) {
                throw new RegistryException.Overloaded(limits.waiting + " writes wait already", 1);
            }
            waiting.add(pending);
        }
        pump();
    }

    /**
     * From now on commands go this way; null = they wait, but for those that only this leader could propose. What is under
     * way on another route stays there; renewals among it, which may be done twice, are sent this way, too, since whoever has
     * lost the lead may stand still, and leases may be shorter than the patience with him.
     */
    void route(@Nullable Route route) {
        List<Pending> refused = new ArrayList<>();
        synchronized (lock) {
            lane = route == null ? null : new Lane(route);
            if (route == null) {
                takeThisLeaders(refused);
            } else {
                repeatRenewals();
            }
        }
        fail(refused, notLeader);
        pump();
    }

    private void repeatRenewals() {
        for (Batch batch : underWay) {
            for (Pending pending : batch.commands()) {
                if (pending.isRepeatable() && !pending.isGivenUp() && !waiting.contains(pending)) {
                    pending.repeat();
                    waiting.addFirst(pending);
                }
            }
        }
    }

    private void takeThisLeaders(List<Pending> taken) {
        Iterator<Pending> pendings = waiting.iterator();
        while (pendings.hasNext()) {
            Pending pending = pendings.next();
            if (pending.passage() == Pending.Passage.THIS_LEADER) {
                pendings.remove();
                taken.add(pending);
            }
        }
    }

    /** The batch is answered or given back: its place is free. */
    void returned(Batch batch) {
        synchronized (lock) {
            if (underWay.remove(batch)) {
                batch.lane().underWay--;
            }
            if (underWay.isEmpty()) {
                lock.notifyAll();
            }
        }
        pump();
    }

    /**
     * Takes back commands that surely were not proposed, but for those whose callers have their answer already: they were
     * told that it is unknown, and may have sent it again.
     *
     * @param batch the batch they left in; nothing more goes its way for a moment
     * @param pauseMillis how long that moment is
     */
    void again(Batch batch, List<Pending> commands, long pauseMillis) {
        List<Pending> refused = new ArrayList<>();
        boolean stopped;
        synchronized (lock) {
            stopped = closed;
            batch.lane().resumeAtNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(pauseMillis);
            for (int at = commands.size() - 1; at >= 0 && !stopped; at--) {
                Pending pending = commands.get(at);
                if (!pending.isGivenUp()) {
                    pending.refused();
                    waiting.addFirst(pending);
                }
            }
            if (lane == null) {
                takeThisLeaders(refused);
            }
        }
        if (stopped) {
            fail(commands, Outbox::stopping);
        }
        fail(refused, notLeader);
    }

    private void fail(List<Pending> pendings, Supplier<RegistryException> why) {
        if (!pendings.isEmpty()) {
            answers.execute(
                    () -> pendings.forEach(pending -> pending.fail(pending.isRepeated() ? unknown() : why.get())));
        }
    }

    /** Sends nothing more the current way for so long, unless another route is set meanwhile. */
    void hold(long millis) {
        synchronized (lock) {
            if (lane != null) {
                lane.resumeAtNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
            }
        }
    }

    /** Waits until all batches are back, or for so long. Blocks. */
    boolean awaitReturns(long millis) {
        long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        try {
            synchronized (lock) {
                long left = until - System.nanoTime();
                while (!underWay.isEmpty() && left > 0) {
                    TimeUnit.NANOSECONDS.timedWait(lock, left);
                    left = until - System.nanoTime();
                }
                return underWay.isEmpty();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** True where nothing waits and nothing is under way. */
    boolean isIdle() {
        synchronized (lock) {
            return waiting.isEmpty() && underWay.isEmpty();
        }
    }

    /** Sends what may leave now. */
    void pump() {
        List<Pending> refused = new ArrayList<>();
        Batch batch = next(refused);
        while (batch != null) {
            batch.lane().route.send(batch);
            batch = next(refused);
        }
        fail(refused, notLeader);
    }

    private @Nullable Batch next(List<Pending> refused) {
        synchronized (lock) {
            Lane current = lane;
            if (current == null
                    || waiting.isEmpty()
                    || current.underWay >= limits.underWay
                    || current.resumeAtNanos - System.nanoTime() > 0) {
                return null;
            }
            List<Pending> taken = take(current.route, refused);
            if (taken.isEmpty()) {
                return null;
            }
            Batch batch = new Batch(taken, current);
            current.underWay++;
            underWay.add(batch);
            return batch;
        }
    }

    private List<Pending> take(Route route, List<Pending> refused) {
        List<Pending> taken = new ArrayList<>(Math.min(waiting.size(), Entry.MAX_COMMANDS));
        int bytes = 0;
        Pending first = waiting.peekFirst();
        while (first != null
                && taken.size() < Entry.MAX_COMMANDS
                && (taken.isEmpty() || bytes + first.bytes() <= MAX_BATCH_BYTES)) {
            waiting.removeFirst();
            if (route.takes(first)) {
                taken.add(first);
                bytes += first.bytes();
            } else {
                refused.add(first);
            }
            first = waiting.peekFirst();
        }
        return taken;
    }

    /** Answers what has waited too long, and sends what was held back. */
    void sweep(long nowNanos) {
        List<Pending> late = new ArrayList<>();
        List<Pending> lost = new ArrayList<>();
        boolean hasRoute;
        synchronized (lock) {
            hasRoute = lane != null;
            sweepWaiting(nowNanos, late);
            sweepUnderWay(nowNanos, lost);
        }
        fail(late, hasRoute ? this::neverLeft : this::noLeader);
        fail(lost, Outbox::unknown);
        pump();
    }

    private void sweepWaiting(long nowNanos, List<Pending> late) {
        Iterator<Pending> pendings = waiting.iterator();
        while (pendings.hasNext()) {
            Pending pending = pendings.next();
            boolean waitsForLeader = lane == null || pending.wasRefusedBefore();
            Duration limit = waitsForLeader ? limits.leader : limits.write;
            if (pending.ageNanos(nowNanos) > limit.toNanos()) {
                pendings.remove();
                late.add(pending);
            }
        }
    }

    private void sweepUnderWay(long nowNanos, List<Pending> lost) {
        Iterator<Batch> batches = underWay.iterator();
        while (batches.hasNext()) {
            Batch batch = batches.next();
            int young = 0;
            for (Pending pending : batch.commands()) {
                if (pending.ageNanos(nowNanos) <= limits.write.toNanos()) {
                    young++;
                } else if (!pending.isGivenUp()) {
                    pending.giveUp();
                    lost.add(pending);
                }
            }
            if (young == 0) {
                batches.remove();
                batch.lane().underWay--;
            }
        }
    }

    /** Takes nothing more; what waits is surely not done. What is under way may still be answered. */
    void close() {
        List<Pending> ofThisLeader = new ArrayList<>();
        List<Pending> left;
        synchronized (lock) {
            closed = true;
            takeThisLeaders(ofThisLeader);
            left = new ArrayList<>(waiting);
            waiting.clear();
        }
        fail(ofThisLeader, notLeader);
        fail(left, Outbox::stopping);
    }

    /** Gives up what is still under way. */
    void abandon() {
        List<Batch> lost;
        synchronized (lock) {
            lost = new ArrayList<>(underWay);
            underWay.clear();
        }
        lost.forEach(batch -> fail(batch.commands(), Outbox::unknown));
    }

    static RegistryException stopping() {
        return new RegistryException.Unavailable(ErrorCode.STOPPING, "this node is being stopped; nothing was written");
    }

    static RegistryException unknown() {
        return new RegistryException.Indeterminate(
                "the write was proposed, but not confirmed in time; it may have been done or may be done yet");
    }

    private RegistryException noLeader() {
        return new RegistryException.Unavailable(
                ErrorCode.NO_LEADER, "no leader within " + limits.leader.toMillis() + " ms; nothing was written");
    }

    private RegistryException neverLeft() {
        return new RegistryException.Unavailable(
                ErrorCode.NO_LEADER,
                "no leader confirmed earlier writes within " + limits.write.toMillis()
                        + " ms; nothing was written of this one");
    }
}
