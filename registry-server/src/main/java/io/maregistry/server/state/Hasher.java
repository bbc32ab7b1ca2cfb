package io.maregistry.server.state;

/**
 * A 128-bit hash of a row of values: the body and the finish of MurmurHash3 x64 128 (Austin Appleby, public domain), fed
 * with longs, under a key fixed here. It finds replicas that differ by accident; it is no defence against somebody who
 * chooses the values.
 *
 * <p>Not thread-safe; begin each row with {@link #row}.
 */
final class Hasher {

    private static final long KEY_HIGH = 0x6d61_7265_6769_7374L;
    private static final long KEY_LOW = 0x7279_2e73_7461_7465L;
    private static final long C1 = 0x87c3_7b91_1142_53d5L;
    private static final long C2 = 0x4cf5_ad43_2745_937fL;

    private long high;
    private long low;
    private long words;

    /** Begins a row of the kind {@code tag}; rows of two kinds never cancel each other out. */
    Hasher row(int tag) {
        high = KEY_HIGH;
        low = KEY_LOW;
        words = 0;
        return add(tag);
    }

    Hasher add(long word) {
        words++;
        if ((words & 1) == 1) {
            high ^= Long.rotateLeft(word * C1, 31) * C2;
            high = (Long.rotateLeft(high, 27) + low) * 5 + 0x52dc_e729L;
        } else {
            low ^= Long.rotateLeft(word * C2, 33) * C1;
            low = (Long.rotateLeft(low, 31) + high) * 5 + 0x3849_5ab5L;
        }
        return this;
    }

    Hasher add(boolean flag) {
        return add(flag ? 1 : 0);
    }

    /** The length comes first, so that neighbouring texts cannot be cut in two ways. */
    Hasher add(String text) {
        int length = text.length();
        add(length);
        int at = 0;
        for (; at + 4 <= length; at += 4) {
            add((long) text.charAt(at)
                    | (long) text.charAt(at + 1) << 16
                    | (long) text.charAt(at + 2) << 32
                    | (long) text.charAt(at + 3) << 48);
        }
        long rest = 0;
        for (int shift = 0; at < length; at++, shift += 16) {
            rest |= (long) text.charAt(at) << shift;
        }
        return add(rest);
    }

    /** Ends the row; read the hash by {@link #high()} and {@link #low()}. */
    Hasher end() {
        high ^= words;
        low ^= words;
        high += low;
        low += high;
        high = finish(high);
        low = finish(low);
        high += low;
        low += high;
        return this;
    }

    long high() {
        return high;
    }

    long low() {
        return low;
    }

    private static long finish(long word) {
        long mixed = (word ^ word >>> 33) * 0xff51_afd7_ed55_8ccdL;
        mixed = (mixed ^ mixed >>> 33) * 0xc4ce_b9fe_1a85_ec53L;
        return mixed ^ mixed >>> 33;
    }
}
