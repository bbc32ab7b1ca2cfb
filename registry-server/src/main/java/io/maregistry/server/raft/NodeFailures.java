package io.maregistry.server.raft;

import io.maregistry.error.Causes;
import io.maregistry.error.ErrorCode;
import io.maregistry.error.RegistryException;
import io.maregistry.proto.v1.NodeFailure;

/** Failures as one node tells them to another. */
final class NodeFailures {

    private NodeFailures() {}

    static NodeFailure toProto(Throwable failure) {
        Throwable cause = Causes.of(failure);
        ErrorCode code = cause instanceof RegistryException known ? known.code() : ErrorCode.OUTCOME_UNKNOWN;
        return NodeFailure.newBuilder()
                .setCode(code.name())
                .setMessage(String.valueOf(cause.getMessage()))
                .build();
    }

    static boolean isNotLeader(NodeFailure failure) {
        return failure.getCode().equals(ErrorCode.NOT_LEADER.name());
    }

    /** The failure as its kind; one that this build does not know may have been done. */
    static RegistryException fromProto(NodeFailure failure) {
        return switch (codeOf(failure)) {
            case OVERLOADED -> new RegistryException.Overloaded(failure.getMessage(), 1);
            case NO_LEADER, NOT_READY, NO_QUORUM, STOPPING, DIVERGED, DISK_FULL ->
                new RegistryException.Unavailable(codeOf(failure), failure.getMessage());
            case NOT_SUPPORTED -> new RegistryException.Unsupported(failure.getMessage());
            case NO_SUCH_INSTANCE -> new RegistryException.NotFound(codeOf(failure), failure.getMessage());
            default -> new RegistryException.Indeterminate(failure.getMessage());
        };
    }

    private static ErrorCode codeOf(NodeFailure failure) {
        for (ErrorCode code : ErrorCode.values()) {
            if (code.name().equals(failure.getCode())) {
                return code;
            }
        }
        return ErrorCode.OUTCOME_UNKNOWN;
    }
}
