package io.maregistry.server.config;

/** Text from outside made fit for one line of a terminal or a log. */
public final class OneLine {

    private OneLine() {}

    /**
     * {@code text} with backslash escapes for whatever could break the line, move the cursor or reorder what is shown:
     * control characters (C0, DEL, C1), line and paragraph separators, direction marks, lone surrogates.
     */
    public static String of(String text) {
        int at = 0;
        while (at < text.length() && !isUnfit(text, at)) {
            at++;
        }
        if (at == text.length()) {
            return text;
        }
        StringBuilder out = new StringBuilder(text.length() + 16).append(text, 0, at);
        for (; at < text.length(); at++) {
            if (isUnfit(text, at)) {
                escape(text.charAt(at), out);
            } else {
                out.append(text.charAt(at));
            }
        }
        return out.toString();
    }

    private static boolean isUnfit(String text, int at) {
        char c = text.charAt(at);
        if (c >= ' ' && c < 0x7f) {
            return false;
        }
        if (Character.isHighSurrogate(c)) {
            return at + 1 == text.length() || !Character.isLowSurrogate(text.charAt(at + 1));
        }
        if (Character.isLowSurrogate(c)) {
            return at == 0 || !Character.isHighSurrogate(text.charAt(at - 1));
        }
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.UNASSIGNED -> true;
            default -> false;
        };
    }

    private static void escape(char c, StringBuilder out) {
        switch (c) {
            case '\n' -> out.append("\\n");
            case '\r' -> out.append("\\r");
            case '\t' -> out.append("\\t");
            default -> {
                out.append("\\u");
                for (int shift = 12; shift >= 0; shift -= 4) {
                    out.append(Character.forDigit(c >> shift & 0xf, 16));
                }
            }
        }
    }
}
