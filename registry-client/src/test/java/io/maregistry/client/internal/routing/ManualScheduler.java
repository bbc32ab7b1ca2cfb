package io.maregistry.client.internal.routing;

import java.time.Duration;
import java.util.Comparator;
import java.util.PriorityQueue;

/** A clock that stands still until a test moves it, and the tasks that wait for it. One thread. */
public final class ManualScheduler implements Scheduler {

    private final PriorityQueue<Task> tasks =
            new PriorityQueue<>(Comparator.comparingLong(Task::at).thenComparingLong(Task::number));
    private long now;
    private long count;

    private record Task(long at, long number, Runnable what) {}

    @Override
    public void after(long delayNanos, Runnable task) {
        tasks.add(new Task(now + delayNanos, count++, task));
    }

    public long nanoTime() {
        return now;
    }

    /** Time passes, and what is due runs in its order. */
    public void pass(Duration time) {
        long until = now + time.toNanos();
        while (!tasks.isEmpty() && tasks.element().at() <= until) {
            Task next = tasks.remove();
            now = next.at();
            next.what().run();
        }
        now = until;
    }
}
