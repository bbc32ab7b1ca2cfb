package io.maregistry.server.http;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.LongAdder;

/** Counts the answers of one route by status, and how long they took. Counting is two additions; any thread. */
final class RouteMeter {

    private static final int STATUSES = 600;

    private final MeterRegistry registry;
    private final String route;
    private final AtomicReferenceArray<LongAdder> byStatus = new AtomicReferenceArray<>(STATUSES);
    private final LongAdder answers = new LongAdder();
    private final LongAdder nanos = new LongAdder();

    /** {@code route} is the verb and the template, for example {@code GET /findAll}. */
    RouteMeter(MeterRegistry registry, String route) {
        this.registry = registry;
        this.route = route;
        FunctionTimer.builder(
                        "maregistry.http.request.duration",
                        this,
                        meter -> meter.answers.sum(),
                        meter -> meter.nanos.sum(),
                        TimeUnit.NANOSECONDS)
                .description("time from the head of a request to its answer")
                .tag("route", route)
                .register(registry);
    }

    void count(int status, long tookNanos) {
        LongAdder known = byStatus.get(status);
        (known == null ? added(status) : known).increment();
        answers.increment();
        nanos.add(tookNanos);
    }

    private LongAdder added(int status) {
        LongAdder fresh = new LongAdder();
        LongAdder before = byStatus.compareAndExchange(status, null, fresh);
        if (before != null) {
            return before;
        }
        FunctionCounter.builder("maregistry.http.requests", fresh, LongAdder::sum)
                .description("answers by route and status")
                .tag("route", route)
                .tag("status", Integer.toString(status))
                .register(registry);
        return fresh;
    }
}
