package io.maregistry.server.http;

import io.maregistry.error.RegistryException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A few threads, named {@code http-work-…}, for what may take longer than an event loop can wait: files, large documents,
 * compression. What does not fit into the queue is refused.
 */
public final class WorkPool implements Executor, AutoCloseable {

    private static final int MAX_WAITING = 1_024;

    private final ThreadPoolExecutor threads;

    public WorkPool(int threads) {
        AtomicInteger number = new AtomicInteger();
        this.threads = new ThreadPoolExecutor(
                threads, threads, 30, TimeUnit.SECONDS, new ArrayBlockingQueue<>(MAX_WAITING), task -> {
                    Thread thread = new Thread(task, "http-work-" + number.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
        this.threads.allowCoreThreadTimeOut(true);
    }

    /** Runs {@code task} soon; {@code RejectedExecutionException} where too much waits. */
    @Override
    public void execute(Runnable task) {
        threads.execute(task);
    }

    /** What {@code task} gives; fails with {@code Overloaded} where too much waits. */
    <T> CompletionStage<T> call(Callable<T> task) {
        try {
            return CompletableFuture.supplyAsync(
                    () -> {
                        try {
                            return task.call();
                        } catch (RuntimeException failure) {
                            throw failure;
                        } catch (Exception failure) { // a task may fail in any way; its caller is told
                            throw new CompletionException(failure);
                        }
                    },
                    threads);
        } catch (java.util.concurrent.RejectedExecutionException full) {
            return CompletableFuture.failedStage(overloaded());
        }
    }

    static RegistryException overloaded() {
        return new RegistryException.Overloaded("too many large requests are waiting; retry", 1);
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
