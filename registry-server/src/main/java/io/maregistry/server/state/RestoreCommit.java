package io.maregistry.server.state;

/**
 * The document is whole: make it the state, in one step. Services and instances are the document's from here on, under
 * new handles in the document's order; every instance counts as seen now. The revision becomes one more than the higher
 * of ours and the document's and is given to every service of either side; each of the documents' counters becomes the
 * document's where that is higher, else ours + 1. Nobody is silent then, so no service is protected. Of configuration items, see {@link
 * StagedConfigs}. A document whose services, instances and items equal ours changes nothing.
 *
 * @param chunks how many chunks there were
 * @param documentRevision the document's revision; 0 where it has none
 * @param documentVersion the document's version
 */
public record RestoreCommit(String restoreId, int chunks, long documentRevision, long documentVersion)
        implements Command {

    @Override
    public Outcome applyTo(Working state) {
        Staging staging = state.staging();
        if (staging == null || !staging.isFor(restoreId)) {
            return Outcome.Rejected.of(
                    state.revision(),
                    Outcome.Rejected.Reason.NO_SUCH_RESTORE,
                    "the restore is not, or no longer, running");
        }
        state.stage(null);
        if (chunks != staging.chunks()) {
            return Outcome.Rejected.of(
                    state.revision(),
                    Outcome.Rejected.Reason.INVALID_RESTORE,
                    "the restore has " + staging.chunks() + " chunks in the place of " + chunks);
        }
        String fault = staging.fault();
        if (!fault.isEmpty()) {
            return Outcome.Rejected.of(state.revision(), Outcome.Rejected.Reason.INVALID_RESTORE, fault);
        }
        return staging.commit(state, this);
    }
}
