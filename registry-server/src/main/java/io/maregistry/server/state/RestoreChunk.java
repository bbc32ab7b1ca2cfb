package io.maregistry.server.state;

import java.util.List;

/**
 * The next part of the document.
 *
 * @param number counts the chunks of the restore, from 0; a chunk out of turn is refused
 * @param part of the document
 */
public record RestoreChunk(String restoreId, int number, StagedPart part) implements Command {

    /** One of services alone. */
    public RestoreChunk(String restoreId, int number, List<StagedService> services) {
        this(restoreId, number, StagedPart.of(services));
    }

    /** One of services, and of items that have no versions. */
    public RestoreChunk(String restoreId, int number, List<StagedService> services, List<Item> items) {
        this(restoreId, number, new StagedPart(services, List.of(), items));
    }

    @Override
    public Outcome applyTo(Working state) {
        Staging staging = state.staging();
        if (staging == null || !staging.isFor(restoreId)) {
            return Outcome.Rejected.of(
                    state.revision(),
                    Outcome.Rejected.Reason.NO_SUCH_RESTORE,
                    "the restore is not, or no longer, running");
        }
        if (number != staging.chunks()) {
            return Outcome.Rejected.of(
                    state.revision(),
                    Outcome.Rejected.Reason.INVALID_RESTORE,
                    "chunk " + number + " came in the place of chunk " + staging.chunks());
        }
        staging.add(this, state.clockMillis());
        return new Outcome.Done(state.revision());
    }
}
