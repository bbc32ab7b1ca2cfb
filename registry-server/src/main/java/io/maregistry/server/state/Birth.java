package io.maregistry.server.state;

/**
 * Gives a new cluster its name and its first lineage. A cluster is born once: in a born one this changes nothing.
 *
 * @param clusterId 32 random hexadecimal digits
 * @param lineage random, not 0
 */
public record Birth(String clusterId, long lineage) implements Command {

    public Birth {
        if (clusterId.isEmpty() || lineage == 0) {
            throw new IllegalArgumentException("a cluster is born with an id and a lineage that is not 0");
        }
    }

    @Override
    public Outcome applyTo(Working state) {
        state.beBorn(clusterId, lineage);
        return new Outcome.Done(state.revision());
    }
}
