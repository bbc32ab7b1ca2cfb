package io.maregistry.server.replication;

import io.maregistry.server.state.Outcome;

/**
 * A committed command.
 *
 * @param outcome what applying it gave
 * @param index the entry that carried it
 * @param isAppliedHere whether this node has applied that entry, too; false where it took longer than a second
 */
public record Committed(Outcome outcome, long index, boolean isAppliedHere) {}
