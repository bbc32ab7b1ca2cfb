package io.maregistry.client.internal.transport;

import io.maregistry.client.spi.Endpoint;
import io.maregistry.error.RegistryException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Why a call to a node failed, and what the next one should know. No stack trace: it is an answer, not a bug. */
public final class CallFailure extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final RegistryException error;
    private final boolean isUnreachable;
    private final transient @Nullable Endpoint leader;
    private final long retryAfterMillis;

    private CallFailure(
            RegistryException error, boolean isUnreachable, @Nullable Endpoint leader, long retryAfterMillis) {
        super(error.getMessage(), error, false, false);
        this.error = error;
        this.isUnreachable = isUnreachable;
        this.leader = leader;
        this.retryAfterMillis = retryAfterMillis;
    }

    /** What the node said. */
    public static CallFailure answered(RegistryException error, @Nullable Endpoint leader, long retryAfterMillis) {
        return new CallFailure(error, false, leader, retryAfterMillis);
    }

    /** The node said nothing: it cannot be reached, or its answer did not come in time. */
    public static CallFailure unreachable(RegistryException error) {
        return new CallFailure(error, true, null, 0);
    }

    /** What the caller may conclude. */
    public RegistryException error() {
        return error;
    }

    /** Whether the node itself has not answered. */
    public boolean isUnreachable() {
        return isUnreachable;
    }

    /** Where the leader is, if the node knew. */
    public Optional<Endpoint> leader() {
        return Optional.ofNullable(leader);
    }

    /** How long the node asks to wait; 0 where it does not. */
    public long retryAfterMillis() {
        return retryAfterMillis;
    }
}
