/**
 * The core: the registry as a deterministic state machine. {@link io.maregistry.server.state.RegistryState} applies an
 * {@link io.maregistry.server.state.Entry} of {@link io.maregistry.server.state.Command}s at an index and gives an {@link
 * io.maregistry.server.state.Outcome} for each and the {@link io.maregistry.server.state.Change}s that watchers must hear
 * of.
 *
 * <p>Pure: no clock, no randomness, no thread, no input or output, no log, no metric, nothing from outside but the entries.
 * Time and ids come inside the commands. The same entries give the same bytes on every node: maps that are walked are
 * ordered, hash maps are only looked up in, nothing floats.
 *
 * <p>One thread applies. Readers take a {@link io.maregistry.server.state.Root} and look at it for as long as they like;
 * what it holds never changes.
 *
 * <p>Invariants: every change moves the revision, the service's revision and both of the documents' counters together;
 * the rolling {@linkplain io.maregistry.server.state.Root#hash() hash} equals the one {@linkplain
 * io.maregistry.server.state.Root#recomputedHash() computed from scratch}; handles ascend in the order of registration and
 * are never used twice.
 *
 * <p>Start with {@link io.maregistry.server.state.RegistryState}, then {@link io.maregistry.server.state.Register} as the
 * fullest command. The choice of collections is in {@code docs/design/state.md}.
 */
@NullMarked
package io.maregistry.server.state;

import org.jspecify.annotations.NullMarked;
