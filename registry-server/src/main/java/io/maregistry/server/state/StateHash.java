package io.maregistry.server.state;

import java.util.Locale;

/**
 * 128 bits over everything that replicas must share. Two replicas that applied the same entries have the same one; two
 * that differ in a single value have, but for an accident of 2^-128, different ones.
 */
public record StateHash(long high, long low) {

    /** 32 hexadecimal digits. */
    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%016x%016x", high, low);
    }

    /** The hash that {@link #toString()} wrote. */
    public static StateHash parse(String text) {
        if (text.length() != 32) {
            throw new IllegalArgumentException("a state hash must have 32 hexadecimal digits");
        }
        return new StateHash(
                Long.parseUnsignedLong(text.substring(0, 16), 16), Long.parseUnsignedLong(text.substring(16), 16));
    }
}
