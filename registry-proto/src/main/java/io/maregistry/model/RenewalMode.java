package io.maregistry.model;

import org.jspecify.annotations.Nullable;

/**
 * What a heartbeat updates, as the redis-registry's design has it. The time of the last sign of life moves with each of them;
 * the mode says what else does. A map that is updated is replaced as a whole.
 */
public enum RenewalMode {
    /** Nothing else. */
    HEARTBEAT_ONLY("heartbeat_only", false, false),
    /** The metrics. */
    METRICS_UPDATE("metrics_update", false, true),
    /** The metadata, which are the parameters. */
    METADATA_UPDATE("metadata_update", true, false),
    /** Both. */
    FULL_UPDATE("full_update", true, true);

    private final String text;
    private final boolean updatesParameters;
    private final boolean updatesMetrics;

    RenewalMode(String text, boolean updatesParameters, boolean updatesMetrics) {
        this.text = text;
        this.updatesParameters = updatesParameters;
        this.updatesMetrics = updatesMetrics;
    }

    /** The mode's name in the API. */
    public String text() {
        return text;
    }

    public boolean updatesParameters() {
        return updatesParameters;
    }

    public boolean updatesMetrics() {
        return updatesMetrics;
    }

    /** The mode of that name, or null. */
    public static @Nullable RenewalMode ofTextOrNull(String text) {
        for (RenewalMode mode : values()) {
            if (mode.text.equals(text)) {
                return mode;
            }
        }
        return null;
    }

    /**
     * What a heartbeat of this mode says, of what is given with it.
     *
     * @throws IllegalArgumentException it updates what is not given; the message begins with the name of that
     */
    public RenewalUpdate update(@Nullable Parameters parameters, @Nullable Metrics metrics) {
        if (updatesParameters && parameters == null) {
            throw new IllegalArgumentException("parameters must be there in mode " + text);
        }
        if (updatesMetrics && metrics == null) {
            throw new IllegalArgumentException("metrics must be there in mode " + text);
        }
        return this == HEARTBEAT_ONLY
                ? RenewalUpdate.NONE
                : new RenewalUpdate(updatesParameters ? parameters : null, updatesMetrics ? metrics : null, null);
    }
}
