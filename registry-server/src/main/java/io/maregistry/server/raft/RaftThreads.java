package io.maregistry.server.raft;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The threads that a Raft node owns beside the engine's, each named for its work and for the node. */
final class RaftThreads implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(RaftThreads.class);
    private static final int ENGINE_THREADS = 8; // with fewer, requests that wait for the disk hold up votes
    private static final int CALL_THREADS = 2;

    private final ScheduledThreadPoolExecutor timer;
    private final ScheduledThreadPoolExecutor control;
    private final ExecutorService answers;
    private final ExecutorService calls;
    private final ExecutorService snapshots;
    private final ExecutorService connects;
    private final ThreadPoolExecutor engine;

    RaftThreads(String node) {
        timer = scheduler("raft-timer-" + node);
        control = scheduler("raft-control-" + node);
        answers = new ThreadPoolExecutor(
                1,
                1,
                0,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                named("raft-answers-" + node),
                (late, closed) -> late.run()); // nobody may be left without an answer
        calls = Executors.newFixedThreadPool(CALL_THREADS, named("raft-calls-" + node));
        snapshots = Executors.newSingleThreadExecutor(named("raft-snapshot-" + node));
        engine = new ThreadPoolExecutor(
                ENGINE_THREADS,
                ENGINE_THREADS,
                30,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                named("raft-engine-" + node));
        engine.allowCoreThreadTimeOut(true);
        connects = Executors.newCachedThreadPool(named("raft-connect-" + node));
    }

    /** Deadlines and retries; nothing on it ever blocks. */
    ScheduledExecutorService timer() {
        return timer;
    }

    /** Whatever may wait for the engine's locks: taking and handing over leadership, heartbeats of members. */
    ScheduledExecutorService control() {
        return control;
    }

    /** Completes what callers wait for, so that the applying thread goes on with the next batch. */
    ExecutorService answers() {
        return answers;
    }

    /** Reads requests of other nodes. */
    ExecutorService calls() {
        return calls;
    }

    /** Writes snapshots. */
    ExecutorService snapshots() {
        return snapshots;
    }

    /** Opens connections to other nodes; at most one thread a node. */
    ExecutorService connects() {
        return connects;
    }

    /** Runs the engine's own requests. */
    ExecutorService engine() {
        return engine;
    }

    @Override
    public void close() {
        timer.shutdownNow();
        control.shutdownNow();
        connects.shutdownNow();
        calls.shutdown();
        engine.shutdown();
        snapshots.shutdown();
        answers.shutdown();
        try {
            if (!answers.awaitTermination(1, TimeUnit.SECONDS)) {
                answers.shutdownNow();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static ScheduledThreadPoolExecutor scheduler(String name) {
        ScheduledThreadPoolExecutor scheduler =
                new ScheduledThreadPoolExecutor(1, named(name), new ThreadPoolExecutor.DiscardPolicy());
        scheduler.setRemoveOnCancelPolicy(true);
        scheduler.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        return scheduler;
    }

    private static ThreadFactory named(String name) {
        AtomicInteger count = new AtomicInteger();
        return work -> {
            int number = count.getAndIncrement();
            Thread thread = new Thread(work, number == 0 ? name : name + '-' + number);
            thread.setDaemon(true);
            thread.setUncaughtExceptionHandler((which, failure) -> LOG.error("{} failed", which.getName(), failure));
            return thread;
        };
    }

    /** Runs the work once, so much later; not at all where the threads are closed by then. */
    @SuppressWarnings("FutureReturnValueIgnored") // it logs by itself
    static void later(ScheduledExecutorService on, String what, Runnable work, long delayMillis) {
        on.schedule(guarded(what, work), delayMillis, TimeUnit.MILLISECONDS);
    }

    /** Runs the work again and again, with such pauses between. */
    @SuppressWarnings("FutureReturnValueIgnored") // it logs by itself
    static void repeat(ScheduledExecutorService on, String what, Runnable work, long pauseMillis) {
        on.scheduleWithFixedDelay(guarded(what, work), 0, pauseMillis, TimeUnit.MILLISECONDS);
    }

    private static Runnable guarded(String what, Runnable work) {
        return () -> {
            try {
                work.run();
            } catch (RuntimeException e) { // the edge of the thread: an exception would end the repetition unseen
                LOG.error("{} failed", what, e);
            }
        };
    }
}
