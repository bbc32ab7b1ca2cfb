package io.maregistry.server.replication;

import io.maregistry.error.RegistryException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Those who wait for a value of some kind, each with a deadline and with a mark that the value has to reach, so that a value
 * costs no more than those whom it serves. Any thread. The futures complete on the thread that answers, never while a lock
 * is held.
 *
 * @param <T> what is waited for
 */
public final class Waiters<T> {

    private final int maxWaiting;
    private final Executor answers;
    private final Object lock = new Object();
    private final PriorityQueue<Waiter<T>> waiting =
            new PriorityQueue<>(Comparator.comparingLong(Waiter::mark)); // guarded by lock
    private volatile boolean empty = true;

    private record Waiter<T>(
            long mark,
            Predicate<T> wanted,
            long deadlineNanos,
            Supplier<RegistryException> late,
            CompletableFuture<T> future) {}

    /** @param answers completes the futures */
    public Waiters(int maxWaiting, Executor answers) {
        this.maxWaiting = maxWaiting;
        this.answers = answers;
    }

    /**
     * A future of the first offered value that is {@code wanted}; one that failed where too many wait. The caller must look
     * once more at the current value after this returned, for it may have been published in between. Whoever waits no more
     * cancels the future, and makes room with the next sweep.
     *
     * @param mark every value that reaches it is wanted
     * @param late makes the failure where the time is over
     */
    public CompletableFuture<T> await(
            long mark, Predicate<T> wanted, long timeoutMillis, Supplier<RegistryException> late) {
        CompletableFuture<T> future = new CompletableFuture<>();
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
        synchronized (lock) {
            if (waiting.size() >= maxWaiting) {
                return CompletableFuture.failedFuture(
                        new RegistryException.Overloaded(maxWaiting + " wait here already", 1));
            }
            waiting.add(new Waiter<>(mark, wanted, deadline, late, future));
            empty = false;
        }
        return future;
    }

    public boolean isEmpty() {
        return empty;
    }

    /** Completes all those whose mark this value has reached. */
    public void offer(T value, long reached) {
        List<Waiter<T>> served = new ArrayList<>();
        synchronized (lock) {
            Waiter<T> first = waiting.peek();
            while (first != null && first.mark <= reached) {
                served.add(waiting.remove());
                first = waiting.peek();
            }
            empty = waiting.isEmpty();
        }
        complete(served, value);
    }

    /** Completes all those who wanted a value like this one, whatever their marks; looks at every one. */
    public void offer(T value) {
        complete(take(waiter -> waiter.wanted.test(value)), value);
    }

    /** Fails those whose time is over, and forgets those who do not wait any more. */
    public void sweep(long nowNanos) {
        if (!empty) {
            fail(take(waiter -> waiter.future.isDone() || waiter.deadlineNanos - nowNanos <= 0));
        }
    }

    /** Fails all. */
    public void failAll(Supplier<RegistryException> why) {
        List<Waiter<T>> left = take(waiter -> true);
        answers.execute(() -> left.forEach(waiter -> waiter.future.completeExceptionally(why.get())));
    }

    private void complete(List<Waiter<T>> served, T value) {
        if (!served.isEmpty()) {
            answers.execute(() -> served.forEach(waiter -> waiter.future.complete(value)));
        }
    }

    private void fail(List<Waiter<T>> late) {
        if (!late.isEmpty()) {
            answers.execute(() -> late.forEach(waiter -> waiter.future.completeExceptionally(waiter.late.get())));
        }
    }

    private List<Waiter<T>> take(Predicate<Waiter<T>> which) {
        List<Waiter<T>> taken = new ArrayList<>();
        synchronized (lock) {
            waiting.removeIf(waiter -> which.test(waiter) && taken.add(waiter));
            empty = waiting.isEmpty();
        }
        return taken;
    }
}
