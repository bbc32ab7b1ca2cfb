package io.maregistry.client.internal.view;

import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The thread {@code maregistry-client-listeners}, which calls all listeners, one after the other. It begins with the first
 * call and is a daemon.
 */
public final class ListenerThread implements Executor, AutoCloseable {

    private static final String NAME = "maregistry-client-listeners";
    private static final long PATIENCE_MILLIS = 1_000;

    private final AtomicReference<@Nullable Thread> newest = new AtomicReference<>();

    // what waits is bounded by those who put in: each of them waits once
    private final ThreadPoolExecutor calls =
            new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), this::thread);

    private Thread thread(Runnable task) {
        Thread thread = new Thread(task, NAME);
        thread.setDaemon(true);
        newest.set(thread);
        return thread;
    }

    @Override
    public void execute(Runnable call) {
        calls.execute(call);
    }

    /**
     * Takes no further call, and waits for those that were put in before: 1 s at most, then they are interrupted or left
     * out. A listener may close, too; then nothing is waited for. Once or more often.
     */
    @Override
    public void close() {
        calls.shutdown();
        if (Thread.currentThread() == newest.get()) {
            return;
        }
        try {
            if (calls.awaitTermination(PATIENCE_MILLIS, TimeUnit.MILLISECONDS)) {
                return;
            }
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
        calls.shutdownNow();
    }
}
