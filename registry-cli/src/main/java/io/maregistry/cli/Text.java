package io.maregistry.cli;

/** Text of others on a terminal: it stays one line, and moves neither the cursor nor the direction of writing. */
final class Text {

    private Text() {}

    /** The text with each control, format and line-separating character replaced by a question mark. */
    static String line(String text) {
        return text.codePoints()
                .map(character -> isPlain(character) ? character : '?')
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    private static boolean isPlain(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE -> false;
            default -> true;
        };
    }
}
