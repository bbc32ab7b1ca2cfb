/**
 * Time and renewals: {@link io.maregistry.server.lease.LeaseKeeper} gathers the renewals that reach this node into one
 * command a tick and, where this node leads, moves the liveness clock of the state with them.
 *
 * <p>The clock is moved by log entries alone. The leader samples its monotonic clock; what it adds at a sample and what it
 * keeps between two ticks are capped, so a pause, a jump of the wall clock or a time without a leader moves nothing, and
 * nobody is taken for dead because the registry stood still.
 *
 * <p>Not here: deciding who is overdue, which the state does, and talking to instances.
 *
 * <p>One thread of its own, {@code lease}; renewals come from any thread.
 */
@NullMarked
package io.maregistry.server.lease;

import org.jspecify.annotations.NullMarked;
