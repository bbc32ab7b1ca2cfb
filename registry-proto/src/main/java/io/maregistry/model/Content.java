package io.maregistry.model;

import org.jspecify.annotations.Nullable;

/**
 * What a client registers of an instance beside its identity.
 *
 * @param parameters free text pairs
 * @param weight share of the calls, 0 to 10,000; 100 is normal
 * @param lease how long it stays listed without a sign of life
 * @param generation which start of the instance this is; {@link #NO_GENERATION} where the client does not count
 * @param instanceId a second name, unique in the service; null where the url is the only one
 * @param check how the registry shall look after it; null where it shall not
 * @param release what RegisterCentre's clients say of the program
 */
public record Content(
        Parameters parameters,
        int weight,
        Lease lease,
        long generation,
        @Nullable String instanceId,
        @Nullable HealthCheck check,
        Release release) {

    /** The weight of an instance that names none. */
    public static final int NORMAL_WEIGHT = 100;

    /** The instance names no generation: nothing is compared. */
    public static final long NO_GENERATION = -1;

    private static final int MAX_WEIGHT = 10_000;
    private static final int MAX_INSTANCE_ID = 256;
    private static final long MAX_GENERATION = 1L << 53;

    /** What a client says that gives an identity only. */
    public static final Content PLAIN =
            new Content(Parameters.empty(), NORMAL_WEIGHT, Lease.DEFAULT, NO_GENERATION, null, null, Release.NONE);

    public Content {
        checkWeight(weight);
        if (generation != NO_GENERATION) {
            checkGeneration(generation);
        }
        if (instanceId != null) {
            checkInstanceId(instanceId);
        }
    }

    /** Throws unless a client may give that generation: every reader of JSON has to keep it as it is. */
    public static void checkGeneration(long generation) {
        if (generation < 0 || generation >= MAX_GENERATION) {
            throw new IllegalArgumentException("generation must be 0 to 2^53 - 1, was " + generation);
        }
    }

    static void checkWeight(int weight) {
        if (weight < 0 || weight > MAX_WEIGHT) {
            throw new IllegalArgumentException("weight must be 0 to " + MAX_WEIGHT + ", was " + weight);
        }
    }

    /** True where registering {@code other} over this changes nothing that anybody could see. */
    public boolean saysTheSameAs(Content other) {
        return equals(other.withRelease(release)) && release.saysTheSameAs(other.release);
    }

    public Content withGeneration(long newGeneration) {
        return new Content(parameters, weight, lease, newGeneration, instanceId, check, release);
    }

    public Content withParameters(Parameters newParameters) {
        return new Content(newParameters, weight, lease, generation, instanceId, check, release);
    }

    public Content withWeight(int newWeight) {
        return new Content(parameters, newWeight, lease, generation, instanceId, check, release);
    }

    public Content withLease(Lease newLease) {
        return new Content(parameters, weight, newLease, generation, instanceId, check, release);
    }

    private Content withRelease(Release newRelease) {
        return new Content(parameters, weight, lease, generation, instanceId, check, newRelease);
    }

    private static void checkInstanceId(String instanceId) {
        if (instanceId.isEmpty() || instanceId.length() > MAX_INSTANCE_ID) {
            throw new IllegalArgumentException(
                    "instanceId must have 1 to " + MAX_INSTANCE_ID + " characters, had " + instanceId.length());
        }
        if (instanceId.codePoints().anyMatch(Names::isBlankOrControl)) {
            throw new IllegalArgumentException(
                    "instanceId must hold no blanks or control characters, was " + Names.shown(instanceId));
        }
    }
}
