package io.maregistry.wire;

/**
 * How much one registration may say.
 *
 * @param parameters the most pairs
 * @param keyLength the most characters of a key
 * @param valueLength the most characters of a value
 * @param parameterBytes the most bytes of all keys and values together, in UTF-8
 * @param minTtlMillis the shortest ttl
 * @param metrics how much its renewals may tell
 */
public record InstanceLimits(
        int parameters, int keyLength, int valueLength, int parameterBytes, long minTtlMillis, Metrics metrics) {

    /**
     * Figures of one instance.
     *
     * @param entries the most of them
     * @param length the most characters of one
     */
    public record Metrics(int entries, int length) {

        /** 64 of 32 characters. */
        public static final Metrics DEFAULT = new Metrics(64, 32);
    }

    /** 128 pairs, 128 and 4,096 characters, 64 KiB; 3 s; 64 metrics of 32 characters. */
    public static final InstanceLimits DEFAULT = new InstanceLimits(128, 128, 4_096, 64 << 10, 3_000, Metrics.DEFAULT);

    /** For what this program wrote itself, perhaps under other limits: only the model's rules count. */
    public static final InstanceLimits NONE = new InstanceLimits(
            Integer.MAX_VALUE,
            Integer.MAX_VALUE,
            Integer.MAX_VALUE,
            Integer.MAX_VALUE,
            1,
            new Metrics(Integer.MAX_VALUE, Integer.MAX_VALUE));
}
