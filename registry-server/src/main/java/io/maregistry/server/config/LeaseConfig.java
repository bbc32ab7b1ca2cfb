package io.maregistry.server.config;

import java.time.Duration;

/**
 * How long the silent stay listed, and what makes the liveness clock move. Ratios are whole thousandths: nothing that
 * is applied may count with floating point.
 *
 * @param defaultTtl of an instance that names none, 3 s to 1 h
 * @param tick how long renewals gather before they become one log entry, 10 ms to 1 s
 * @param sweep how often overdue leases are looked for, 50 ms to 1 min
 * @param offlineGrace how long an expired instance stays listed as Offline, 0 to 24 h
 * @param profile whose habits the defaults above follow
 * @param protection what happens when many fall silent at once
 */
public record LeaseConfig(
        Duration defaultTtl,
        Duration tick,
        Duration sweep,
        Duration offlineGrace,
        Profile profile,
        Protection protection) {

    /** 20 s, gathered for 50 ms, looked for every 250 ms, no grace. */
    public static final LeaseConfig DEFAULT = of(Profile.DEFAULT);

    public LeaseConfig {
        new Rules("lease.")
                .between("default-ttl", defaultTtl, Duration.ofSeconds(3), Duration.ofHours(1))
                .between("tick", tick, Duration.ofMillis(10), Duration.ofSeconds(1))
                .between("sweep", sweep, Duration.ofMillis(50), Duration.ofMinutes(1))
                .between("offline-grace", offlineGrace, Duration.ZERO, Duration.ofHours(24))
                .check();
    }

    /** The defaults of {@code profile}. */
    public static LeaseConfig of(Profile profile) {
        return new LeaseConfig(
                profile.ttl(),
                Duration.ofMillis(50),
                Duration.ofMillis(250),
                profile.offlineGrace(),
                profile,
                new Protection(300, 10, 50, profile.ttl()));
    }

    /** Whose habits the defaults follow. */
    public enum Profile {
        /** Renewed every 5 s, gone after 20 s. */
        DEFAULT(Duration.ofSeconds(20), Duration.ZERO),
        /** Renewed every 30 s, Offline after 60 s, gone after 90 s. */
        REDIS(Duration.ofSeconds(60), Duration.ofSeconds(30));

        private final Duration ttl;
        private final Duration offlineGrace;

        Profile(Duration ttl, Duration offlineGrace) {
            this.ttl = ttl;
            this.offlineGrace = offlineGrace;
        }

        /** The default ttl under this profile. */
        public Duration ttl() {
            return ttl;
        }

        /** The default grace under this profile. */
        public Duration offlineGrace() {
            return offlineGrace;
        }
    }

    /**
     * Many silent at once: their network rather than they are at fault.
     *
     * @param ratioPerMille a service of which more than this is silent is protected, 0 to 1000; 1000 = never
     * @param min services with fewer ephemeral instances are not protected, at least 1
     * @param ratePerMille how much of a service is removed per second once the hold is over, 1 to 1000
     * @param hold how long the silent of a protected service stay listed, 0 to 24 h
     */
    public record Protection(int ratioPerMille, int min, int ratePerMille, Duration hold) {

        public Protection {
            new Rules("lease.protection.")
                    .must(
                            ratioPerMille >= 0 && ratioPerMille <= 1_000,
                            "ratio",
                            "be 0 to 1, was " + Shares.print(ratioPerMille))
                    .between("min", min, 1, 1_000_000)
                    .must(
                            ratePerMille >= 1 && ratePerMille <= 1_000,
                            "rate",
                            "be 0.001 to 1, was " + Shares.print(ratePerMille))
                    .between("hold", hold, Duration.ZERO, Duration.ofHours(24))
                    .check();
        }
    }
}
