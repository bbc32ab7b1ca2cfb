package io.maregistry.server.raft;

/**
 * Who this node is towards its peers.
 *
 * @param peer its Raft peer, {@code host:port} or {@code host:port:index}
 * @param nodeId the id of its data directory
 * @param clusterId its cluster's id; empty until it is known
 */
record NodeIdentity(String peer, String nodeId, String clusterId) {

    NodeIdentity {
        if (peer.isEmpty() || nodeId.isEmpty()) {
            throw new IllegalArgumentException("a node has a peer and a node id");
        }
    }

    /** Whether somebody who dialled {@code host:port} meant this node. */
    boolean isAt(String hostAndPort) {
        return isAt(peer, hostAndPort);
    }

    /** Whether that peer is the one at {@code host:port}, whatever its index. */
    static boolean isAt(String peer, String hostAndPort) {
        return !hostAndPort.isEmpty() && (peer.equals(hostAndPort) || peer.startsWith(hostAndPort + ':'));
    }
}
