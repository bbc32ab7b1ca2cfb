package io.maregistry.benchmark.load;

import java.util.concurrent.atomic.AtomicLong;

/** When writes were acknowledged, as far as the longest gap needs it. One thread acknowledges, any asks. */
final class AckLog {

    private final AtomicLong lastNanos = new AtomicLong();
    private final AtomicLong longestNanos = new AtomicLong();
    private final AtomicLong count = new AtomicLong();

    /** Begins anew: the gap to the first acknowledgement counts from now. */
    void restart(long nowNanos) {
        lastNanos.set(nowNanos);
        longestNanos.set(0);
    }

    void acknowledged(long nowNanos) {
        long gap = nowNanos - lastNanos.getAndSet(nowNanos);
        longestNanos.accumulateAndGet(gap, Math::max);
        count.incrementAndGet();
    }

    long count() {
        return count.get();
    }

    /** The longest time between two acknowledgements since {@link #restart}, one that has not ended yet included. */
    long longestGapNanos(long nowNanos) {
        return Math.max(longestNanos.get(), nowNanos - lastNanos.get());
    }
}
