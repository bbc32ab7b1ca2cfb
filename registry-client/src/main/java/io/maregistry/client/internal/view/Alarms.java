package io.maregistry.client.internal.view;

import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** Runs something later. Any thread. */
public interface Alarms {

    /** Runs {@code task} once, after that time, on a thread where nothing may block. */
    Alarm set(Duration delay, Runnable task);

    /** One that is set. */
    @FunctionalInterface
    interface Alarm {

        /** It does not ring any more, where it has not begun to. Once or more often. */
        void cancel();
    }

    /** Those of that scheduler. */
    static Alarms of(ScheduledExecutorService scheduler) {
        return (delay, task) -> {
            ScheduledFuture<?> future = scheduler.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
            return () -> future.cancel(false);
        };
    }
}
