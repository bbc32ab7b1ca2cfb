package io.maregistry.spring;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A thread of the starter, which begins with its first task. What a task throws is logged. Any thread. */
final class BackgroundThread implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(BackgroundThread.class);

    private final ScheduledThreadPoolExecutor executor;

    BackgroundThread(String name) {
        executor = new ScheduledThreadPoolExecutor(1, work -> {
            Thread thread = new Thread(work, name);
            thread.setDaemon(true);
            return thread;
        });
        executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        executor.setRemoveOnCancelPolicy(true);
    }

    /** Runs the task once, not before {@code delay}; never where the thread is closed. */
    @CanIgnoreReturnValue
    Future<?> after(Duration delay, Runnable task) {
        return executor.schedule(() -> run(task), delay.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** The same, where the end of the application may have come. */
    void now(Runnable task) {
        try {
            executor.execute(() -> run(task));
        } catch (RejectedExecutionException closed) {
            LOG.debug("the application has ended", closed);
        }
    }

    /** Runs the task again and again, {@code pause} behind the end of the run before. */
    @CanIgnoreReturnValue
    Future<?> every(Duration pause, Runnable task) {
        return executor.scheduleWithFixedDelay(() -> run(task), pause.toNanos(), pause.toNanos(), TimeUnit.NANOSECONDS);
    }

    private static void run(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException failed) { // the thread's outermost edge; listeners of the application run here, too
            LOG.warn("a task of the starter failed", failed);
        }
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }
}
