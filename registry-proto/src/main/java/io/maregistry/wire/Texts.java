package io.maregistry.wire;

import org.jspecify.annotations.Nullable;

/**
 * Short texts that were read lately, so that the thousandth {@code http} is the object that the first one was: a table of
 * fixed size in which a newer text pushes out an older one. One thread.
 */
final class Texts {

    private static final int SLOTS = 1 << 10;
    private static final int MAX_LENGTH = 64;

    private @Nullable String @Nullable [] table; // made with the first text

    String of(char[] text, int offset, int length) {
        if (length > MAX_LENGTH) {
            return new String(text, offset, length);
        }
        @Nullable String[] slots = table;
        if (slots == null) {
            slots = new String[SLOTS];
            table = slots;
        }
        int slot = slotOf(text, offset, length);
        String known = slots[slot];
        if (known != null && equals(known, text, offset, length)) {
            return known;
        }
        String fresh = new String(text, offset, length);
        slots[slot] = fresh;
        return fresh;
    }

    private static int slotOf(char[] text, int offset, int length) {
        int hash = length;
        for (int at = offset; at < offset + length; at++) {
            hash = hash * 31 + text[at];
        }
        return (hash ^ hash >>> 10 ^ hash >>> 20) & (SLOTS - 1);
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
