package io.maregistry.client.internal.view;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** A clock that stands still until a test moves it, and the alarms that ring on the way. One thread. */
final class ManualAlarms implements Alarms {

    private final List<Set> set = new ArrayList<>();
    private long now;
    private long sequence;

    private record Set(long at, long sequence, Runnable task) {}

    long nanoTime() {
        return now;
    }

    @Override
    public Alarm set(Duration delay, Runnable task) {
        Set one = new Set(now + delay.toNanos(), sequence++, task);
        set.add(one);
        return () -> set.remove(one);
    }

    /** Time passes, and what is due on the way is run, in order. */
    void pass(Duration time) {
        long until = now + time.toNanos();
        while (true) {
            Set next = set.stream()
                    .filter(one -> one.at <= until)
                    .min(Comparator.comparingLong(Set::at).thenComparingLong(Set::sequence))
                    .orElse(null);
            if (next == null) {
                break;
            }
            set.remove(next);
            now = Math.max(now, next.at);
            next.task.run();
        }
        now = until;
    }
}
