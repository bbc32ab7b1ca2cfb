/**
 * The documents' cluster (v4, v5): who leads is decided by the hashCode of urls, and the others copy the leader. It is the
 * other implementation of {@code replication}, for those who run such a cluster, and for the comparison that shows why Raft
 * is the default.
 *
 * <p>{@link io.maregistry.server.hash.HashNode} is a node. {@code ServerHealth} makes the documents' round every 5 s: ask all
 * others ({@code Probes}, over {@code HttpPeers}), note it in {@code Cluster}, decide by {@code Election}, lead or follow.
 * {@code Reigns} begins and ends this node's leadership. {@code Applier} does what the Raft log does elsewhere, on this node
 * alone: commands become entries with an index and a term of 0, and go into the same state core. {@code Following} makes a
 * follower's state that of its leader: it compares lineage, revision and version, fetches the document, makes a state of it
 * aside and swaps.
 *
 * <h2>What it promises, and what it does not</h2>
 *
 * A write that was answered is on the leader, and nowhere else until the next comparison; after a crash it is gone unless a
 * follower had come by. Nodes that do not see each other each have a leader; when they meet again one side's writes are
 * gone. So no read is linearizable, every answer says {@code mode: hash}, and each takeover begins a lineage, which tells
 * watchers and caches to read anew. Leadership that is handed over on purpose ({@code /sl}) loses nothing: the old leader
 * steps down first, and the new one copies what it held.
 *
 * <h2>Threads</h2>
 *
 * {@code hash-health} rounds and changes of leadership, {@code hash-sync} comparing and fetching, {@code hash-apply} the
 * state and the listeners of roots, {@code hash-answers} what callers wait for, {@code hash-calls} answers of other nodes.
 */
@NullMarked
package io.maregistry.server.hash;

import org.jspecify.annotations.NullMarked;
