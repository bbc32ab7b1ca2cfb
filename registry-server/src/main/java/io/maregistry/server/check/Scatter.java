package io.maregistry.server.check;

import java.nio.charset.StandardCharsets;

/** Numbers that look drawn by chance and are the same on every node. Stateless; any thread. */
final class Scatter {

    private static final long FNV_OFFSET = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;

    private Scatter() {}

    /** Each bit of {@code value} moves about half of the result's bits: the finalizer of splitmix64. */
    static long of(long value) {
        long mixed = value + 0x9e3779b97f4a7c15L;
        mixed = (mixed ^ (mixed >>> 30)) * 0xbf58476d1ce4e5b9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
        return mixed ^ (mixed >>> 31);
    }

    /** The same for a text, FNV-1a of its bytes in UTF-8. */
    static long of(String text) {
        long hash = FNV_OFFSET;
        for (byte octet : text.getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ (octet & 0xff)) * FNV_PRIME;
        }
        return of(hash);
    }

    /** From 0 to {@code bound} - 1. */
    static long below(long bound, long value) {
        return Math.floorMod(of(value), bound);
    }
}
