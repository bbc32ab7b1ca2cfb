package io.maregistry.server.state;

import io.maregistry.model.Metrics;

/**
 * What renewals have left of one instance.
 *
 * @param lastSeenMillis on the liveness clock; a register counts as a sign of life, too
 * @param renewedAtMillis wall time of the last renewal, epoch milliseconds of the leader; 0 = never renewed
 * @param renewals how often it renewed since its registration
 * @param metrics what it told last
 */
public record LiveNumbers(long lastSeenMillis, long renewedAtMillis, long renewals, Metrics metrics) {

    /** Those of one that told no metrics. */
    public LiveNumbers(long lastSeenMillis, long renewedAtMillis, long renewals) {
        this(lastSeenMillis, renewedAtMillis, renewals, Metrics.NONE);
    }
}
