/**
 * Active checks: this node asks instances whether they serve, and says so when the answer has changed for good.
 *
 * <p>{@link io.maregistry.server.check.Checks} is the way in: it follows the state and the members ({@code
 * CheckedInstances}, {@code Askers}, {@code Plan}), and {@code Verdicts} proposes what was found. {@link
 * io.maregistry.server.check.Assignment} says which member asks whom. {@link io.maregistry.server.check.ActiveChecks} owns the thread {@code check}, on which {@code Rounds} begins probes when their
 * time comes ({@code Timetable}, {@code Rhythm}) and counts their results ({@link io.maregistry.server.check.Judge}). {@link
 * io.maregistry.server.check.Probes} has a {@link io.maregistry.server.check.Probe} for each protocol; they run on the
 * shared event loops and connect through {@code server.outbound} alone. See {@code docs/design/checks.md}.
 *
 * <p>Not here: what a verdict does to an instance, which the state decides, and how it gets there.
 */
@NullMarked
package io.maregistry.server.check;

import org.jspecify.annotations.NullMarked;
