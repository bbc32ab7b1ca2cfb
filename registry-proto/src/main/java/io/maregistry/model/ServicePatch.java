package io.maregistry.model;

import org.jspecify.annotations.Nullable;

/**
 * What an operator wants changed of the {@link Rules} of a service: a merge patch, which changes what it names and nothing
 * else. Two patches of different values both hold, whichever comes first.
 *
 * @param metadata free text pairs
 * @param ttlMillis the ttl of instances that name none, 3 s to 1 h; cleared = the cluster's
 * @param ratioPerMille the service is protected where more than this is silent at once, 0 to 1000; cleared = the cluster's
 */
public record ServicePatch(ParametersPatch metadata, Edit<Long> ttlMillis, Edit<Integer> ratioPerMille) {

    /** Changes nothing. */
    public static final ServicePatch NONE = new ServicePatch(ParametersPatch.NONE, Edit.keep(), Edit.keep());

    public ServicePatch {
        var unused = new Rules(Parameters.empty(), orUnset(ttlMillis.of(null)), orUnset(ratioPerMille.of(null)));
    }

    /** This, and what becomes of the metadata. */
    public ServicePatch withMetadata(ParametersPatch patch) {
        return new ServicePatch(patch, ttlMillis, ratioPerMille);
    }

    /** This, and which ttl instances have that name none. */
    public ServicePatch withTtlMillis(Edit<Long> edit) {
        return new ServicePatch(metadata, edit, ratioPerMille);
    }

    /** This, and of how many thousandths the silent must be more for the service to be protected. */
    public ServicePatch withRatioPerMille(Edit<Integer> edit) {
        return new ServicePatch(metadata, ttlMillis, edit);
    }

    /** The rules afterwards. */
    public Rules applyTo(Rules before) {
        Long ttl = ttlMillis.of(before.ttlMillis());
        Integer ratio = ratioPerMille.of(before.ratioPerMille());
        return new Rules(metadata.applyTo(before.metadata()), orUnset(ttl), orUnset(ratio));
    }

    private static long orUnset(@Nullable Long value) {
        return value == null ? Rules.UNSET : value;
    }

    private static int orUnset(@Nullable Integer value) {
        return value == null ? Rules.UNSET : value;
    }
}
