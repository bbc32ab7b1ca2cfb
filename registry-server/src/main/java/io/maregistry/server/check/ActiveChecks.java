package io.maregistry.server.check;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the instances of a plan for as long as it runs, on one thread named {@code check} that looks every 50 ms what is due.
 * Any thread may give it a plan.
 */
public final class ActiveChecks implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ActiveChecks.class);
    private static final long TURN_MILLIS = 50;
    private static final long CLOSING_SECONDS = 2;

    private final Rounds rounds;
    private final Consumer<Throwable> broken;
    private final AtomicReference<@Nullable List<Checked>> plan = new AtomicReference<>();

    @GuardedBy("this")
    private @Nullable ScheduledExecutorService thread;

    @GuardedBy("this")
    private boolean isClosed;

    /**
     * Asks nobody yet.
     *
     * @param nanoTime monotonic
     * @param concurrency how many probes are under way at once, at most
     * @param broken is told of an {@link Error}, after which this node should stop
     */
    public ActiveChecks(
            Probing probing,
            VerdictListener listener,
            LongSupplier nanoTime,
            int concurrency,
            Consumer<Throwable> broken) {
        this.rounds = new Rounds(probing, listener, nanoTime, concurrency);
        this.broken = broken;
    }

    /** Asks those from the next turn on and nobody else; only the newest plan counts. */
    public void follow(Collection<Checked> wanted) {
        plan.set(List.copyOf(wanted));
    }

    /** Begins; a second call and one after {@link #close} do nothing. */
    public synchronized void start() {
        if (isClosed || thread != null) {
            return;
        }
        thread = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread made = new Thread(task, "check");
            made.setDaemon(true);
            return made;
        });
        var unused = thread.scheduleWithFixedDelay(this::turn, 0, TURN_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void turn() {
        try {
            List<Checked> wanted = plan.getAndSet(null);
            if (wanted != null) {
                rounds.follow(wanted);
            }
            rounds.turn();
        } catch (RuntimeException unforeseen) { // a bug in one turn must not be the last turn
            LOG.error("a fault of the active checks", unforeseen);
        } catch (Error error) { // nobody would look at the task's future
            broken.accept(error);
        }
    }

    /** Asks nobody any more; probes that are under way end by themselves within their limits, and nobody is told. */
    @Override
    public void close() {
        ScheduledExecutorService running;
        synchronized (this) {
            isClosed = true;
            running = thread;
        }
        if (running == null) {
            return;
        }
        running.shutdownNow();
        try {
            if (!running.awaitTermination(CLOSING_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn("the thread of active checks goes on while this node stops");
            }
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
    }
}
