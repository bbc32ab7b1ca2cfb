package io.maregistry.model;

/** How long text is in UTF-8. Stateless; any thread. */
public final class Utf8 {

    private Utf8() {}

    /** How many bytes the text takes; each half of a surrogate pair counts for two, whether it has its other half or not. */
    public static int length(String text) {
        int length = text.length();
        for (int at = 0; at < text.length(); at++) {
            char c = text.charAt(at);
            if (c >= 0x80) {
                length += c < 0x800 || Character.isSurrogate(c) ? 1 : 2;
            }
        }
        return length;
    }
}
