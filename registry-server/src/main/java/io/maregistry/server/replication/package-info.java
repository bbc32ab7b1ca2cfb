/**
 * What the registry needs of replication, whichever way that is done: {@link io.maregistry.server.replication.Proposer}
 * puts a command into the replicated log and tells its outcome, {@link io.maregistry.server.replication.ReadBarrier} makes
 * a read linearizable, {@link io.maregistry.server.replication.Replica} is the state as this node has applied it, {@link
 * io.maregistry.server.replication.Leadership} says who leads and hands over.
 *
 * <p>Two implementations: Raft ({@code raft}) and the documents' hashCode election ({@code hash}). Nothing here blocks;
 * stages complete on a thread of the implementation, on which the caller must not block either. Failures of stages are
 * {@link io.maregistry.error.RegistryException}s and say by their kind what the caller may conclude.
 */
@NullMarked
package io.maregistry.server.replication;

import org.jspecify.annotations.NullMarked;
