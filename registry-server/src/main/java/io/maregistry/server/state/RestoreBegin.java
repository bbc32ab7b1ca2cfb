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
 * @param onlyAtRevision the state must be at that revision still when the document takes its place, so that nothing is
 *     replaced that nobody has looked at; {@link #ANY_REVISION} = whatever it is
 */
public record RestoreBegin(String restoreId, String sha256, boolean plain, boolean merge, long onlyAtRevision)
        implements Command {

    public static final long ANY_REVISION = -1;

    @Override
    public Outcome applyTo(Working state) {
        if (state.staging() != null) {
            return Outcome.Rejected.of(
                    state.revision(), Outcome.Rejected.Reason.RESTORE_RUNNING, "another restore is running");
        }
        if (isOvertaken(state)) {
            return overtaken(state);
        }
        state.stage(new Staging(this, state.clockMillis()));
        return new Outcome.Done(state.revision());
    }

    /** Whether the state is at another revision than it must be. */
    boolean isOvertaken(Working state) {
        return onlyAtRevision != ANY_REVISION && onlyAtRevision != state.revision();
    }

    Outcome overtaken(Working state) {
        return Outcome.Rejected.of(
                state.revision(),
                Outcome.Rejected.Reason.REVISION_MISMATCH,
                "the registry is at revision " + state.revision() + ", not " + onlyAtRevision);
    }
}
