package io.maregistry.server.outbound;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.LongSupplier;

/** How long one call has lain in this node's own queues, which is not the instance's fault. Any thread. */
final class Waiting {

    private final LongSupplier nanoTime;

    @GuardedBy("this")
    private int open; // queues that it lies in now

    @GuardedBy("this")
    private long sinceNanos; // where open > 0

    @GuardedBy("this")
    private long sumNanos;

    Waiting(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    synchronized void begins() {
        if (open++ == 0) {
            sinceNanos = nanoTime.getAsLong();
        }
    }

    synchronized void ends() {
        if (--open == 0) {
            sumNanos += nanoTime.getAsLong() - sinceNanos;
        }
    }

    /** Whether it lies in one now. */
    synchronized boolean goesOn() {
        return open > 0;
    }

    synchronized long nanos() {
        return open == 0 ? sumNanos : sumNanos + nanoTime.getAsLong() - sinceNanos;
    }

    /** The same threads; what waits for them is counted here. */
    Executor countedOn(Executor threads) {
        return task -> {
            begins();
            try {
                threads.execute(() -> {
                    ends();
                    task.run();
                });
            } catch (RejectedExecutionException full) {
                ends();
                throw full;
            }
        };
    }
}
