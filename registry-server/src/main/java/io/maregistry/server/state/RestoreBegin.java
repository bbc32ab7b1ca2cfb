package io.maregistry.server.state;

/**
 * A document comes in chunks from here on. One restore at a time.
 *
 * @param restoreId random, names this restore in its later steps
 * @param sha256 of the document, 64 hexadecimal digits
 * @param plain whether it says of an instance its identity and parameters only, as the v5 document does: what an instance
 *     has beside them stays where it is listed already
 * @param merge false = the document replaces services and instances; true = services of both stay, and of one that both
 *     have, the list with the higher VERSIONS
 */
public record RestoreBegin(String restoreId, String sha256, boolean plain, boolean merge) implements Command {

    @Override
    public Outcome applyTo(Working state) {
        if (state.staging() != null) {
            return Outcome.Rejected.of(
                    state.revision(), Outcome.Rejected.Reason.RESTORE_RUNNING, "another restore is running");
        }
        state.stage(new Staging(this, state.clockMillis()));
        return new Outcome.Done(state.revision());
    }
}
