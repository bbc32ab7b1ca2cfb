package io.maregistry.server.raft;

import com.alipay.sofa.jraft.Status;
import com.alipay.sofa.jraft.closure.ReadIndexClosure;
import io.maregistry.error.ErrorCode;
import io.maregistry.error.RegistryException;
import io.maregistry.server.replication.ReadBarrier;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
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
    private static final long LIMIT_NANOS = TimeUnit.SECONDS.toNanos(3);
    private static final long PAUSE_MILLIS = 20;
    private static final int MAX_WAITING = 20_000;

    private final Engine engine;
    private final BooleanSupplier leaderIsKnown;
    private final Executor answers;
    private final ScheduledExecutorService timer;
    private final long attemptMillis;

    private final Object lock = new Object();
    private List<Waiter> gathering = new ArrayList<>(); // guarded by lock: nothing was asked for these yet
    private List<Waiter> asked = new ArrayList<>(); // guarded by lock: those of the request under way
    private boolean underWay; // guarded by lock
    private boolean closed; // guarded by lock

    private record Waiter(CompletableFuture<Void> future, long sinceNanos) {}

    /**
     * @param leaderIsKnown false while nobody could confirm; true on a leader only when the first entry of its term is
     *     applied
     * @param attemptMillis how long one request of the engine may take before another one is made
     */
    ReadIndexBarrier(Engine engine, BooleanSupplier leaderIsKnown, RaftThreads threads, long attemptMillis) {
        this.engine = engine;
        this.leaderIsKnown = leaderIsKnown;
        this.answers = threads.answers();
        this.timer = threads.timer();
        this.attemptMillis = attemptMillis;
    }

    @Override
    public CompletionStage<Void> confirm() {
        CompletableFuture<Void> future = new CompletableFuture<>();
        synchronized (lock) {
            if (closed) {
                return CompletableFuture.failedFuture(Outbox.stopping());
            }
            if (gathering.size() + asked.size() >= MAX_WAITING) {
                return CompletableFuture.failedFuture(
                        new RegistryException.Overloaded(MAX_WAITING + " linearizable reads wait already", 1));
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
        late.forEach(waiter -> waiter.future.completeExceptionally(
                new RegistryException.Unavailable(ErrorCode.NO_QUORUM, "a majority did not confirm within 3 s")));
    }

    private static void sweep(List<Waiter> waiters, long nowNanos, List<Waiter> late) {
        Iterator<Waiter> all = waiters.iterator();
        while (all.hasNext()) {
            Waiter waiter = all.next();
            if (nowNanos - waiter.sinceNanos <= LIMIT_NANOS) {
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
        left.forEach(waiter -> waiter.future.completeExceptionally(Outbox.stopping()));
    }

    /** One request of the engine. The engine may call it twice where it runs out of time, so the first call counts. */
    private final class Attempt extends ReadIndexClosure {

        private final AtomicBoolean over = new AtomicBoolean();

        Attempt() {
            super(attemptMillis);
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
