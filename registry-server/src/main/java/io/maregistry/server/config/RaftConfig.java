package io.maregistry.server.config;

import java.time.Duration;
import java.util.List;

/**
 * The node port and the Raft group.
 *
 * @param listen where the node port binds
 * @param advertise how other nodes reach it; the same text in every node's configuration
 * @param members the founders, this node among them; empty = a lone node
 * @param electionTimeout how long a follower waits for its leader before it stands for election
 * @param bootstrap whether a new cluster may be born although somebody is silent
 * @param insecure whether the node port may be reachable from outside without authentication
 * @param entriesInFlight how many entries are under way before further commands gather
 */
public record RaftConfig(
        Address listen,
        Address advertise,
        List<Peer> members,
        Duration electionTimeout,
        Bootstrap bootstrap,
        boolean insecure,
        int entriesInFlight) {

    public RaftConfig {
        members = List.copyOf(members);
    }

    /** A founder: its name and its node address. */
    public record Peer(String name, Address address) {}

    /** When a new cluster is born. */
    public enum Bootstrap {
        /** When all founders answer. */
        WHEN_ALL_ANSWER,
        /** At once, whoever answers. */
        FORCE
    }
}
