package io.maregistry.server.state;

/**
 * The revisions go on in another line, since some that were told before may be lost. Services, instances and counters stay;
 * watchers read anew. Every instance counts as seen now: whoever leads from here on has not heard what was said before.
 *
 * @param lineage random, not 0
 */
public record BeginLineage(long lineage) implements Command {

    public BeginLineage {
        if (lineage == 0) {
            throw new IllegalArgumentException("a lineage is not 0");
        }
    }

    @Override
    public Outcome applyTo(Working state) {
        state.beginLineage(lineage);
        return new Outcome.Done(state.revision());
    }
}
