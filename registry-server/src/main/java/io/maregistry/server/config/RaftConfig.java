package io.maregistry.server.config;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The node port and the Raft group.
 *
 * @param listen where the node port binds; outside loopback only if {@code insecure}, until nodes authenticate
 * @param advertise how other nodes reach it; the same text in every node's configuration
 * @param members the founders, this node among them, at most {@value #MOST_MEMBERS}; empty = a lone node
 * @param electionTimeout how long a follower waits for its leader before it stands for election, 300 ms to 1 min
 * @param bootstrap whether a new cluster may be born although somebody is silent
 * @param insecure whether the node port may be reachable from outside without authentication
 * @param entriesInFlight how many entries are under way before further commands gather, 1 to 256
 */
public record RaftConfig(
        Address listen,
        Address advertise,
        List<Peer> members,
        Duration electionTimeout,
        Bootstrap bootstrap,
        boolean insecure,
        int entriesInFlight) {

    /** More would slow every write and add nothing. */
    public static final int MOST_MEMBERS = 7;

    /** 127.0.0.1:10081, a lone node. */
    public static final RaftConfig DEFAULT = lone(new Address("127.0.0.1", 10_081));

    public RaftConfig {
        members = List.copyOf(members);
        Rules rules = new Rules("raft.")
                .must(insecure || listen.isLoopback(), "listen", onlyInsecure(listen))
                .must(!advertise.isWildcard(), "advertise", Address.MUST_BE_REACHABLE)
                .between("election-timeout", electionTimeout, Duration.ofMillis(300), Duration.ofMinutes(1))
                .between("entries-in-flight", entriesInFlight, 1, 256);
        checkMembers(rules, members, advertise);
        rules.check();
    }

    /** A node without others, with the defaults. */
    public static RaftConfig lone(Address listen) {
        return new RaftConfig(listen, listen, List.of(), Duration.ofMillis(500), Bootstrap.WHEN_ALL_ANSWER, false, 4);
    }

    /** Whether this node has no other members. */
    public boolean isLone() {
        return members.isEmpty();
    }

    private static String onlyInsecure(Address listen) {
        return "be a loopback address, was " + listen
                + ": whoever reaches it can take over the cluster; raft.insecure=true allows it all the same";
    }

    private static void checkMembers(Rules rules, List<Peer> members, Address self) {
        Set<String> names = new HashSet<>();
        Set<Address> addresses = new HashSet<>();
        for (Peer peer : members) {
            rules.must(names.add(peer.name()), "members", "not name " + peer.name() + " twice");
            rules.must(addresses.add(peer.address()), "members", "not have " + peer.address() + " twice");
        }
        rules.must(
                members.size() <= MOST_MEMBERS, "members", "be at most " + MOST_MEMBERS + ", were " + members.size());
        rules.must(
                members.isEmpty() || addresses.contains(self),
                "members",
                "have this node among them: none is at " + self + " (raft.advertise)");
    }

    /** A founder: its name and its node address. */
    public record Peer(String name, Address address) {

        public Peer {
            new Rules("raft.")
                    .must(
                            NodeConfig.isName(name),
                            "members",
                            "have names of 1 to 64 letters, digits, '.', '_' or '-', was \"" + name + '"')
                    .must(!address.isWildcard(), "members", "name hosts that others can reach, was " + address)
                    .check();
        }

        @Override
        public String toString() {
            return name + '=' + address;
        }
    }

    /** When a new cluster is born. */
    public enum Bootstrap {
        /** When all founders answer. */
        WHEN_ALL_ANSWER,
        /** With those that answer, after two seconds. */
        FORCE
    }
}
