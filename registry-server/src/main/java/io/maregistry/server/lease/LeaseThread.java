package io.maregistry.server.lease;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread {@code lease} and its edge: whatever a task throws is told, and an exception of one does not end the others. Any
 * thread may hand over tasks; after {@link #close()} they are dropped.
 */
final class LeaseThread implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(LeaseThread.class);

    private final ScheduledExecutorService thread;
    private final Runnable afterFault;
    private final Consumer<Throwable> failure;

    /**
     * @param afterFault done on the thread when a task threw an exception, so has left its work half done; must not throw
     * @param failure hears of an {@link Error}: the node cannot be trusted to tick any more
     */
    LeaseThread(Runnable afterFault, Consumer<Throwable> failure) {
        this.afterFault = afterFault;
        this.failure = failure;
        this.thread = new ScheduledThreadPoolExecutor(
                1, LeaseThread::newThread, new ThreadPoolExecutor.DiscardPolicy()); // discards after close only
    }

    void execute(Runnable task) {
        thread.execute(() -> run(task));
    }

    /** Does it again and again, with such pauses between. */
    void repeat(Runnable task, long pauseMillis) {
        var unused = thread.scheduleWithFixedDelay(() -> run(task), pauseMillis, pauseMillis, TimeUnit.MILLISECONDS);
    }

    /** Returns when the task, and what was to be done before it, is done; for tests with a clock of their own. */
    void runNow(Runnable task) throws InterruptedException, ExecutionException {
        thread.submit(() -> run(task)).get();
    }

    private void run(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException unforeseen) {
            // the outermost edge of the thread: a bug must not stop the clock or the evictions without a word
            LOG.error("a fault of the server on the thread lease", unforeseen);
            afterFault.run();
        } catch (Error broken) { // the executor would keep it in a future that nobody looks at
            failure.accept(broken);
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }

    private static Thread newThread(Runnable runnable) {
        Thread made = new Thread(runnable, "lease");
        made.setDaemon(true);
        return made;
    }
}
