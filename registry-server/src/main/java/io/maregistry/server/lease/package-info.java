/**
 * Liveness: {@link io.maregistry.server.lease.LeaseKeeper} gathers the renewals that reach this node into one command a tick
 * and, where this node leads, moves the liveness clock of the state with them and says who has been silent for too long.
 *
 * <p>The clock is moved by log entries alone. The leader samples its monotonic clock; what it adds at a sample and what it
 * keeps between two ticks are capped, so a pause, a jump of the wall clock or a time without a leader moves nothing, and
 * nobody is taken for dead because the registry stood still.
 *
 * <p>A leader's timers are made from the state when it begins and thrown away when it ends: {@code StayWheel} has the stays
 * by the time at which to look at them, {@code ExpiryFeed} brings those that came since, {@code ExpirySweep} names the
 * overdue in rounds, {@code DoubtedServices} asks about the protected ones. See {@code docs/design/liveness.md}.
 *
 * <p>Not here: deciding who leaves, which the state does, and talking to instances.
 *
 * <p>One thread of its own, {@code lease}; renewals come from any thread, changes from the applying one.
 */
@NullMarked
package io.maregistry.server.lease;

import org.jspecify.annotations.NullMarked;
