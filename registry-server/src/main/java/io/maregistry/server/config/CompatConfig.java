package io.maregistry.server.config;

/**
 * Habits of the documents that a user may switch off.
 *
 * @param renewBumpsVersion whether the documents' renewals raise the documents' counters
 */
public record CompatConfig(boolean renewBumpsVersion) {

    /** As the documents have it. */
    public static final CompatConfig DEFAULT = new CompatConfig(true);
}
