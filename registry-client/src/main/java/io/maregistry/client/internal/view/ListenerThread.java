package io.maregistry.client.internal.view;

import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The thread {@code maregistry-client-listeners}, which calls all listeners, one after the other. It begins with the first
 * call and is a daemon.
 */
public final class ListenerThread implements Executor, AutoCloseable {

    private static final String NAME = "maregistry-client-listeners";

    // what waits is bounded by those who put in: each of them waits once
    private final ExecutorService calls =
            new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
                Thread thread = new Thread(task, NAME);
                thread.setDaemon(true);
                return thread;
            });

    @Override
    public void execute(Runnable call) {
        calls.execute(call);
    }

    /** Begins no further call; one that is under way is interrupted and not waited for. */
    @Override
    public void close() {
        calls.shutdownNow();
    }
}
