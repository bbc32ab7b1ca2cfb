/**
 * Keeps a {@link io.maregistry.server.store.RegistryStore} as the registry is, in either mode, and never the other way
 * round: a store that is slow, away or broken costs the registry nothing.
 *
 * <p>{@link io.maregistry.server.export.StoreWriter} is where to start. The applying thread and the control thread tell it
 * what happened and go on; {@code Agenda} says what is due, and bounds what waits; the thread {@code export} alone calls
 * the store. Changes are appended as they come. Everything is saved when this node begins to write, every {@code
 * store.every} (that brings the signs of life), after a restore, after a failure, where more waits than may, and where the
 * store refuses an append. After a failure nothing is kept for the store: what it missed is in the next save.
 *
 * <p>Who writes: a store that all nodes reach, only the leader; one beside each node, every node. Two leaders that overlap
 * for a moment are kept apart by the store itself, which refuses the one that is behind. Two clusters are kept apart by
 * {@code Ownership}.
 *
 * <p>{@link io.maregistry.server.export.FirstImport} is the way back, once: an empty registry takes over what its store
 * holds, and nothing is written until that is settled.
 */
@NullMarked
package io.maregistry.server.export;

import org.jspecify.annotations.NullMarked;
