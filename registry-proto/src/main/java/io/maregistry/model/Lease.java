package io.maregistry.model;

/**
 * An instance's right to be listed.
 *
 * @param ephemeral true where the right ends without renewals, false where only an unregister ends it
 * @param ttlMillis how long a renewal lasts, 3 s to 1 h; {@link #UNSET} = the cluster's default
 * @param offlineGraceMillis how long an expired instance is still listed as Offline, 0 to 24 h; {@link #UNSET} = the
 *     cluster's default
 */
public record Lease(boolean ephemeral, long ttlMillis, long offlineGraceMillis) {

    /** The client leaves the value to the cluster. */
    public static final long UNSET = -1;

    /** An ephemeral lease with the cluster's times. */
    public static final Lease DEFAULT = new Lease(true, UNSET, UNSET);

    private static final long MAX_TTL = 3_600_000;
    private static final long MAX_GRACE = 24 * 3_600_000L;

    public Lease {
        if (ttlMillis != UNSET && (ttlMillis < 1 || ttlMillis > MAX_TTL)) {
            throw new IllegalArgumentException("ttlMs must be at most 1 h, was " + ttlMillis);
        }
        if (offlineGraceMillis < UNSET || offlineGraceMillis > MAX_GRACE) {
            throw new IllegalArgumentException("offlineGraceMs must be 0 to 24 h, was " + offlineGraceMillis);
        }
    }
}
