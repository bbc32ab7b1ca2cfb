package io.maregistry.server.lease;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.maregistry.error.ErrorCode;
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
 * ticks bigger, not more. The monotonic clock is sampled every {@value #MAX_STEP_MILLIS} ms or oftener, however long
 * renewals gather, since a step between two samples counts for 200 ms at most. A leader's tick is bound to its term; the
 * clock stands still while nothing ephemeral is listed and nothing is being restored.
 *
 * <p>See {@code docs/design/write-path.md}. {@link #renew} may be called by any thread; everything else runs on the thread
 * {@code lease}.
 */
public final class LeaseKeeper implements Renewals, Leadership.Listener, AutoCloseable {

    static final int MAX_ITEMS = 4_096;
    static final int MAX_BYTES = 255 * 1024; // an entry has 256 KiB; the rest is for the frames around the renewals
    static final long IDLE_MILLIS = 500;
    static final long MAX_STEP_MILLIS = 50;
    private static final Logger LOG = LoggerFactory.getLogger(LeaseKeeper.class);
    private static final long NOT_LEADING = -1;

    private final Proposer proposer;
    private final Replica replica;
    private final LongSupplier nanoTime;
    private final long stepMillis;
    private final int stepsOfATick;
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
    private int steps; // since the last tick

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
        this.stepsOfATick = (int) Math.max(1, (tick.toMillis() + MAX_STEP_MILLIS - 1) / MAX_STEP_MILLIS);
        this.stepMillis = Math.max(1, tick.toMillis() / stepsOfATick);
        this.maxWaiting = maxWaiting;
        this.thread = new ScheduledThreadPoolExecutor(
                1, LeaseKeeper::newThread, new ThreadPoolExecutor.DiscardPolicy()); // discards after close only
    }

    /** Begins to tick. */
    public void start() {
        var unused = thread.scheduleWithFixedDelay(this::step, stepMillis, stepMillis, TimeUnit.MILLISECONDS);
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

    /** Takes the next step of the schedule and returns when that is done; for tests with a clock of their own. */
    void stepNow() throws InterruptedException, ExecutionException {
        thread.submit(this::step).get();
    }

    long stepMillis() {
        return stepMillis;
    }

    private void step() {
        steps++;
        run(steps >= stepsOfATick);
    }

    private void tick() {
        run(true);
    }

    private void run(boolean isTickDue) {
        try {
            servingTime.sample(nanoTime.getAsLong());
            if (isTickDue && !isTickUnderWay) {
                steps = 0;
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
        var unused = propose(command, isLeading).whenComplete((committed, failure) -> {
            boolean isOusted = isLeading && failure != null && kindOf(failure) instanceof RegistryException.NotLeader;
            if (isOusted) {
                putBack(batch); // surely not done: they leave again when it is known who leads
            } else {
                answer(batch, committed, failure);
            }
            onThread(() -> finished(isOusted));
        });
    }

    private CompletionStage<Committed> propose(Tick command, boolean isLeading) {
        try {
            return isLeading ? proposer.proposeInTerm(command, leadingTerm) : proposer.propose(command);
        } catch (RuntimeException thrown) {
            // whatever it is, those who wait must hear of it: nobody else would tell them
            return CompletableFuture.failedFuture(thrown);
        }
    }

    /** The refusal may be of an older term than the one that is led now: who leads is told by the listener alone. */
    private void finished(boolean isOusted) {
        isTickUnderWay = false;
        if (!isOusted && isBatchWaiting()) {
            tick();
        }
    }

    private void putBack(List<WaitingRenewal> batch) {
        boolean isTooLate;
        synchronized (lock) {
            isTooLate = isClosed;
            for (int at = batch.size() - 1; at >= 0 && !isTooLate; at--) {
                waiting.addFirst(batch.get(at));
            }
        }
        if (isTooLate) {
            batch.forEach(one -> one.caller().completeExceptionally(stopping()));
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
            WaitingRenewal next = waiting.peek();
            while (next != null && batch.size() < MAX_ITEMS && (batch.isEmpty() || bytes + next.bytes() <= MAX_BYTES)) {
                bytes += next.bytes();
                batch.add(waiting.remove());
                next = waiting.peek();
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
        return new RegistryException.Unavailable(ErrorCode.STOPPING, "the node is stopping; ask another one");
    }
}
