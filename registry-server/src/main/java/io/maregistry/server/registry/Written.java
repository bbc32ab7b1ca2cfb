package io.maregistry.server.registry;

import io.maregistry.server.state.Outcome;

/**
 * A write that is done.
 *
 * @param outcome what it gave
 * @param isAppliedHere whether this node has applied it, too
 * @param <O> what such a write gives
 */
public record Written<O extends Outcome>(O outcome, boolean isAppliedHere) {}
