package io.maregistry.server.http;

import io.netty.buffer.ByteBuf;

/** Numbers as text: written without making texts, and read without guessing. */
final class Digits {

    private static final byte[] HEX = {'0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'};

    private static final int MOST = 18; // digits that always fit

    private Digits() {}

    /** The number that {@code text} is, in at most 18 decimal digits and nothing else; -1 where it is none. */
    static long parse(String text) {
        boolean isNumber =
                !text.isEmpty() && text.length() <= MOST && text.chars().allMatch(c -> c >= '0' && c <= '9');
        return isNumber ? Long.parseLong(text) : -1;
    }

    /** {@code number}, which is not negative, in decimal. */
    static void write(ByteBuf out, long number) {
        if (number < 10) {
            out.writeByte('0' + (int) number);
            return;
        }
        int length = length(number);
        int end = out.writerIndex() + length;
        out.ensureWritable(length);
        long rest = number;
        for (int at = end - 1; at >= end - length; at--) {
            out.setByte(at, '0' + (int) (rest % 10));
            rest /= 10;
        }
        out.writerIndex(end);
    }

    /** All 64 bits as 16 hexadecimal digits. */
    static void writeHex(ByteBuf out, long bits) {
        out.writeLong(hex((int) (bits >>> 32)));
        out.writeLong(hex((int) bits));
    }

    /** Eight digits, the first in the highest byte. */
    private static long hex(int bits) {
        long digits = 0;
        for (int shift = 28; shift >= 0; shift -= 4) {
            digits = digits << 8 | HEX[bits >>> shift & 15];
        }
        return digits;
    }

    private static int length(long number) {
        int length = 1;
        for (long rest = number; rest >= 10; rest /= 10) {
            length++;
        }
        return length;
    }
}
