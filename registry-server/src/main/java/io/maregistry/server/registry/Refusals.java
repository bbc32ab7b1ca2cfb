package io.maregistry.server.registry;

import io.maregistry.error.ErrorCode;
import io.maregistry.error.RegistryException;
import io.maregistry.server.state.Outcome;

/** What a refusal of the state machine is to a caller. */
final class Refusals {

    private Refusals() {}

    static RegistryException of(Outcome.Rejected rejected) {
        return switch (rejected.reason()) {
            case STALE_GENERATION -> conflict(ErrorCode.STALE_GENERATION, rejected);
            case QUOTA_EXCEEDED -> conflict(ErrorCode.QUOTA_EXCEEDED, rejected);
            case RESTORE_RUNNING -> conflict(ErrorCode.RESTORE_RUNNING, rejected);
            case REVISION_MISMATCH -> conflict(ErrorCode.REVISION_MISMATCH, rejected);
            case NO_SUCH_INSTANCE -> new RegistryException.NotFound(ErrorCode.NO_SUCH_INSTANCE, rejected.message());
            case NO_SUCH_NAMESPACE -> new RegistryException.NotFound(ErrorCode.NO_SUCH_NAMESPACE, rejected.message());
            case NOT_EMPTY -> conflict(ErrorCode.NOT_EMPTY, rejected);
            case INVALID_PATCH -> new RegistryException.InvalidRequest(ErrorCode.INVALID_INSTANCE, rejected.message());
            case NO_SUCH_CONFIG -> new RegistryException.NotFound(ErrorCode.NO_SUCH_CONFIG, rejected.message());
            case COMPACTED -> new RegistryException.Compacted(rejected.message(), rejected.revision());
            case INVALID_RESTORE ->
                new RegistryException.InvalidRequest(ErrorCode.INVALID_SNAPSHOT, rejected.message());
            case NO_SUCH_RESTORE, FORGOTTEN -> new RegistryException.Indeterminate(rejected.message());
        };
    }

    private static RegistryException conflict(ErrorCode code, Outcome.Rejected rejected) {
        return new RegistryException.Conflict(code, rejected.message(), rejected.revision(), rejected.generation());
    }
}
