package io.maregistry.error;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The one exception of the registry, sealed by what the caller may conclude. It carries no stack trace but in {@link
 * Corrupted}: it is an answer, not a bug.
 */
public abstract sealed class RegistryException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final ErrorCode code;

    private RegistryException(ErrorCode code, String message, @Nullable Throwable cause, boolean withTrace) {
        super(message, cause, withTrace, withTrace);
        this.code = code;
    }

    private RegistryException(ErrorCode code, String message) {
        this(code, message, null, false);
    }

    /** The stable name of the error. */
    public ErrorCode code() {
        return code;
    }

    /**
     * Whether the same request may be done later, or by another node. Where it was not said what became of it, it has to be
     * repeated under the same request id.
     */
    public boolean isTransient() {
        return this instanceof NotLeader
                || this instanceof Overloaded
                || this instanceof Unavailable
                || this instanceof Indeterminate;
    }

    /** Not done: the request itself is at fault. */
    public static final class InvalidRequest extends RegistryException {
        private static final long serialVersionUID = 1L;
        private final @Nullable String place;

        public InvalidRequest(ErrorCode code, String message) {
            this(code, message, null);
        }

        /** {@code place} says where in the request, for example {@code REGISTRY.a.B[3].port}. */
        public InvalidRequest(ErrorCode code, String message, @Nullable String place) {
            super(code, message);
            this.place = place;
        }

        /** Where in the request the fault lies, if the request has places. */
        public Optional<String> place() {
            return Optional.ofNullable(place);
        }
    }

    /** Not done: who asks is unknown. */
    public static final class Unauthenticated extends RegistryException {
        private static final long serialVersionUID = 1L;

        public Unauthenticated(String message) {
            super(ErrorCode.UNAUTHENTICATED, message);
        }
    }

    /** Not done: who asks may not. */
    public static final class Forbidden extends RegistryException {
        private static final long serialVersionUID = 1L;

        public Forbidden(ErrorCode code, String message) {
            super(code, message);
        }
    }

    /** Not done: the thing asked for is not there. */
    public static final class NotFound extends RegistryException {
        private static final long serialVersionUID = 1L;

        public NotFound(ErrorCode code, String message) {
            super(code, message);
        }
    }

    /** Not done: the state does not allow it; decide anew. */
    public static final class Conflict extends RegistryException {
        private static final long serialVersionUID = 1L;
        private final long revision;
        private final long generation;

        /**
         * @param revision the current revision
         * @param generation the stored generation, or -1 where the conflict is another one
         */
        public Conflict(ErrorCode code, String message, long revision, long generation) {
            super(code, message);
            this.revision = revision;
            this.generation = generation;
        }

        /** The current revision. */
        public long revision() {
            return revision;
        }

        /** The stored generation, or -1 where the conflict is another one. */
        public long generation() {
            return generation;
        }
    }

    /** Not done: this node is not the leader; go there now. */
    public static final class NotLeader extends RegistryException {
        private static final long serialVersionUID = 1L;
        private final @Nullable String leader;

        public NotLeader(@Nullable String leader) {
            super(
                    ErrorCode.NOT_LEADER,
                    leader == null ? "not the leader; no leader is known" : "the leader is " + leader);
            this.leader = leader;
        }

        /** The leader's url, if one is known. */
        public Optional<String> leader() {
            return Optional.ofNullable(leader);
        }
    }

    /** Not done: too much is waiting already; back off, then retry. */
    public static final class Overloaded extends RegistryException {
        private static final long serialVersionUID = 1L;
        private final int retryAfterSeconds;

        public Overloaded(String message, int retryAfterSeconds) {
            super(ErrorCode.OVERLOADED, message);
            this.retryAfterSeconds = retryAfterSeconds;
        }

        /** How long to wait before the next try, in seconds. */
        public int retryAfterSeconds() {
            return retryAfterSeconds;
        }
    }

    /** Surely not done: nothing was proposed; back off, then retry. */
    public static final class Unavailable extends RegistryException {
        private static final long serialVersionUID = 1L;

        public Unavailable(ErrorCode code, String message) {
            super(code, message);
        }
    }

    /** Not done, and never will be in this mode. */
    public static final class Unsupported extends RegistryException {
        private static final long serialVersionUID = 1L;

        public Unsupported(String message) {
            super(ErrorCode.NOT_SUPPORTED, message);
        }
    }

    /** Unknown: it was proposed, and nobody can say whether it was committed. Repeat it with the same request id. */
    public static final class Indeterminate extends RegistryException {
        private static final long serialVersionUID = 1L;

        public Indeterminate(String message) {
            super(ErrorCode.OUTCOME_UNKNOWN, message);
        }
    }

    /** The revision asked for is too old; read everything and go on from there. */
    public static final class Compacted extends RegistryException {
        private static final long serialVersionUID = 1L;
        private final long oldest;

        public Compacted(String message, long oldest) {
            super(ErrorCode.COMPACTED, message);
            this.oldest = oldest;
        }

        /** The oldest revision that is still there. */
        public long oldest() {
            return oldest;
        }
    }

    /** Stored data is not what was written, or replicas differ; the node stops. */
    public static final class Corrupted extends RegistryException {
        private static final long serialVersionUID = 1L;

        public Corrupted(String message) {
            this(message, null);
        }

        public Corrupted(String message, @Nullable Throwable cause) {
            super(ErrorCode.CORRUPTED, message, cause, true);
        }
    }
}
