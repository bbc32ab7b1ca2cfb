package io.maregistry.model;

import org.jspecify.annotations.Nullable;

/**
 * What a client says of an instance beside its being alive, with a renewal. What is null is not spoken of and stays.
 *
 * @param parameters all of the free text pairs of its content from now on
 * @param metrics all of its figures from now on
 * @param versions which build runs, to be compared with what was registered
 */
public record RenewalUpdate(
        @Nullable Parameters parameters,
        @Nullable Metrics metrics,
        @Nullable Versions versions) {

    /** A sign of life and nothing else. */
    public static final RenewalUpdate NONE = new RenewalUpdate(null, null, null);

    /** Whether nothing is said. */
    public boolean isNone() {
        return parameters == null && metrics == null && versions == null;
    }

    /** Whether something is said that is to be kept, so that an older one must not come behind a newer one. */
    public boolean replaces() {
        return parameters != null || metrics != null;
    }
}
