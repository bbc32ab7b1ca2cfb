package io.maregistry.server.hash;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.maregistry.error.Causes;
import io.maregistry.error.RegistryException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The threads of {@link ServerHealth} and their edges: an exception of one task does not end the others, an {@link Error} ends
 * the node. Any thread may hand over tasks; after {@link #close} they are refused.
 */
final class HealthThreads implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(HealthThreads.class);
    private static final long CLAIM_SECONDS = 5;

    private final Consumer<Throwable> failure;
    private final ScheduledExecutorService health = thread("hash-health");
    private final ScheduledExecutorService sync = thread("hash-sync");
    private final ScheduledExecutorService claims = thread("hash-claim");
    private final ScheduledExecutorService yields = thread("hash-yield");

    @GuardedBy("this")
    private @Nullable CompletableFuture<Void> claim; // that is under way

    HealthThreads(Consumer<Throwable> failure) {
        this.failure = failure;
    }

    private static ScheduledExecutorService thread(String name) {
        return Executors.newSingleThreadScheduledExecutor(task -> {
            Thread made = new Thread(task, name);
            made.setDaemon(true);
            return made;
        });
    }

    /** The thread of rounds; what is refused is dropped, since the node is being stopped. */
    Executor health() {
        return task -> later(task, 0);
    }

    /** Does it on the thread of rounds, after so long. */
    void later(Runnable task, long millis) {
        try {
            var unused = health.schedule(edged(task), millis, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException closed) {
            LOG.debug("no further round", closed);
        }
    }

    /** Does it again and again on the thread that fetches. */
    void repeat(Runnable task, long pauseMillis) {
        var unused = sync.scheduleWithFixedDelay(edged(task), pauseMillis, pauseMillis, TimeUnit.MILLISECONDS);
    }

    /** Does it on the thread of rounds; completes when it is done. */
    CompletionStage<Void> onHealth(Runnable task) {
        return on(health, task);
    }

    /** Does it on a thread of its own, which waits for nobody. */
    CompletionStage<Void> yieldOnce(Runnable task) {
        return on(yields, task);
    }

    /** Does it on a thread of its own; whoever asks meanwhile waits for the same one. Told as unknown after 5 s. */
    synchronized CompletionStage<Void> claim(Runnable task) {
        CompletableFuture<Void> underWay = claim;
        if (underWay == null || underWay.isDone()) {
            underWay = on(claims, task).toCompletableFuture();
            claim = underWay;
        }
        return underWay.copy()
                .orTimeout(CLAIM_SECONDS, TimeUnit.SECONDS)
                .exceptionallyCompose(why -> CompletableFuture.failedFuture(
                        Causes.of(why) instanceof TimeoutException
                                ? new RegistryException.Indeterminate(
                                        "this node does not lead after " + CLAIM_SECONDS + " s, and goes on trying")
                                : Causes.of(why)));
    }

    private CompletionStage<Void> on(Executor thread, Runnable task) {
        try {
            return CompletableFuture.runAsync(task, thread);
        } catch (RejectedExecutionException stopping) {
            return CompletableFuture.failedFuture(HashNode.stopping());
        }
    }

    private Runnable edged(Runnable task) {
        return () -> {
            try {
                task.run();
            } catch (RuntimeException unforeseen) { // a bug in one round must not be the last round
                LOG.error("a fault of the server in hash mode", unforeseen);
            } catch (Error broken) { // nobody would look at the task's future
                failure.accept(broken);
            }
        };
    }

    @Override
    public void close() {
        List<ScheduledExecutorService> all = List.of(health, sync, claims, yields);
        all.forEach(ScheduledExecutorService::shutdownNow);
        try {
            for (ScheduledExecutorService thread : all) {
                if (!thread.awaitTermination(2, TimeUnit.SECONDS)) {
                    LOG.warn("something in hash mode goes on while this node stops");
                }
            }
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
    }
}
