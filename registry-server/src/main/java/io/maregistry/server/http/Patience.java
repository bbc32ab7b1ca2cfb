package io.maregistry.server.http;

import io.maregistry.server.config.LimitsConfig;
import io.netty.channel.ChannelOutboundBuffer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How long a connection has waited for its client, and for what. Times are of the monotonic clock, in nanoseconds. The
 * connection's event loop.
 */
final class Patience {

    private static final long LINGER_NANOS = Duration.ofSeconds(2).toNanos();

    private final LimitsConfig limits;

    private boolean isHeadRunning;
    private long headSince;
    private long bodySince;
    private long idleSince;

    // the last time at which something waiting to be written moved, and what stood there then
    private long movedSince;
    private @Nullable Object movedMessage;
    private long movedProgress;
    private long movedPending;
    private long sentSince; // 0 = not noticed yet

    Patience(LimitsConfig limits, long nowNanos) {
        this.limits = limits;
        restart(nowNanos);
    }

    /** Everything that is waited for begins now: the node itself had stopped reading. */
    void restart(long nowNanos) {
        headSince = nowNanos;
        bodySince = nowNanos;
        idleSince = nowNanos;
        movedSince = nowNanos;
    }

    /** A part of a head is there. */
    void headBegins(long nowNanos) {
        if (!isHeadRunning) {
            isHeadRunning = true;
            headSince = nowNanos;
        }
    }

    /** The head is whole. */
    void bodyBegins(long nowNanos) {
        isHeadRunning = false;
        bodySince = nowNanos;
    }

    /** A request got its answer. */
    void answers(long nowNanos) {
        idleSince = nowNanos;
    }

    boolean isHeadLate(long nowNanos) {
        return nowNanos - headSince > limits.head().time().toNanos();
    }

    boolean isBodyLate(long maxNanos, long nowNanos) {
        return nowNanos - bodySince > maxNanos;
    }

    boolean isIdleTooLong(long nowNanos) {
        return nowNanos - idleSince > limits.connections().idle().toNanos();
    }

    /** Whether the client has had time enough to take the last answer of the connection. */
    boolean hasLingered(long nowNanos) {
        if (sentSince == 0) {
            sentSince = nowNanos;
        }
        return nowNanos - sentSince > LINGER_NANOS;
    }

    /** Whether nothing of what waits in {@code out} has moved for too long. */
    boolean isWriteStuck(@Nullable ChannelOutboundBuffer out, long nowNanos) {
        Object message = out == null ? null : out.current();
        if (out == null || message == null || hasMoved(out, message)) {
            movedSince = nowNanos;
            return false;
        }
        return nowNanos - movedSince > limits.connections().blocked().toNanos();
    }

    private boolean hasMoved(ChannelOutboundBuffer out, Object message) {
        boolean same = out.totalPendingWriteBytes() == movedPending
                && message == movedMessage
                && out.currentProgress() == movedProgress;
        movedPending = out.totalPendingWriteBytes();
        movedMessage = message;
        movedProgress = out.currentProgress();
        return !same;
    }
}
