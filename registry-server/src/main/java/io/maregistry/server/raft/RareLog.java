package io.maregistry.server.raft;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/** Warnings that strangers can cause: at most one line in ten seconds, which tells how many were left out. Any thread. */
final class RareLog {

    private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final Logger log;
    private final LongSupplier nanoTime;
    private final AtomicLong nextAt;
    private final AtomicLong leftOut = new AtomicLong();

    RareLog(Logger log, LongSupplier nanoTime) {
        this.log = log;
        this.nanoTime = nanoTime;
        this.nextAt = new AtomicLong(nanoTime.getAsLong());
    }

    /** {@code format} has two places, as SLF4J's. Line ends in them become blanks: the text is a stranger's. */
    void warn(String format, @Nullable Object first, @Nullable Object second) {
        long now = nanoTime.getAsLong();
        long due = nextAt.get();
        if (now - due < 0 || !nextAt.compareAndSet(due, now + PAUSE_NANOS)) {
            leftOut.incrementAndGet();
            return;
        }
        long others = leftOut.getAndSet(0);
        log.warn(format + (others == 0 ? "" : " (" + others + " like it left out)"), oneLine(first), oneLine(second));
    }

    private static String oneLine(@Nullable Object value) {
        return String.valueOf(value).replaceAll("\\p{Cntrl}+", " ");
    }
}
