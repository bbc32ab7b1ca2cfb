package io.maregistry.model;

import java.util.Locale;

/**
 * A place in the line of changes: {@code <lineage, 16 hex digits>-<revision>}. Revisions of two lineages cannot be
 * compared.
 */
public record ResumeToken(long lineage, long revision) {

    private static final int LINEAGE_DIGITS = 16;

    public ResumeToken {
        if (revision < 0) {
            throw new IllegalArgumentException("revision must not be negative, was " + revision);
        }
    }

    /** The token that {@code text} stands for; a bare number is a revision of {@code currentLineage}. */
    public static ResumeToken parse(String text, long currentLineage) {
        try {
            int dash = text.indexOf('-');
            if (dash < 0) {
                return new ResumeToken(currentLineage, revisionOf(text));
            }
            if (dash == LINEAGE_DIGITS && text.charAt(0) != '+') {
                return new ResumeToken(
                        Long.parseUnsignedLong(text.substring(0, dash), 16), revisionOf(text.substring(dash + 1)));
            }
        } catch (NumberFormatException malformed) {
            throw refused(text, malformed);
        }
        throw refused(text, null);
    }

    /** The lineage as 16 hexadecimal digits. */
    public static String lineageText(long lineage) {
        return String.format(Locale.ROOT, "%016x", lineage);
    }

    /** The lineage that {@link #lineageText} wrote; {@code IllegalArgumentException} where it is none. */
    public static long lineageOf(String text) {
        try {
            if (text.length() == LINEAGE_DIGITS && text.charAt(0) != '+') {
                return Long.parseUnsignedLong(text, 16);
            }
        } catch (NumberFormatException malformed) {
            throw new IllegalArgumentException("a lineage must be 16 hexadecimal digits", malformed);
        }
        throw new IllegalArgumentException("a lineage must be 16 hexadecimal digits, was " + Names.shown(text));
    }

    @Override
    public String toString() {
        return lineageText(lineage) + '-' + revision;
    }

    private static long revisionOf(String digits) {
        if (digits.isEmpty() || digits.length() > LINEAGE_DIGITS || !Character.isDigit(digits.charAt(0))) {
            throw new NumberFormatException("no revision");
        }
        return Long.parseLong(digits);
    }

    private static IllegalArgumentException refused(String text, @org.jspecify.annotations.Nullable Throwable cause) {
        return new IllegalArgumentException(
                "a revision must be a number or <lineage>-<revision>, was " + Names.shown(text), cause);
    }
}
