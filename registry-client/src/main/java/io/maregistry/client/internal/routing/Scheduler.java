package io.maregistry.client.internal.routing;

/** Runs something later, on a thread that must not be blocked. Any thread. */
@FunctionalInterface
public interface Scheduler {

    /** Runs {@code task} once after the delay; where the client is closed, never. */
    void after(long delayNanos, Runnable task);
}
