package io.maregistry.wire;

import org.jspecify.annotations.Nullable;

/**
 * Short texts that were read lately, so that the thousandth {@code http} is the object that the first one was: a table of
 * fixed size in which a newer text pushes out an older one. One thread.
 */
final class Texts {

    private static final int MAX_SLOTS = 1 << 10;
    private static final int MIN_SLOTS = 1 << 4;
    private static final int BYTES_A_TEXT = 32;
    private static final int MAX_LENGTH = 64;

    private final int slots; // a power of two
    private @Nullable String @Nullable [] table; // made with the first text

    private Texts(int slots) {
        this.slots = slots;
    }

    /** For a body of that many bytes: a short one repeats little, and must not cost a table that is longer than itself. */
    static Texts ofBody(int bytes) {
        int texts = Math.min(MAX_SLOTS, Math.max(MIN_SLOTS, bytes / BYTES_A_TEXT));
        return new Texts(Integer.highestOneBit(texts));
    }

    static Texts ofDocument() {
        return new Texts(MAX_SLOTS);
    }

    String of(char[] text, int offset, int length) {
        if (length > MAX_LENGTH) {
            return new String(text, offset, length);
        }
        @Nullable String[] known = table;
        if (known == null) {
            known = new String[slots];
            table = known;
        }
        int slot = slotOf(text, offset, length);
        String candidate = known[slot];
        if (candidate != null && equals(candidate, text, offset, length)) {
            return candidate;
        }
        String fresh = new String(text, offset, length);
        known[slot] = fresh;
        return fresh;
    }

    private int slotOf(char[] text, int offset, int length) {
        int hash = length;
        for (int at = offset; at < offset + length; at++) {
            hash = hash * 31 + text[at];
        }
        return (hash ^ hash >>> 10 ^ hash >>> 20) & (slots - 1);
    }

    private static boolean equals(String known, char[] text, int offset, int length) {
        if (known.length() != length) {
            return false;
        }
        for (int at = 0; at < length; at++) {
            if (known.charAt(at) != text[offset + at]) {
                return false;
            }
        }
        return true;
    }
}
