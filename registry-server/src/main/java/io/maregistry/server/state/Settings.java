package io.maregistry.server.state;

import io.maregistry.model.CheckState;
import io.maregistry.model.HealthCheck;
import io.maregistry.model.Instance;
import io.maregistry.model.Lease;
import io.maregistry.model.Rules;
import io.maregistry.model.Status;

/**
 * The settings that applying a command reads. They are part of the state, so that replicas with different files still
 * agree; a new leader proposes its own where they differ.
 *
 * @param defaultTtlMillis the ttl of an instance that names none, 3 s to 1 h
 * @param offlineGraceMillis how long an expired instance stays listed as Offline where it names nothing else, 0 to 24 h
 * @param doubt when many that are silent at once are not believed to be dead
 * @param renewBumpsVersion whether the documents' renewals move the documents' counters
 * @param limits how much may be registered
 * @param strictNamespaces whether a namespace must be created before something is put into it
 * @param configs how much configuration may be published
 */
public record Settings(
        long defaultTtlMillis,
        long offlineGraceMillis,
        Doubt doubt,
        boolean renewBumpsVersion,
        Limits limits,
        boolean strictNamespaces,
        ConfigLimits configs) {

    /** A time of the liveness clock that does not come. */
    public static final long NEVER = Long.MAX_VALUE;

    /** 20 s, no grace, {@link Doubt#DEFAULT}, v2's counters, {@link Limits#DEFAULT}, {@link ConfigLimits#DEFAULT}. */
    public static final Settings DEFAULT = new Settings(20_000, 0, Doubt.DEFAULT, true, Limits.DEFAULT);

    public Settings {
        if (defaultTtlMillis < 3_000 || defaultTtlMillis > 3_600_000) {
            throw new IllegalArgumentException("lease.default-ttl must be 3 s to 1 h, was " + defaultTtlMillis + " ms");
        }
        if (offlineGraceMillis < 0 || offlineGraceMillis > 86_400_000) {
            throw new IllegalArgumentException(
                    "lease.offline-grace must be 0 to 24 h, was " + offlineGraceMillis + " ms");
        }
    }

    /** Those of a registry that takes any namespace, with {@link ConfigLimits#DEFAULT}. */
    public Settings(
            long defaultTtlMillis, long offlineGraceMillis, Doubt doubt, boolean renewBumpsVersion, Limits limits) {
        this(defaultTtlMillis, offlineGraceMillis, doubt, renewBumpsVersion, limits, false, ConfigLimits.DEFAULT);
    }

    /** With {@link ConfigLimits#DEFAULT}. */
    public Settings(
            long defaultTtlMillis,
            long offlineGraceMillis,
            Doubt doubt,
            boolean renewBumpsVersion,
            Limits limits,
            boolean strictNamespaces) {
        this(
                defaultTtlMillis,
                offlineGraceMillis,
                doubt,
                renewBumpsVersion,
                limits,
                strictNamespaces,
                ConfigLimits.DEFAULT);
    }

    /** Those of a registry that takes any namespace. */
    public Settings(
            long defaultTtlMillis,
            long offlineGraceMillis,
            Doubt doubt,
            boolean renewBumpsVersion,
            Limits limits,
            ConfigLimits configs) {
        this(defaultTtlMillis, offlineGraceMillis, doubt, renewBumpsVersion, limits, false, configs);
    }

    /** These with what the rules of a service say in the place of theirs. */
    Settings under(Rules rules) {
        if (rules.ttlMillis() == Rules.UNSET && rules.ratioPerMille() == Rules.UNSET) {
            return this;
        }
        return new Settings(
                rules.ttlMillis() == Rules.UNSET ? defaultTtlMillis : rules.ttlMillis(),
                offlineGraceMillis,
                rules.ratioPerMille() == Rules.UNSET ? doubt : doubt.withRatio(rules.ratioPerMille()),
                renewBumpsVersion,
                limits,
                strictNamespaces,
                configs);
    }

    /** How long a renewal of that lease lasts. */
    public long ttlMillis(Lease lease) {
        return lease.ttlMillis() == Lease.UNSET ? defaultTtlMillis : lease.ttlMillis();
    }

    /**
     * When silence ends the stay of an instance, or makes it Offline where it has a grace and is not Offline yet; on the
     * liveness clock.
     */
    public long deadlineMillis(Instance instance, long lastSeenMillis) {
        Lease lease = instance.content().lease();
        long grace = instance.ownStatus() == Status.OFFLINE ? graceMillis(lease) : 0;
        return lastSeenMillis + ttlMillis(lease) + grace;
    }

    /** Whether an instance has not renewed for its ttl. */
    boolean isSilent(Instance instance, long lastSeenMillis, long clockMillis) {
        Lease lease = instance.content().lease();
        return lease.ephemeral() && lastSeenMillis + ttlMillis(lease) <= clockMillis;
    }

    /**
     * When a failing check makes an instance Error, or removes one that shows it already; on the liveness clock, {@link #NEVER}
     * where it does neither.
     */
    public static long checkDeadlineMillis(Instance instance) {
        CheckState found = instance.checkState();
        HealthCheck check = instance.content().check();
        if (found == null || check == null || !found.isFailing()) {
            return NEVER;
        }
        if (!Statuses.showsFailure(instance)) {
            return found.sinceMillis();
        }
        return check.removeAfterMillis() == 0 ? NEVER : found.sinceMillis() + check.removeAfterMillis();
    }

    /** When silence or its check moves an instance on, whichever comes first; {@link #NEVER} where neither does. */
    public long endMillis(Instance instance, long lastSeenMillis) {
        boolean mustRenew = instance.content().lease().ephemeral();
        return Math.min(mustRenew ? deadlineMillis(instance, lastSeenMillis) : NEVER, checkDeadlineMillis(instance));
    }

    /** Since when an instance is silent or failing, or will be silent; {@link #NEVER} where it is neither. */
    long doubtedMillis(Instance instance, long lastSeenMillis) {
        Lease lease = instance.content().lease();
        CheckState found = instance.checkState();
        return Math.min(
                lease.ephemeral() ? lastSeenMillis + ttlMillis(lease) : NEVER,
                found != null && found.isFailing() ? found.sinceMillis() : NEVER);
    }

    /** How long an expired instance with that lease is still listed as Offline. */
    public long graceMillis(Lease lease) {
        return lease.offlineGraceMillis() == Lease.UNSET ? offlineGraceMillis : lease.offlineGraceMillis();
    }

    /**
     * When many that are silent at once are not believed to be dead. Whole thousandths: nothing floats in the state.
     *
     * @param ratioPerMille a service is protected where more than this is silent, 0 to 1000; 1000 = never
     * @param min services with fewer ephemeral instances are not protected, at least 1
     * @param ratePerMille how much of a service may leave per second once the hold is over, 1 to 1000
     * @param holdMillis how long nobody of a protected service leaves, 0 to 24 h
     */
    public record Doubt(int ratioPerMille, int min, int ratePerMille, long holdMillis) {

        /** The {@link #ratioPerMille} of which there is never more. */
        public static final int NEVER = 1_000;

        /** More than 30 % of at least 10, held for 20 s, then 5 % a second. */
        public static final Doubt DEFAULT = new Doubt(300, 10, 50, 20_000);

        public Doubt {
            if (ratioPerMille < 0 || ratioPerMille > 1_000 || ratePerMille < 1 || ratePerMille > 1_000) {
                throw new IllegalArgumentException("lease.protection.ratio must be 0 to 1 and rate 0.001 to 1");
            }
            if (min < 1 || holdMillis < 0 || holdMillis > 86_400_000) {
                throw new IllegalArgumentException("lease.protection.min must be at least 1 and hold 0 to 24 h, were "
                        + min + " and " + holdMillis + " ms");
            }
        }

        private Doubt withRatio(int perMille) {
            return new Doubt(perMille, min, ratePerMille, holdMillis);
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

    /**
     * How much configuration may be published; each at least 1.
     *
     * @param items how many
     * @param bytes of all of them; what they said before is kept as far as that leaves room
     */
    public record ConfigLimits(int items, long bytes) {

        /** 100,000 items, 256 MiB. */
        public static final ConfigLimits DEFAULT = new ConfigLimits(100_000, 256L << 20);

        public ConfigLimits {
            if (items < 1 || bytes < 1) {
                throw new IllegalArgumentException("limits.configs.items and total must be at least 1");
            }
        }
    }
}
