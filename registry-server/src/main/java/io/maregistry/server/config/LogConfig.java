package io.maregistry.server.config;

/**
 * What is logged, and how.
 *
 * @param level the least that is logged
 * @param format how an event is written; always one line
 */
public record LogConfig(Level level, Format format) {

    /** INFO, text. */
    public static final LogConfig DEFAULT = new LogConfig(Level.INFO, Format.TEXT);

    /** How much is logged. */
    public enum Level {
        ERROR,
        WARN,
        INFO,
        DEBUG,
        TRACE
    }

    /** How an event is written. */
    public enum Format {
        /** For people. */
        TEXT,
        /** One JSON object a line. */
        JSON
    }
}
