package io.maregistry.server.check;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A daemon thread that takes a step again and again, from {@link #start} until {@link #close}. Any thread. */
final class PacedThread implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(PacedThread.class);
    private static final long CLOSING_SECONDS = 2;

    private final String name;
    private final long pauseMillis;
    private final Runnable step;
    private final Consumer<Throwable> broken;

    @GuardedBy("this")
    private @Nullable ScheduledExecutorService thread;

    @GuardedBy("this")
    private boolean isClosed;

    /**
     * Takes no step yet.
     *
     * @param pauseMillis between the end of a step and the next one
     * @param step its exceptions are logged, and the next one is taken all the same
     * @param broken is told of an {@link Error}, after which this node should stop
     */
    PacedThread(String name, long pauseMillis, Runnable step, Consumer<Throwable> broken) {
        this.name = name;
        this.pauseMillis = pauseMillis;
        this.step = step;
        this.broken = broken;
    }

    /** Begins; a second call and one after {@link #close} do nothing. */
    synchronized void start() {
        if (isClosed || thread != null) {
            return;
        }
        thread = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread made = new Thread(task, name);
            made.setDaemon(true);
            return made;
        });
        var unused = thread.scheduleWithFixedDelay(this::run, 0, pauseMillis, TimeUnit.MILLISECONDS);
    }

    private void run() {
        try {
            step.run();
        } catch (RuntimeException unforeseen) { // a bug in one step must not be the last step
            LOG.error("a fault of the thread {}", name, unforeseen);
        } catch (Error error) { // nobody would look at the task's future
            broken.accept(error);
        }
    }

    /** Takes no further step; waits a little for one that is being taken. */
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
                LOG.warn("the thread {} goes on while this node stops", name);
            }
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
    }
}
