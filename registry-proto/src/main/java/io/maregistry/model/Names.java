package io.maregistry.model;

import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The rule for names of namespaces, groups and services, and how a refused text is shown in a message.
 *
 * <p>Names are checked again when a log entry or a snapshot is read, so every node must decide alike, whatever its JDK
 * knows of Unicode: the table is fixed here, and what Unicode has not assigned yet is lawful.
 */
final class Names {

    static final int MAX_LENGTH = 256;
    private static final int SHOWN_LENGTH = 64;

    /** First and last of each range of controls, blanks, format and bidi characters and surrogates, ascending. */
    private static final int[] FORBIDDEN = {
        0x0000, 0x0020, // C0 controls, space
        0x007f, 0x00a0, // delete, C1 controls, no-break space
        0x00ad, 0x00ad, // soft hyphen
        0x0600, 0x0605, // Arabic number signs
        0x061c, 0x061c, // Arabic letter mark
        0x06dd, 0x06dd, // Arabic end of ayah
        0x070f, 0x070f, // Syriac abbreviation mark
        0x0890, 0x0891, // Arabic pound and piastre marks
        0x08e2, 0x08e2, // Arabic disputed end of ayah
        0x1680, 0x1680, // Ogham space
        0x180e, 0x180e, // Mongolian vowel separator
        0x2000, 0x200f, // spaces, zero-width characters, direction marks
        0x2028, 0x202f, // line and paragraph separator, embeddings and overrides, narrow no-break space
        0x205f, 0x206f, // mathematical space, joiners, isolates, deprecated format characters
        0x3000, 0x3000, // ideographic space
        0xd800, 0xdfff, // surrogates
        0xfdd0, 0xfdef, // noncharacters
        0xfeff, 0xfeff, // zero-width no-break space
        0xfff9, 0xfffb, // interlinear annotation
        0x110bd, 0x110bd, // Kaithi number sign
        0x110cd, 0x110cd, // Kaithi number sign above
        0x13430, 0x1343f, // Egyptian hieroglyph format controls
        0x1bca0, 0x1bca3, // shorthand format controls
        0x1d173, 0x1d17a, // musical format controls
        0xe0001, 0xe0001, // language tag
        0xe0020, 0xe007f, // tags
    };

    private Names() {}

    /** Returns {@code text} if it is a lawful name, and otherwise says which character or length is not. */
    static String check(String what, String text) {
        if (text.isEmpty() || text.length() > MAX_LENGTH) {
            throw new IllegalArgumentException(
                    what + " must have 1 to " + MAX_LENGTH + " characters, had " + text.length());
        }
        for (int at = 0; at < text.length(); at++) {
            char c = text.charAt(at);
            if (Character.isSurrogate(c)) {
                int point = text.codePointAt(at);
                if (Character.charCount(point) == 1 || isForbidden(point)) {
                    throw forbidden(what, point, at);
                }
                at++;
            } else if (isForbidden(c)) {
                throw forbidden(what, c, at);
            }
        }
        return text;
    }

    /** {@code text} cut to a bounded length, with everything that could disturb a log line escaped. */
    static String shown(String text) {
        StringBuilder shown = new StringBuilder("\"");
        for (int at = 0; at < text.length() && at < SHOWN_LENGTH; at++) {
            char c = text.charAt(at);
            if (c < ' ' || c > '~' || c == '"' || c == '\\') {
                shown.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
            } else {
                shown.append(c);
            }
        }
        return shown.append(text.length() > SHOWN_LENGTH ? "\"..." : "\"").toString();
    }

    /** True for blanks, control, format and bidi characters, surrogates and noncharacters; the same on every JDK. */
    static boolean isBlankOrControl(int point) {
        if ((point & 0xfffe) == 0xfffe) {
            return true; // the two noncharacters at the end of each plane
        }
        int at = Arrays.binarySearch(FORBIDDEN, point);
        // found: it begins or ends a range; else it is inside one where an odd number of bounds lie below it
        return at >= 0 || (-at - 1) % 2 == 1;
    }

    /** {@code text} with A to Z in lower case and everything else as it is: the look-alikes beyond ASCII stay unlawful. */
    static String lowerAscii(String text) {
        char @Nullable [] lower = null;
        for (int at = 0; at < text.length(); at++) {
            char c = text.charAt(at);
            if (c >= 'A' && c <= 'Z') {
                lower = lower == null ? text.toCharArray() : lower;
                lower[at] = (char) (c + ('a' - 'A'));
            }
        }
        return lower == null ? text : new String(lower);
    }

    private static boolean isForbidden(int point) {
        return switch (point) {
            case '/', '@', ',', '*', '?', '#' -> true;
            default -> point > ' ' && point < 0x7f ? false : isBlankOrControl(point);
        };
    }

    private static IllegalArgumentException forbidden(String what, int point, int at) {
        return new IllegalArgumentException(String.format(
                Locale.ROOT,
                "%s must not hold / @ , * ? #, blanks, control or bidi characters; character %d is U+%04X",
                what,
                at,
                point));
    }
}
