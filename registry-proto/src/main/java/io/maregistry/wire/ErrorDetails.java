package io.maregistry.wire;

import io.maregistry.error.ErrorCode;
import io.maregistry.error.RegistryException;
import io.maregistry.proto.v1.Address;
import io.maregistry.proto.v1.ErrorDetail;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** Errors to and from the details that gRPC calls carry. Stateless; any thread. */
public final class ErrorDetails {

    private static final int MILLIS_PER_SECOND = 1_000;

    private ErrorDetails() {}

    /** Everything that the exception says. */
    public static ErrorDetail of(RegistryException error) {
        ErrorBody body = ErrorBody.of(error);
        ErrorDetail.Builder detail =
                ErrorDetail.newBuilder().setCode(body.code().name()).setMessage(body.message());
        if (body.at() != null) {
            detail.setAt(body.at());
        }
        if (body.details().revision() >= 0) {
            detail.setRevision(body.details().revision());
        }
        if (body.details().generation() >= 0) {
            detail.setGeneration(body.details().generation());
        }
        OptionalInt retryAfter = ErrorTable.retryAfterSeconds(error);
        retryAfter.ifPresent(seconds -> detail.setRetryAfterMs((long) seconds * MILLIS_PER_SECOND));
        return detail.build();
    }

    /** The exception that the detail was made of, as far as it says; null where its code is of a later release. */
    public static @Nullable RegistryException exception(ErrorDetail detail) {
        ErrorCode code = code(detail.getCode());
        if (code == null) {
            return null;
        }
        String message = detail.getMessage();
        return switch (ErrorTable.kind(code)) {
            case INVALID_REQUEST ->
                new RegistryException.InvalidRequest(
                        code, message, detail.getAt().isEmpty() ? null : detail.getAt());
            case UNAUTHENTICATED -> new RegistryException.Unauthenticated(message);
            case FORBIDDEN -> new RegistryException.Forbidden(code, message);
            case NOT_FOUND -> new RegistryException.NotFound(code, message);
            case CONFLICT ->
                new RegistryException.Conflict(
                        code, message, detail.getRevision(), detail.hasGeneration() ? detail.getGeneration() : -1);
            case NOT_LEADER -> new RegistryException.NotLeader(leader(detail.getLeader()));
            case OVERLOADED ->
                new RegistryException.Overloaded(
                        message, (int) Math.max(1, detail.getRetryAfterMs() / MILLIS_PER_SECOND));
            case UNAVAILABLE -> new RegistryException.Unavailable(code, message);
            case INDETERMINATE -> new RegistryException.Indeterminate(message);
            case COMPACTED -> new RegistryException.Compacted(message, detail.getRevision());
            case UNSUPPORTED -> new RegistryException.Unsupported(message);
            case INTERNAL -> null;
        };
    }

    private static @Nullable String leader(Address leader) {
        return leader.getHttp().isEmpty() ? null : "http://" + leader.getHttp();
    }

    private static @Nullable ErrorCode code(String name) {
        for (ErrorCode code : ErrorCode.values()) {
            if (code.name().equals(name)) {
                return code;
            }
        }
        return null;
    }
}
