package io.maregistry.model;

/**
 * What operators want of a service: what is said of it, and what holds for it in the place of what the cluster is set to.
 *
 * @param metadata free text pairs
 * @param ttlMillis how long a renewal lasts of an instance that names no ttl itself, 3 s to 1 h; {@link #UNSET} = the
 *     cluster's default
 * @param ratioPerMille the service is protected where more than this is silent at once, 0 to 1000, 1000 = never; {@link
 *     #UNSET} = the cluster's ratio
 */
public record Rules(Parameters metadata, long ttlMillis, int ratioPerMille) {

    /** The value is left to the cluster. */
    public static final int UNSET = -1;

    /** Nobody said anything. */
    public static final Rules NONE = new Rules(Parameters.empty(), UNSET, UNSET);

    private static final long MIN_TTL = 3_000;
    private static final long MAX_TTL = 3_600_000;
    private static final int WHOLE = 1_000;

    public Rules {
        if (ttlMillis != UNSET && (ttlMillis < MIN_TTL || ttlMillis > MAX_TTL)) {
            throw new IllegalArgumentException(
                    "ttlMs of a service must be " + MIN_TTL + " to " + MAX_TTL + ", was " + ttlMillis);
        }
        if (ratioPerMille < UNSET || ratioPerMille > WHOLE) {
            throw new IllegalArgumentException("protectionRatio must be 0 to 1, was " + ratioPerMille + " thousandths");
        }
    }
}
