package io.maregistry.server.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.turbo.TurboFilter;
import ch.qos.logback.core.spi.FilterReply;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Marker;

/**
 * Lets one statement of a library speak once in ten seconds: while a peer is down the engine says so at every
 * heartbeat. A statement is a logger with the message before its arguments are filled in; messages that are built as
 * whole texts would be without number, so no more than {@value #MOST} are told apart and the rest pass.
 */
final class Repetition extends TurboFilter {

    static final int MOST = 1_000;
    static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final String libraries;
    private final LongSupplier nanoTime;
    // statement -> when it last spoke
    private final Map<String, Long> spoken = new ConcurrentHashMap<>();

    /** {@code libraries} is the package whose loggers, and those below it, are meant. */
    Repetition(String libraries, LongSupplier nanoTime) {
        this.libraries = libraries + '.';
        this.nanoTime = nanoTime;
    }

    @Override
    public FilterReply decide(
            @Nullable Marker marker,
            Logger logger,
            Level level,
            @Nullable String format,
            @Nullable Object @Nullable [] parameters,
            @Nullable Throwable thrown) {
        if (format == null || !logger.getName().startsWith(libraries) || !logger.isEnabledFor(level)) {
            return FilterReply.NEUTRAL;
        }
        return maySpeak(logger.getName() + ' ' + format) ? FilterReply.NEUTRAL : FilterReply.DENY;
    }

    private boolean maySpeak(String statement) {
        long now = nanoTime.getAsLong();
        Long last = spoken.get(statement);
        if (last == null) {
            return spoken.size() >= MOST || spoken.putIfAbsent(statement, now) == null;
        }
        return now - last >= PAUSE_NANOS && spoken.replace(statement, last, now);
    }
}
