package io.maregistry.server.state;

import java.util.List;

/**
 * What applying one entry gave.
 *
 * @param outcomes one for each command, in order
 * @param changes what watchers must hear of, in order of revision
 * @param restored true where the whole state was replaced, so that watchers must read everything anew
 */
public record Applied(List<Outcome> outcomes, List<Change> changes, boolean restored) {
    public Applied {
        outcomes = List.copyOf(outcomes);
        changes = List.copyOf(changes);
    }
}
