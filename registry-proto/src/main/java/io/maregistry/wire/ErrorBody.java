package io.maregistry.wire;

import io.maregistry.error.ErrorCode;
import io.maregistry.error.RegistryException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an answer says of an error. What is absent is not written.
 *
 * @param message one short sentence for people
 * @param leader the leader's url
 * @param details figures of a conflict
 * @param at where in the request the fault lies
 * @param allowed the methods that the path has
 */
public record ErrorBody(
        ErrorCode code,
        String message,
        @Nullable String leader,
        Details details,
        @Nullable String at,
        List<String> allowed) {

    public ErrorBody {
        allowed = List.copyOf(allowed);
    }

    /**
     * Figures of an error, each -1 where it is absent.
     *
     * @param revision the current revision; of {@code COMPACTED} the oldest that is left
     * @param generation the stored generation
     */
    public record Details(long revision, long generation) {

        /** No figures. */
        public static final Details NONE = new Details(-1, -1);
    }

    /** An error that says no more than its code and a message. */
    public static ErrorBody of(ErrorCode code, String message) {
        return new ErrorBody(code, message, null, Details.NONE, null, List.of());
    }

    /** Everything that the exception says. */
    public static ErrorBody of(RegistryException error) {
        String message = String.valueOf(error.getMessage());
        ErrorBody plain = of(error.code(), message);
        if (error instanceof RegistryException.InvalidRequest invalid) {
            return new ErrorBody(
                    error.code(), message, null, Details.NONE, invalid.place().orElse(null), List.of());
        }
        if (error instanceof RegistryException.Conflict conflict) {
            return plain.with(new Details(conflict.revision(), conflict.generation()));
        }
        if (error instanceof RegistryException.Compacted compacted) {
            return plain.with(new Details(compacted.oldest(), -1));
        }
        if (error instanceof RegistryException.NotLeader notLeader) {
            return plain.withLeader(notLeader.leader().orElse(null));
        }
        return plain;
    }

    public ErrorBody withLeader(@Nullable String url) {
        return new ErrorBody(code, message, url, details, at, allowed);
    }

    public ErrorBody withAllowed(List<String> methods) {
        return new ErrorBody(code, message, leader, details, at, methods);
    }

    private ErrorBody with(Details figures) {
        return new ErrorBody(code, message, leader, figures, at, allowed);
    }
}
