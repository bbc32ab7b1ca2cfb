package io.maregistry.server.lease;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.maregistry.error.RegistryException;
import io.maregistry.server.replication.Committed;
import io.maregistry.server.replication.Leadership;
import io.maregistry.server.replication.Proposer;
import io.maregistry.server.replication.Renewals;
import io.maregistry.server.replication.Replica;
import io.maregistry.server.state.Outcome;
import io.maregistry.server.state.Root;
import io.maregistry.server.state.Tick;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gathers this node's renewals into one {@link Tick} at a time and, where the node leads, moves the liveness clock with it.
 *
 * <p>A tick leaves every {@code tick} while renewals wait, at once when {@value #MAX_ITEMS} wait, and every {@value
 * #IDLE_MILLIS} ms where the clock alone has to move. It does not leave while another is under way, so a slow commit makes
 * ticks bigger, not more. A leader's tick is bound to its term; the clock stands still while nothing ephemeral is listed
 * and nothing is being restored.
 *
 * <p>See {@code docs/design/write-path.md}. {@link #renew} may be called by any thread; everything else runs on the thread
 * {@code lease}.
 */
public final class LeaseKeeper implements Renewals, Leadership.Listener, AutoCloseable {

    static final int MAX_ITEMS = 4_096;
    static final int MAX_BYTES = 200 * 1024;
    static final long IDLE_MILLIS = 500;
    private static final Logger LOG = LoggerFactory.getLogger(LeaseKeeper.class);
    private static final long NOT_LEADING = -1;

    private final Proposer proposer;
    private final Replica replica;
    private final LongSupplier nanoTime;
    private final Duration tick;
    private final int maxWaiting;
    private final ScheduledExecutorService thread;

    private final Object lock = new Object();

    @GuardedBy("lock")
    private final Deque<WaitingRenewal> waiting = new ArrayDeque<>();

    @GuardedBy("lock")
    private boolean isClosed;

    // of the lease thread
    private final ServingTime servingTime = new ServingTime();
    private long leadingTerm = NOT_LEADING;
    private boolean isTickUnderWay;

    /**
     * A keeper that does nothing until {@link #start()}.
     *
     * @param nanoTime a monotonic clock in nanoseconds
     * @param tick how long renewals gather
     * @param maxWaiting how many renewals may wait on this node
     */
    public LeaseKeeper(Proposer proposer, Replica replica, LongSupplier nanoTime, Duration tick, int maxWaiting) {
        this.proposer = proposer;
        this.replica = replica;
        this.nanoTime = nanoTime;
        this.tick = tick;
        this.maxWaiting = maxWaiting;
        this.thread = new ScheduledThreadPoolExecutor(
                1, LeaseKeeper::newThread, new ThreadPoolExecutor.DiscardPolicy()); // discards after close only
    }

    /** Begins to tick. */
    public void start() {
        var unused = thread.scheduleWithFixedDelay(this::tick, tick.toMillis(), tick.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public CompletionStage<Renewal> renew(Tick.Named renewal) {
        CompletableFuture<Renewal> caller = new CompletableFuture<>();
        boolean isBatchFull;
        synchronized (lock) {
            if (isClosed) {
                return CompletableFuture.failedFuture(stopping());
            }
            if (waiting.size() >= maxWaiting) {
                return CompletableFuture.failedFuture(
                        new RegistryException.Overloaded("too many renewals wait on this node", 1));
            }
            waiting.add(new WaitingRenewal(renewal, caller));
            isBatchFull = waiting.size() % MAX_ITEMS == 0;
        }
        if (isBatchFull) {
            onThread(this::tick);
        }
        return caller;
    }

    @Override
    public void started(long term) {
        onThread(() -> {
            leadingTerm = term;
            servingTime.restart(nanoTime.getAsLong());
        });
    }

    @Override
    public void stopped() {
        onThread(() -> leadingTerm = NOT_LEADING);
    }

    /** Refuses further renewals, and those that wait. */
    @Override
    public void close() {
        List<WaitingRenewal> refused;
        synchronized (lock) {
            isClosed = true;
            refused = new ArrayList<>(waiting);
            waiting.clear();
        }
        thread.shutdownNow();
        refused.forEach(one -> one.caller().completeExceptionally(stopping()));
    }

    /** Ticks now and returns when that is done; for tests with a clock of their own. */
    void tickNow() throws InterruptedException, ExecutionException {
        thread.submit(this::tick).get();
    }

    private void tick() {
        try {
            servingTime.sample(nanoTime.getAsLong());
            if (!isTickUnderWay) {
                proposeNext();
            }
        } catch (RuntimeException unforeseen) {
            // the outermost edge of the thread: a bug must not stop the clock for ever without a word
            LOG.error("tick failed", unforeseen);
            isTickUnderWay = false;
        }
    }

    private void proposeNext() {
        List<WaitingRenewal> batch = takeBatch();
        boolean isLeading = leadingTerm != NOT_LEADING;
        if (isLeading && !hasClock(replica.root())) {
            servingTime.restart(nanoTime.getAsLong());
        }
        if (batch.isEmpty() && !(isLeading && servingTime.millis() >= IDLE_MILLIS)) {
            return;
        }
        Tick command = new Tick(
                isLeading ? servingTime.take() : 0,
                List.of(),
                batch.stream().map(WaitingRenewal::renewal).toList());
        isTickUnderWay = true;
        CompletionStage<Committed> proposed =
                isLeading ? proposer.proposeInTerm(command, leadingTerm) : proposer.propose(command);
        var unused = proposed.whenComplete((committed, failure) -> {
            boolean isOusted = isLeading && failure != null && kindOf(failure) instanceof RegistryException.NotLeader;
            if (isOusted) {
                putBack(batch); // surely not done: the next tick forwards them
            } else {
                answer(batch, committed, failure);
            }
            onThread(() -> finished(isOusted));
        });
    }

    private void finished(boolean isOusted) {
        isTickUnderWay = false;
        if (isOusted) {
            leadingTerm = NOT_LEADING;
        }
        if (isBatchWaiting()) {
            tick();
        }
    }

    private void putBack(List<WaitingRenewal> batch) {
        synchronized (lock) {
            for (int at = batch.size() - 1; at >= 0; at--) {
                waiting.addFirst(batch.get(at));
            }
        }
    }

    private static Throwable kindOf(Throwable failure) {
        return failure instanceof CompletionException wrapped && wrapped.getCause() != null
                ? wrapped.getCause()
                : failure;
    }

    /** The clock stands still where nobody could tell. */
    private static boolean hasClock(Root root) {
        return root.sizes().ephemeral() > 0 || root.isRestoring();
    }

    private List<WaitingRenewal> takeBatch() {
        List<WaitingRenewal> batch = new ArrayList<>();
        int bytes = 0;
        synchronized (lock) {
            while (!waiting.isEmpty() && batch.size() < MAX_ITEMS && bytes < MAX_BYTES) {
                WaitingRenewal next = waiting.remove();
                bytes += next.bytes();
                batch.add(next);
            }
        }
        return batch;
    }

    private boolean isBatchWaiting() {
        synchronized (lock) {
            return waiting.size() >= MAX_ITEMS;
        }
    }

    private static void answer(List<WaitingRenewal> batch, @Nullable Committed committed, @Nullable Throwable failure) {
        if (committed != null && committed.outcome() instanceof Outcome.Renewed renewed) {
            for (int at = 0; at < batch.size(); at++) {
                batch.get(at)
                        .caller()
                        .complete(new Renewal(
                                renewed.unknownNamed().get(at), renewed.revision(), committed.isAppliedHere()));
            }
            return;
        }
        Throwable reason = failure != null
                ? failure
                : new IllegalStateException("a tick was answered by something else than renewals: " + committed);
        batch.forEach(one -> one.caller().completeExceptionally(reason));
    }

    private void onThread(Runnable task) {
        thread.execute(task);
    }

    private static Thread newThread(Runnable runnable) {
        Thread made = new Thread(runnable, "lease");
        made.setDaemon(true);
        return made;
    }

    private static RegistryException stopping() {
        return new RegistryException.Unavailable(
                io.maregistry.error.ErrorCode.STOPPING, "the node is stopping; ask another one");
    }
}
