package io.maregistry.model;

/** The rule for names of namespaces, groups and services, and how a refused text is shown in a message. */
final class Names {

    static final int MAX_LENGTH = 256;
    private static final int SHOWN_LENGTH = 64;

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
                shown.append(String.format(java.util.Locale.ROOT, "\\u%04x", (int) c));
            } else {
                shown.append(c);
            }
        }
        return shown.append(text.length() > SHOWN_LENGTH ? "\"..." : "\"").toString();
    }

    static boolean isBlankOrControl(int point) {
        return Character.isWhitespace(point)
                || Character.isSpaceChar(point)
                || Character.isISOControl(point)
                || Character.getType(point) == Character.FORMAT
                || Character.getType(point) == Character.UNASSIGNED;
    }

    private static boolean isForbidden(int point) {
        return switch (point) {
            case '/', '@', ',', '*', '?', '#' -> true;
            default -> point > ' ' && point < 0x7f ? false : isBlankOrControl(point);
        };
    }

    private static IllegalArgumentException forbidden(String what, int point, int at) {
        return new IllegalArgumentException(String.format(
                java.util.Locale.ROOT,
                "%s must not hold / @ , * ? #, blanks, control or bidi characters; character %d is U+%04X",
                what,
                at,
                point));
    }
}
