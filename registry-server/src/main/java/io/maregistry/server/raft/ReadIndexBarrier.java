package io.maregistry.server.raft;

import com.alipay.sofa.jraft.Status;
import com.alipay.sofa.jraft.closure.ReadIndexClosure;
import io.maregistry.error.ErrorCode;
import io.maregistry.error.RegistryException;
import io.maregistry.server.replication.ReadBarrier;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Linearizable reads by read index. One request of the engine is under way at a time and serves all who waited when it was
 * asked; who comes meanwhile waits for the next. The engine completes it once this node has applied the index.
 *
 * <p>One that fails is asked again, with a closure of its own, until the callers' time is over. Any thread; never blocks.
 */
final class ReadIndexBarrier implements ReadBarrier {

    private static final Logger LOG = LoggerFactory.getLogger(ReadIndexBarrier.class);
    private static final byte[] NO_CONTEXT = {};
    private static final long PAUSE_MILLIS = 20;

    private final Engine engine;
    private final BooleanSupplier leaderIsKnown;
    private final Executor answers;
    private final ScheduledExecutorService timer;
    private final Limits limits;

    private final Object lock = new Object();
    private List<Waiter> gathering = new ArrayList<>(); // guarded by lock: nothing was asked for these yet
    private List<Waiter> asked = new ArrayList<>(); // guarded by lock: those of the request under way
    private boolean underWay; // guarded by lock
    private boolean closed; // guarded by lock

    private record Waiter(CompletableFuture<Void> future, long sinceNanos) {}

    /**
     * @param leaderIsKnown false while nobody could confirm; true on a leader only when the first entry of its term is
     *     applied
     */
    ReadIndexBarrier(Engine engine, BooleanSupplier leaderIsKnown, RaftThreads threads, Limits limits) {
        this.engine = engine;
        this.leaderIsKnown = leaderIsKnown;
        this.answers = threads.answers();
        this.timer = threads.timer();
        this.limits = limits;
    }

    /**
     * How much, and for how long.
     *
     * @param waiting how many callers wait at most
     * @param read how long a caller waits
     * @param attempt how long one request of the engine may take before another one is made
     */
    record Limits(int waiting, Duration read, Duration attempt) {}

    @Override
    public CompletionStage<Void> confirm() {
        CompletableFuture<Void> future = new CompletableFuture<>();
        synchronized (lock) {
            if (closed) {
                return CompletableFuture.failedFuture(Outbox.stopping());
            }
            if (gathering.size() + asked.size() >= limits.waiting) {
                return CompletableFuture.failedFuture(
                        new RegistryException.Overloaded(limits.waiting + " linearizable reads wait already", 1));
            }
            gathering.add(new Waiter(future, System.nanoTime()));
            if (underWay) {
                return future;
            }
            underWay = true;
        }
        ask();
        return future;
    }

    /** Asks the engine for all who wait now; called by whoever set {@code underWay}. */
    private void ask() {
        synchronized (lock) {
            asked.addAll(gathering);
            gathering = new ArrayList<>();
            if (asked.isEmpty()) {
                underWay = false;
                return;
            }
        }
        if (!leaderIsKnown.getAsBoolean()) {
            askLater();
            return;
        }
        try {
            engine.node().readIndex(NO_CONTEXT, new Attempt());
        } catch (IllegalStateException stopped) { // the closure is told, too
            LOG.debug("read index refused: {}", stopped.getMessage());
        }
    }

    private void askLater() {
        synchronized (lock) {
            if (closed) {
                return;
            }
        }
        RaftThreads.later(timer, "read index", this::ask, PAUSE_MILLIS);
    }

    private void confirmed() {
        List<Waiter> done;
        synchronized (lock) {
            done = asked;
            asked = new ArrayList<>();
        }
        ask();
        answers.execute(() -> done.forEach(waiter -> waiter.future.complete(null)));
    }

    /** Fails those whose time is over. */
    void sweep(long nowNanos) {
        List<Waiter> late = new ArrayList<>();
        synchronized (lock) {
            sweep(asked, nowNanos, late);
            sweep(gathering, nowNanos, late);
        }
        fail(late, this::unconfirmed);
    }

    private RegistryException unconfirmed() {
        return new RegistryException.Unavailable(
                ErrorCode.NO_QUORUM, "a majority did not confirm within " + limits.read.toMillis() + " ms");
    }

    private void fail(List<Waiter> waiters, Supplier<RegistryException> why) {
        if (!waiters.isEmpty()) {
            answers.execute(() -> waiters.forEach(waiter -> waiter.future.completeExceptionally(why.get())));
        }
    }

    private void sweep(List<Waiter> waiters, long nowNanos, List<Waiter> late) {
        Iterator<Waiter> all = waiters.iterator();
        while (all.hasNext()) {
            Waiter waiter = all.next();
            if (nowNanos - waiter.sinceNanos <= limits.read.toNanos()) {
                return; // the rest came later
            }
            late.add(waiter);
            all.remove();
        }
    }

    /** Fails all who wait. */
    void close() {
        List<Waiter> left = new ArrayList<>();
        synchronized (lock) {
            closed = true;
            left.addAll(asked);
            left.addAll(gathering);
            asked = new ArrayList<>();
            gathering = new ArrayList<>();
        }
        fail(left, Outbox::stopping);
    }

    /** One request of the engine. The engine may call it twice where it runs out of time, so the first call counts. */
    private final class Attempt extends ReadIndexClosure {

        private final AtomicBoolean over = new AtomicBoolean();

        Attempt() {
            super(limits.attempt.toMillis());
        }

        @Override
        public void run(Status status, long index, byte[] context) {
            if (!over.compareAndSet(false, true)) {
                return;
            }
            if (status.isOk()) {
                confirmed();
            } else {
                LOG.debug("read index failed: {}", status);
                askLater();
            }
        }
    }
}
