package io.maregistry.server.state;

/** The settings that applying reads are these from now on. */
public record Configure(Settings settings) implements Command {

    @Override
    public Outcome applyTo(Working state) {
        state.configure(settings);
        return new Outcome.Done(state.revision());
    }
}
