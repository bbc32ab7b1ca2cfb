/**
 * The state as a JSON document, streamed in both directions: nothing here ever holds a document as a whole.
 *
 * <p>Two documents. The <em>plain</em> one is the v5 model's, exactly: {@code {"REGISTRY", "VERSIONS", "TIMESTAMPS",
 * "version"}}. The <em>full</em> one begins with the same four keys, so that a reader of the plain one can read it, goes on
 * with everything else that the state hash covers, and ends in a checksum ({@link
 * io.maregistry.server.snapshot.Checksum}). Both are written from one immutable {@link io.maregistry.server.state.Root};
 * the same root gives the same bytes on every node.
 *
 * <ul>
 *   <li>{@code REGISTRY}: services that list something, in the order of their keys; instances in registration order
 *   <li>{@code VERSIONS}: the counter of every service that is known, the emptied ones too, whose counters must not move
 *       when a document travels
 *   <li>{@code TIMESTAMPS}: wall time of the last renewal, of instances that ever renewed
 *   <li>{@code instances}, {@code services} of the full document: all that there is to know, so that a state is built from
 *       these alone; the fields of an instance are named as in the API, except that {@code weight} and {@code status} are
 *       the instance's own beside an {@code override}
 * </ul>
 *
 * <p>{@link io.maregistry.server.snapshot.SnapshotFile} saves and loads the full document as a file: what Raft's
 * snapshots are. {@link io.maregistry.server.snapshot.DocumentReader} takes a document of either kind from somewhere else
 * apart into the steps of a restore, after it has looked at all of it.
 *
 * <p>Stores that keep each thing by itself take parts of the full document: {@link
 * io.maregistry.server.snapshot.StoredInstance}, {@link io.maregistry.server.snapshot.StoredMetrics} and {@link
 * io.maregistry.server.snapshot.StoredItems}.
 *
 * <p>No state of its own, no thread of its own; who calls decides where it runs, and it blocks on the disk.
 */
@NullMarked
package io.maregistry.server.snapshot;

import org.jspecify.annotations.NullMarked;
