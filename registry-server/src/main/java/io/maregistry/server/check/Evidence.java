package io.maregistry.server.check;

/** What others said, as one bounded line that disturbs no log and no page. Stateless; any thread. */
final class Evidence {

    static final int MAX_LENGTH = 256;
    private static final String CUT = "...";
    private static final char UNSHOWN = '?';

    private Evidence() {}

    /** {@code text} with at most 256 characters; controls, format and bidi characters and halves of pairs are '?'. */
    static String of(String text) {
        StringBuilder shown = new StringBuilder(Math.min(text.length(), MAX_LENGTH));
        for (int at = 0; at < text.length(); at++) {
            int point = text.codePointAt(at);
            boolean isPair = Character.charCount(point) == 2;
            if (shown.length() + Character.charCount(point) > MAX_LENGTH) {
                return cut(shown);
            }
            if (isUnshown(point)) {
                shown.append(UNSHOWN);
            } else {
                shown.appendCodePoint(point);
            }
            at += isPair ? 1 : 0;
        }
        return shown.toString();
    }

    private static String cut(StringBuilder shown) {
        int length = MAX_LENGTH - CUT.length();
        int end = Character.isHighSurrogate(shown.charAt(length - 1)) ? length - 1 : length;
        return shown.substring(0, end) + CUT;
    }

    private static boolean isUnshown(int point) {
        return switch (Character.getType(point)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED -> true;
            default -> false;
        };
    }
}
