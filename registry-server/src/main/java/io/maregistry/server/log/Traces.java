package io.maregistry.server.log;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.StackTraceElementProxy;
import org.jspecify.annotations.Nullable;

/**
 * Exceptions as text. Ours come with the places they passed; those that a library logs only with their messages and
 * causes, since nobody who runs a node can do anything with the library's places.
 */
final class Traces {

    private static final String OURS = "io.maregistry.";

    private Traces() {}

    /** The event's exception and its causes, with {@code between} between one place and the next. */
    static String of(ILoggingEvent event, String between) {
        boolean withPlaces = event.getLoggerName().startsWith(OURS);
        StringBuilder text = new StringBuilder();
        for (IThrowableProxy thrown = event.getThrowableProxy(); thrown != null; thrown = thrown.getCause()) {
            append(text, thrown, withPlaces, between);
            if (thrown.isCyclic()) {
                break;
            }
        }
        return text.toString();
    }

    private static void append(StringBuilder text, IThrowableProxy thrown, boolean withPlaces, String between) {
        if (!text.isEmpty()) {
            text.append(between).append("caused by ");
        }
        text.append(thrown.getClassName());
        appendMessage(text, thrown.getMessage());
        if (withPlaces) {
            StackTraceElementProxy[] places = thrown.getStackTraceElementProxyArray();
            for (int at = 0; at < places.length - thrown.getCommonFrames(); at++) {
                text.append(between).append(places[at].getSTEAsString());
            }
        }
    }

    private static void appendMessage(StringBuilder text, @Nullable String message) {
        if (message != null) {
            text.append(": ").append(message);
        }
    }
}
