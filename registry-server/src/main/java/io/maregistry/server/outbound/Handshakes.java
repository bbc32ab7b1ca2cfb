package io.maregistry.server.outbound;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Two threads, named {@code outbound-tls-…}, for the certificates and keys of handshakes: neither the event loops nor what
 * else this node works at waits for strangers' cryptography. What does not fit into a short queue is refused. Any thread.
 */
public final class Handshakes implements Executor, AutoCloseable {

    static final int MAX_WAITING = 64;
    private static final int THREADS = 2;

    private final ThreadPoolExecutor threads;

    public Handshakes() {
        AtomicInteger number = new AtomicInteger();
        this.threads = new ThreadPoolExecutor(
                THREADS, THREADS, 30, TimeUnit.SECONDS, new ArrayBlockingQueue<>(MAX_WAITING), task -> {
                    Thread thread = new Thread(task, "outbound-tls-" + number.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
        threads.allowCoreThreadTimeOut(true);
    }

    /** Runs {@code task} soon; {@code RejectedExecutionException} where too much waits. */
    @Override
    public void execute(Runnable task) {
        threads.execute(task);
    }

    /** Takes no more; what waits is not done. */
    @Override
    public void close() {
        threads.shutdownNow();
    }
}
