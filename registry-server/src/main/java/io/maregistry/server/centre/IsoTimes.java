package io.maregistry.server.centre;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;

/** Times as RegisterCentre's clients write them: ISO-8601, with an offset or without. */
public final class IsoTimes {

    private static final String NEVER = "0001-01-01T00:00:00"; // a DateTime that nobody set

    private IsoTimes() {}

    /**
     * The same time as everybody writes it, so that two spellings of it are one: with an offset in UTC, without one as it
     * is, fractions without zeros at their end. Empty for a text that is empty or stands for no time.
     *
     * @throws IllegalArgumentException where it is no time
     */
    public static String canonical(String text) {
        if (text.isEmpty()) {
            return "";
        }
        String time = parsed(text);
        return time.startsWith(NEVER) ? "" : time;
    }

    private static String parsed(String text) {
        try {
            if (text.indexOf('T') < 0) {
                return local(LocalDate.parse(text).atStartOfDay());
            }
            boolean hasOffset =
                    text.endsWith("Z") || text.indexOf('+') > 0 || text.lastIndexOf('-') > text.indexOf('T');
            return hasOffset ? OffsetDateTime.parse(text).toInstant().toString() : local(LocalDateTime.parse(text));
        } catch (DateTimeException malformed) {
            throw new IllegalArgumentException("must be a time as 2026-01-31T12:00:00Z", malformed);
        }
    }

    private static String local(LocalDateTime time) {
        return DateTimeFormatter.ISO_LOCAL_DATE_TIME.format(time);
    }

    /** That time in UTC. */
    public static String of(long epochMillis) {
        return Instant.ofEpochMilli(epochMillis).toString();
    }
}
