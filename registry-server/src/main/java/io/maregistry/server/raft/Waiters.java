package io.maregistry.server.raft;

import io.maregistry.error.RegistryException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Those who wait for a value of some kind, each with a deadline. Any thread. The futures complete on the thread that calls
 * {@link #offer} or {@link #sweep}, never while a lock is held.
 *
 * @param <T> what is waited for
 */
final class Waiters<T> {

    private final Object lock = new Object();
    private final List<Waiter<T>> waiting = new ArrayList<>(); // guarded by lock
    private volatile boolean empty = true;

    private record Waiter<T>(
            Predicate<T> wanted, long deadlineNanos, Supplier<RegistryException> late, CompletableFuture<T> future) {}

    /**
     * A future of the first offered value that is {@code wanted}. The caller must look once more at the current value after
     * this returned, by {@link #offer}, for it may have been published in between.
     *
     * @param late makes the failure where the time is over
     */
    CompletableFuture<T> await(Predicate<T> wanted, long timeoutMillis, Supplier<RegistryException> late) {
        CompletableFuture<T> future = new CompletableFuture<>();
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
        synchronized (lock) {
            waiting.add(new Waiter<>(wanted, deadline, late, future));
            empty = false;
        }
        return future;
    }

    boolean isEmpty() {
        return empty;
    }

    /** Completes all those who waited for a value like this one. */
    void offer(T value) {
        if (!empty) {
            for (Waiter<T> waiter : take(waiter -> waiter.wanted.test(value))) {
                waiter.future.complete(value);
            }
        }
    }

    /** Fails those whose time is over. */
    void sweep(long nowNanos) {
        if (!empty) {
            for (Waiter<T> waiter : take(waiter -> waiter.deadlineNanos - nowNanos <= 0)) {
                waiter.future.completeExceptionally(waiter.late.get());
            }
        }
    }

    /** Fails all. */
    void failAll(Supplier<RegistryException> why) {
        for (Waiter<T> waiter : take(waiter -> true)) {
            waiter.future.completeExceptionally(why.get());
        }
    }

    private List<Waiter<T>> take(Predicate<Waiter<T>> which) {
        List<Waiter<T>> taken = new ArrayList<>();
        synchronized (lock) {
            Iterator<Waiter<T>> waiters = waiting.iterator();
            while (waiters.hasNext()) {
                Waiter<T> waiter = waiters.next();
                if (which.test(waiter)) {
                    waiters.remove();
                    taken.add(waiter);
                }
            }
            empty = waiting.isEmpty();
        }
        return taken;
    }
}
