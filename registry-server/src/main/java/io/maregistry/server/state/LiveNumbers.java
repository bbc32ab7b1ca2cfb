package io.maregistry.server.state;

/**
 * What renewals have left of one instance.
 *
 * @param lastSeenMillis on the liveness clock; a register counts as a sign of life, too
 * @param renewedAtMillis wall time of the last renewal, epoch milliseconds of the leader; 0 = never renewed
 * @param renewals how often it renewed since its registration
 */
public record LiveNumbers(long lastSeenMillis, long renewedAtMillis, long renewals) {}
