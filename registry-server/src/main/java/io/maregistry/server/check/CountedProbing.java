package io.maregistry.server.check;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts how probes end, and says in the log, once a minute at most, that this node cannot ask: no verdict would show that.
 * Any thread.
 */
final class CountedProbing implements Probing {

    private static final Logger LOG = LoggerFactory.getLogger(CountedProbing.class);
    private static final long QUIET_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final Probing probing;
    private final LongSupplier nanoTime;
    private final Counter good;
    private final Counter bad;
    private final Counter unasked;
    private final AtomicLong quietUntilNanos;

    /** Registers the meters; {@code nanoTime} is monotonic. */
    CountedProbing(Probing probing, LongSupplier nanoTime, MeterRegistry meters) {
        this.probing = probing;
        this.nanoTime = nanoTime;
        this.good = counter(meters, "good");
        this.bad = counter(meters, "bad");
        this.unasked = counter(meters, "unasked");
        this.quietUntilNanos = new AtomicLong(nanoTime.getAsLong());
    }

    private static Counter counter(MeterRegistry meters, String result) {
        return Counter.builder("maregistry.checks.probes")
                .description("probes of active checks that ended")
                .tag("result", result)
                .register(meters);
    }

    @Override
    public CompletionStage<ProbeResult> probe(Question question) {
        CompletionStage<ProbeResult> probe = probing.probe(question);
        var unused = probe.whenComplete((result, failure) -> count(result));
        return probe;
    }

    private void count(@Nullable ProbeResult result) {
        if (result instanceof ProbeResult.Good) {
            good.increment();
        } else if (result instanceof ProbeResult.Bad) {
            bad.increment();
        } else if (result instanceof ProbeResult.Unasked) {
            unasked.increment();
            complain(result.evidence());
        }
    }

    private void complain(String evidence) {
        long now = nanoTime.getAsLong();
        long until = quietUntilNanos.get();
        if (now - until >= 0 && quietUntilNanos.compareAndSet(until, now + QUIET_NANOS)) {
            LOG.warn("this node cannot ask all instances that want to be checked: {}", evidence);
        }
    }
}
