/**
 * Replication by Raft: the only package that knows the engine (JRaft, with bolt as its transport).
 *
 * <p>Start with {@link io.maregistry.server.raft.RaftNode}, which puts the parts together, then follow a write: {@code
 * Proposals}, {@code Outbox}, {@code LocalRoute}, {@code StateAdapter}.
 *
 * <h2>Writes</h2>
 *
 * Commands wait in one {@code Outbox} and leave in batches by the current {@code Route}: {@code LocalRoute} makes one
 * entry of a batch, {@code ForwardRoute} one message to the leader's node, where {@code ForwardedCalls} puts its commands
 * into the outbox there. {@code Routes} changes the route when {@code Roles} sees another leader. Every failure is one of
 * two kinds: surely not proposed, then the command goes back to the outbox and takes the next route; or perhaps proposed,
 * then it is never sent again, but for renewals, and its caller hears {@code Indeterminate}. {@code TaskFailure} and {@code PeerLinks} tell
 * the two apart, and nothing else does.
 *
 * <p>{@code DiskReserve} keeps clients' writes out while the disk is short, before anything is proposed.
 *
 * <p>A leader opens its log for writes once {@code Reign} has brought birth and settings into the state. {@code
 * Handover} lets what is under way finish before leadership moves.
 *
 * <h2>Reads</h2>
 *
 * {@code Published} holds the newest root, one volatile read away. {@code ReadIndexBarrier} confirms by a quorum that it
 * is new enough; one request at a time serves all who wait. {@code CommitNudge} has followers see the last write of a
 * burst at once.
 *
 * <h2>Threads</h2>
 *
 * The engine's applying thread runs {@code StateAdapter} and with it the listeners of roots and roles; it waits for
 * nothing. {@code RaftThreads} are this package's own: whatever may wait for the engine's locks runs on the control thread,
 * all deadlines on the timer. What callers wait for completes on the answering thread, failures and late answers too; only
 * what is refused or known at once is complete when the call returns.
 *
 * <p>An exception while applying, a snapshot that is not what was saved, an error of the engine: {@code Breakage} is told
 * once, the engine stops, and the server ends with what {@code BrokenReplicaException} says.
 *
 * <h2>Divergence</h2>
 *
 * {@code Checkpoints} notes the state's hash at equal indices, the members' heartbeats carry them, {@code Agreement} compares
 * and {@code DivergenceGuard} acts: a node apart from the majority stops and its directory is marked, and without a
 * majority alike nobody writes. See {@code docs/design/divergence.md}.
 *
 * <h2>The node port</h2>
 *
 * {@link io.maregistry.server.raft.NodePort} is one listening socket and the clients that dial those of other nodes.
 * Every connection starts with an introduction in front of bolt's decoder: who dials, with which node id, of which
 * cluster, and whom it believes to have reached; the listener answers likewise, or refuses. {@code PeerGate} judges, by
 * the identity of this node and the table of the members' node ids: a stranger, and a wiped or copied directory under a
 * member's address, is turned away before it can ask for a vote or give one. Bytes that are no introduction close the connection before bolt sees
 * any. Afterwards {@code FrameLimit} bounds the frames.
 *
 * <p>The introduction is <strong>no authentication</strong>: who can reach the port and knows what to say is believed.
 * That is why a node port outside loopback is refused until peers prove who they are by certificates.
 *
 * <p>The engine's transport factory is static, one per JVM; {@code NodePortRpcFactory} tells which port a client belongs
 * to by the call it is created in. Bolt's Hessian is replaced, so that nothing but protobuf and plain text is ever read.
 *
 * <h2>The data directory and the birth of a cluster</h2>
 *
 * {@link io.maregistry.server.raft.DataDirectory} holds who this node is. It is empty or born, and refuses whatever is
 * neither. An empty directory never starts a Raft node by itself: {@link io.maregistry.server.raft.ClusterBirth} asks the
 * other members until {@code BirthRound} decides, and a node that was wiped waits; a born one that finds itself among
 * members of another cluster ends. {@code RaftFiles} looks through log and
 * vote before the engine opens them, because the engine takes some damage for an empty or a shorter log. Why all that is
 * safe: {@code docs/design/birth.md}.
 */
@NullMarked
package io.maregistry.server.raft;

import org.jspecify.annotations.NullMarked;
