package io.maregistry.server.check;

import io.maregistry.model.HealthCheck;
import io.maregistry.server.outbound.Call;

/**
 * What is asked of an instance once.
 *
 * @param host the instance's own: a DNS name or an address without brackets
 */
public record Question(String host, HealthCheck check) {

    private static final long MAX_LIMIT_MILLIS = 10_000;

    /**
     * How long this node waits for the answer: the time limit of the check, at most 10 s, so that nobody who swallows
     * questions holds the places of the others for long.
     */
    long limitMillis() {
        return Math.min(check.pace().timeoutMillis(), MAX_LIMIT_MILLIS);
    }

    /** The call that asks it. */
    Call call(boolean isEncrypted, int maxBytes) {
        return new Call(host, check.port(), isEncrypted, limitMillis(), maxBytes);
    }
}
