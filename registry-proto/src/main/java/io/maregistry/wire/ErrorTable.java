package io.maregistry.wire;

import io.maregistry.error.ErrorCode;
import io.maregistry.error.RegistryException;
import java.util.OptionalInt;

/** How errors look over HTTP and gRPC: the one table of codes, kinds and statuses. */
public final class ErrorTable {

    private static final int SOON_SECONDS = 1;

    private ErrorTable() {}

    /** The HTTP status of an error with that code. */
    public static int httpStatus(ErrorCode code) {
        return switch (code) {
            case INVALID_REQUEST, INVALID_NAME, INVALID_INSTANCE, INVALID_FILTER, INVALID_SNAPSHOT, INVALID_REVISION ->
                400;
            case UNAUTHENTICATED -> 401;
            case FORBIDDEN, FORBIDDEN_ORIGIN -> 403;
            case NO_SUCH_ROUTE, NO_SUCH_INSTANCE, NO_SUCH_SERVICE, NO_SUCH_NAMESPACE, NO_SUCH_CONFIG -> 404;
            case METHOD_NOT_ALLOWED -> 405;
            case REQUEST_TIMEOUT -> 408;
            case STALE_GENERATION, REVISION_MISMATCH, RESTORE_RUNNING, NOT_EMPTY, QUOTA_EXCEEDED -> 409;
            case COMPACTED -> 410;
            case BODY_TOO_LARGE -> 413;
            case URI_TOO_LONG -> 414;
            case NOT_LEADER -> 421;
            case OVERLOADED -> 429;
            case HEAD_TOO_LARGE -> 431;
            case INTERNAL, CORRUPTED -> 500;
            case NOT_SUPPORTED -> 501;
            case NO_LEADER, NOT_READY, NO_QUORUM, STOPPING, DIVERGED, DISK_FULL -> 503;
            case OUTCOME_UNKNOWN -> 504;
        };
    }

    /** What a caller may conclude from an error, as {@link RegistryException} sorts them, and its status over gRPC. */
    public enum Kind {
        INVALID_REQUEST(3),
        INDETERMINATE(4),
        NOT_FOUND(5),
        FORBIDDEN(7),
        OVERLOADED(8),
        NOT_LEADER(9),
        CONFLICT(10),
        COMPACTED(11),
        UNSUPPORTED(12),
        /** A bug of ours. */
        INTERNAL(13),
        UNAVAILABLE(14),
        UNAUTHENTICATED(16);

        private final int grpcStatus;

        Kind(int grpcStatus) {
            this.grpcStatus = grpcStatus;
        }

        /** The number of the gRPC status. */
        public int grpcStatus() {
            return grpcStatus;
        }
    }

    /** What a caller may conclude from an error with that code. */
    public static Kind kind(ErrorCode code) {
        return switch (httpStatus(code)) {
            case 401 -> Kind.UNAUTHENTICATED;
            case 403 -> Kind.FORBIDDEN;
            case 404 -> Kind.NOT_FOUND;
            case 409 -> Kind.CONFLICT;
            case 410 -> Kind.COMPACTED;
            case 421 -> Kind.NOT_LEADER;
            case 429 -> Kind.OVERLOADED;
            case 500 -> Kind.INTERNAL;
            case 501 -> Kind.UNSUPPORTED;
            case 503 -> Kind.UNAVAILABLE;
            case 504 -> Kind.INDETERMINATE;
            default -> Kind.INVALID_REQUEST;
        };
    }

    /** Whether the caller is helped by hearing who leads. */
    public static boolean isHelpedByTheLeader(RegistryException error) {
        return error instanceof RegistryException.NotLeader
                || error instanceof RegistryException.Unavailable
                || error instanceof RegistryException.Indeterminate;
    }

    /** The {@code Retry-After} that goes with each 429 and 503, in seconds; empty for every other error. */
    public static OptionalInt retryAfterSeconds(RegistryException error) {
        if (error instanceof RegistryException.Overloaded overloaded) {
            return OptionalInt.of(overloaded.retryAfterSeconds());
        }
        return httpStatus(error.code()) == 503 ? OptionalInt.of(SOON_SECONDS) : OptionalInt.empty();
    }
}
