package io.maregistry.server.http;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;

/** What is counted about watches. Any thread. */
final class WatchMeters {

    private final LongAdder changes = new LongAdder();
    private final LongAdder states = new LongAdder();
    private final LongAdder collapsed = new LongAdder();
    private final LongAdder resets = new LongAdder();

    /** {@code open} tells how many watches and long polls are open. */
    WatchMeters(MeterRegistry registry, Supplier<Number> open) {
        Gauge.builder("maregistry.watch.open", open)
                .description("open watches and long polls")
                .register(registry);
        counter(registry, "change", changes);
        counter(registry, "state", states);
        counter(registry, "reset", resets);
        FunctionCounter.builder("maregistry.watch.collapsed", collapsed, LongAdder::sum)
                .description(
                        "lists sent in place of changes that a slow watcher did not take, or that a copying node does not know")
                .register(registry);
    }

    private static void counter(MeterRegistry registry, String event, LongAdder count) {
        FunctionCounter.builder("maregistry.watch.events", count, LongAdder::sum)
                .description("events sent to watchers")
                .tag("event", event)
                .register(registry);
    }

    void change() {
        changes.increment();
    }

    void state(boolean isCollapsed) {
        states.increment();
        if (isCollapsed) {
            collapsed.increment();
        }
    }

    void reset() {
        resets.increment();
    }
}
