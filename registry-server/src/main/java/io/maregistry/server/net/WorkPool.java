package io.maregistry.server.net;

import io.maregistry.error.Causes;
import io.maregistry.error.RegistryException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A few threads, named {@code work-…}, for what may take longer than an event loop can wait: files, compression,
 * metrics. What may take much longer has threads of its own, so that nothing else waits behind it: {@code export-1}
 * writes documents, {@code restore-1} reads them. What does not fit into a queue is refused. Any thread.
 */
public final class WorkPool implements Executor, AutoCloseable {

    /** How much short work waits at most. */
    public static final int MAX_WAITING = 1_024;

    private static final int MAX_WAITING_EXPORTS = 16;
    private static final int MAX_WAITING_RESTORES = 4;

    private final ThreadPoolExecutor threads;
    private final ThreadPoolExecutor exports;
    private final ThreadPoolExecutor restores;

    /** {@code threads} is the number of those for short work. */
    public WorkPool(int threads) {
        this.threads = pool("work-", threads, MAX_WAITING);
        this.exports = pool("export-", 1, MAX_WAITING_EXPORTS);
        this.restores = pool("restore-", 1, MAX_WAITING_RESTORES);
    }

    private static ThreadPoolExecutor pool(String name, int threads, int maxWaiting) {
        AtomicInteger number = new AtomicInteger();
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                threads, threads, 30, TimeUnit.SECONDS, new ArrayBlockingQueue<>(maxWaiting), task -> {
                    Thread thread = new Thread(task, name + number.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }

    /** Runs {@code task} soon; {@code RejectedExecutionException} where too much waits. */
    @Override
    public void execute(Runnable task) {
        threads.execute(task);
    }

    /** Runs the restores of documents, which may take minutes, one after another. */
    public Executor restores() {
        return restores;
    }

    /** What {@code task} gives; fails with {@code Overloaded} where too much waits. */
    public <T> CompletionStage<T> call(Callable<T> task) {
        return call(threads, task);
    }

    /** The same for a task that writes a document of the whole registry; one runs at a time. */
    public <T> CompletionStage<T> export(Callable<T> task) {
        return call(exports, task);
    }

    private static <T> CompletionStage<T> call(Executor executor, Callable<T> task) {
        try {
            return CompletableFuture.supplyAsync(() -> result(task), executor);
        } catch (RejectedExecutionException full) {
            return CompletableFuture.failedStage(overloaded());
        }
    }

    private static <T> T result(Callable<T> task) {
        try {
            return task.call();
        } catch (RuntimeException failure) {
            throw failure;
        } catch (Exception failure) { // a task may fail in any way; its caller is told
            throw new CompletionException(failure);
        }
    }

    /** What a stage failed with, out of the wrapping of stages behind it; {@code Overloaded} where nothing took it. */
    public static Throwable causeOf(Throwable failure) {
        Throwable cause = Causes.of(failure);
        return cause instanceof RejectedExecutionException ? overloaded() : cause;
    }

    private static RegistryException overloaded() {
        return new RegistryException.Overloaded("too many large requests are waiting; retry", 1);
    }

    @Override
    public void close() {
        threads.shutdownNow();
        exports.shutdownNow();
        restores.shutdownNow();
    }
}
