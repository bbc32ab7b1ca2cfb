package io.maregistry.client;

import io.maregistry.client.internal.routing.Scheduler;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The threads of one client: a timer, a few that look up addresses and host names while there is something to look up, and
 * what the transport makes. A look-up that hangs keeps one of those few.
 */
final class ClientThreads implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ClientThreads.class);

    static final String PREFIX = "maregistry-client-";

    private static final int LOOKUP_THREADS = 8;
    private static final int MOST_LOOKUPS = 1_000;
    private static final int IDLE_SECONDS = 10;
    private static final int CLOSE_SECONDS = 5;

    private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1, factory("timer"));
    private final ThreadPoolExecutor lookups = new ThreadPoolExecutor(
            LOOKUP_THREADS,
            LOOKUP_THREADS,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(MOST_LOOKUPS),
            factory("lookup"));

    ClientThreads() {
        timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        lookups.allowCoreThreadTimeOut(true);
    }

    /** A thread of a client: nothing may wait on it for the client. */
    private static final class ClientThread extends Thread {
        ClientThread(Runnable work, String name) {
            super(work, name);
            setDaemon(true);
        }
    }

    static ThreadFactory factory(String what) {
        return work -> new ClientThread(work, PREFIX + what);
    }

    /** Refuses to block a thread that the answer needs. */
    static void checkMayBlock() {
        if (Thread.currentThread() instanceof ClientThread) {
            throw new IllegalStateException(
                    "a blocking call on a thread of the client; use the twin that gives a stage");
        }
    }

    Executor lookups() {
        return lookups;
    }

    Scheduler scheduler() {
        return (delayNanos, task) -> {
            if (!timer.isShutdown()) {
                var unused = timer.schedule(() -> run(task), delayNanos, TimeUnit.NANOSECONDS);
            }
        };
    }

    private static void run(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException bug) { // the edge of the thread: the next task must run all the same
            LOG.error("a task of the client failed", bug);
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
        lookups.shutdownNow();
        try {
            timer.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS);
            lookups.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
