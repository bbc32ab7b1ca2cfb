package io.maregistry.server.registry;

import io.maregistry.error.ErrorCode;
import io.maregistry.error.RegistryException;
import io.maregistry.server.replication.Committed;
import io.maregistry.server.state.Outcome;

/** What a committed command gave, where the state machine took it. */
final class Accepted {

    private Accepted() {}

    /** The outcome; throws what a refusal is to a caller, see {@link Refusals}. */
    static <O extends Outcome> O of(Committed committed, Class<O> expected) {
        if (committed.outcome() instanceof Outcome.Rejected rejected) {
            throw Refusals.of(rejected);
        }
        if (!expected.isInstance(committed.outcome())) { // the outcome of an earlier write under the same name
            throw new RegistryException.InvalidRequest(
                    ErrorCode.INVALID_REQUEST, "the request id was used for a write of another kind before");
        }
        return expected.cast(committed.outcome());
    }
}
