/**
 * Replication by Raft: the only package that knows the engine (JRaft, with bolt as its transport).
 *
 * <h2>The node port</h2>
 *
 * {@link io.maregistry.server.raft.NodePort} is one listening socket and the clients that dial those of other nodes.
 * Every connection starts with an introduction in front of bolt's decoder: who dials, with which node id, of which
 * cluster, and whom it believes to have reached; the listener answers likewise, or refuses. {@code PeerGate} judges, by
 * the identity of this node and the table of known node ids: a wiped or copied directory under a known address is turned
 * away before it can ask for a vote or give one. Bytes that are no introduction close the connection before bolt sees
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
 * other members until {@code BirthRound} decides, and a node that was wiped waits. {@code RaftFiles} looks through log and
 * vote before the engine opens them, because the engine takes some damage for an empty or a shorter log. Why all that is
 * safe: {@code docs/design/birth.md}.
 */
@NullMarked
package io.maregistry.server.raft;

import org.jspecify.annotations.NullMarked;
