package io.maregistry.server.state;

import io.maregistry.model.Utf8;

/**
 * What a configuration item says.
 *
 * @param contentType what its publisher calls it, 1 to {@value #MAX_TYPE} printable ASCII characters
 * @param text at most {@value #MAX_BYTES} bytes of UTF-8, without NUL and lone surrogates
 */
public record ConfigText(String contentType, String text) {

    public static final int MAX_TYPE = 100;
    public static final int MAX_BYTES = 256 << 10;

    /** The content type of a text whose publisher names none. */
    public static final String PLAIN = "text/plain";

    public ConfigText {
        if (contentType.isEmpty()
                || contentType.length() > MAX_TYPE
                || !contentType.chars().allMatch(c -> c >= ' ' && c <= '~')) {
            throw new IllegalArgumentException(
                    "the content type must have 1 to " + MAX_TYPE + " printable ASCII characters");
        }
        if (text.length() > MAX_BYTES || Utf8.length(text) > MAX_BYTES) {
            throw new IllegalArgumentException("the text must have at most " + MAX_BYTES + " bytes of UTF-8");
        }
        checkCharacters(text);
    }

    private static void checkCharacters(String text) {
        for (int at = 0; at < text.length(); at++) {
            char c = text.charAt(at);
            boolean isPair = Character.isHighSurrogate(c)
                    && at + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(at + 1));
            if (c == 0 || Character.isSurrogate(c) && !isPair) {
                throw new IllegalArgumentException(
                        "the text must be without NUL and lone surrogates; character " + at + " is one");
            }
            at += isPair ? 1 : 0;
        }
    }

    /** How long the text is in UTF-8. */
    public int bytes() {
        return Utf8.length(text);
    }
}
