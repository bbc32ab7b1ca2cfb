package io.maregistry.model;

import java.util.Locale;

/**
 * How the registry itself looks whether an instance serves. The host is always the instance's own.
 *
 * @param type the protocol of the check
 * @param port the port to ask, 1 to 65535
 * @param path the path to ask for, where the protocol has one
 * @param pace how often and how patiently it is asked
 * @param initial the status until the first verdict
 * @param removeAfterMillis an instance that fails for that long is removed; 0 = it stays, as Error
 */
public record HealthCheck(Type type, int port, String path, Pace pace, Status initial, long removeAfterMillis) {

    private static final int MAX_PATH = 1024;
    private static final long MAX_REMOVE_AFTER = 7L * 24 * 3_600_000;

    public HealthCheck {
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException("check.port must be 1 to 65535, was " + port);
        }
        if (path.length() > MAX_PATH || (!path.isEmpty() && path.charAt(0) != '/')) {
            throw new IllegalArgumentException("check.path must begin with / and have at most " + MAX_PATH
                    + " characters, was " + Names.shown(path));
        }
        if (path.codePoints().anyMatch(Names::isBlankOrControl)) {
            // it goes into the first line of a request
            throw new IllegalArgumentException(
                    "check.path must hold no blanks or control characters, was " + Names.shown(path));
        }
        if (removeAfterMillis < 0 || removeAfterMillis > MAX_REMOVE_AFTER) {
            throw new IllegalArgumentException("check.removeAfterMs must be 0 to 7 days, was " + removeAfterMillis);
        }
    }

    /** The protocols of checks. */
    public enum Type {
        HTTP,
        HTTPS,
        TCP,
        GRPC,
        WS,
        WSS;

        /** The name in JSON, for example {@code http}. */
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** The type with that {@link #text()}. */
        public static Type ofText(String text) {
            for (Type type : values()) {
                if (type.text().equals(text)) {
                    return type;
                }
            }
            throw new IllegalArgumentException(
                    "check.type must be http, https, tcp, grpc, ws or wss, was " + Names.shown(text));
        }
    }

    /**
     * The rhythm of a check.
     *
     * @param intervalMillis between two questions, 1 s to 1 h
     * @param timeoutMillis until a question counts as failed, 100 ms to the interval
     * @param rise good answers in a row that make an instance well, 1 to 100
     * @param fall failures in a row that make it ill, 1 to 100
     */
    public record Pace(long intervalMillis, long timeoutMillis, int rise, int fall) {

        /** Every 10 s, within 2 s; well after 2, ill after 3. */
        public static final Pace DEFAULT = new Pace(10_000, 2_000, 2, 3);

        public Pace {
            if (intervalMillis < 1_000 || intervalMillis > 3_600_000) {
                throw new IllegalArgumentException("check.intervalMs must be 1 s to 1 h, was " + intervalMillis);
            }
            if (timeoutMillis < 100 || timeoutMillis > intervalMillis) {
                throw new IllegalArgumentException(
                        "check.timeoutMs must be 100 ms to the interval, was " + timeoutMillis);
            }
            if (rise < 1 || rise > 100 || fall < 1 || fall > 100) {
                throw new IllegalArgumentException(
                        "check.rise and check.fall must be 1 to 100, were " + rise + " and " + fall);
            }
        }
    }
}
