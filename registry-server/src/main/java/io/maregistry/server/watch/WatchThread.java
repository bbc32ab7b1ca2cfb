package io.maregistry.server.watch;

import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread {@code watch}: runs tasks one at a time, in the order in which they are given. Taking a task never blocks and
 * never fails, since the applying thread gives some; how many wait is bounded by those who give them. What is given after
 * {@link #close} is let go.
 */
public final class WatchThread implements Executor, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(WatchThread.class);

    private final ThreadPoolExecutor thread;

    public WatchThread() {
        this.thread = new ThreadPoolExecutor(
                1,
                1,
                0,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                WatchThread::newThread,
                new ThreadPoolExecutor.DiscardPolicy()); // discards after close only
    }

    private static Thread newThread(Runnable runnable) {
        Thread thread = new Thread(runnable, "watch");
        thread.setDaemon(true);
        return thread;
    }

    @Override
    public void execute(Runnable task) {
        thread.execute(() -> run(task));
    }

    private static void run(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException fault) { // the edge of the thread: the subscriptions behind this one must go on
            LOG.error("a fault of the server while changes were handed out", fault);
        }
    }

    /** Lets go of what waits. */
    @Override
    public void close() {
        thread.shutdownNow();
    }
}
