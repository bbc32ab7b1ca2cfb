package io.maregistry.server.state;

/**
 * The settings that applying a command reads. They are part of the state, so that replicas with different files still
 * agree; a new leader proposes its own where they differ.
 *
 * @param defaultTtlMillis the ttl of an instance that names none, 3 s to 1 h
 * @param offlineGraceMillis how long an expired instance stays listed as Offline where it names nothing else, 0 to 24 h
 * @param renewBumpsVersion whether the documents' renewals move the documents' counters
 * @param limits how much may be registered
 */
public record Settings(long defaultTtlMillis, long offlineGraceMillis, boolean renewBumpsVersion, Limits limits) {

    /** 20 s, no grace, v2's counters, the limits of {@link Limits#DEFAULT}. */
    public static final Settings DEFAULT = new Settings(20_000, 0, true, Limits.DEFAULT);

    public Settings {
        if (defaultTtlMillis < 3_000 || defaultTtlMillis > 3_600_000) {
            throw new IllegalArgumentException("lease.default-ttl must be 3 s to 1 h, was " + defaultTtlMillis + " ms");
        }
        if (offlineGraceMillis < 0 || offlineGraceMillis > 86_400_000) {
            throw new IllegalArgumentException(
                    "lease.offline-grace must be 0 to 24 h, was " + offlineGraceMillis + " ms");
        }
    }

    /**
     * How much may be registered; each at least 1.
     *
     * @param instancesPerService listed in one service
     * @param services with at least one instance
     * @param instances listed in all
     */
    public record Limits(int instancesPerService, int services, int instances) {

        /** 200,000 in a service, 200,000 services, 2,000,000 in all. */
        public static final Limits DEFAULT = new Limits(200_000, 200_000, 2_000_000);

        public Limits {
            if (instancesPerService < 1 || services < 1 || instances < 1) {
                throw new IllegalArgumentException("limits of instances and services must be at least 1");
            }
        }
    }
}
