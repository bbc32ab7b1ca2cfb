package io.maregistry.server.state;

/** The restore ends here, and nothing has changed. */
public record RestoreAbort(String restoreId) implements Command {

    @Override
    public Outcome applyTo(Working state) {
        Staging staging = state.staging();
        if (staging != null && staging.isFor(restoreId)) {
            state.stage(null);
        }
        return new Outcome.Done(state.revision());
    }
}
