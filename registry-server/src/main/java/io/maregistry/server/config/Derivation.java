package io.maregistry.server.config;

import io.maregistry.server.config.RaftConfig.Peer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Gives a value to each setting whose default follows from others: ports from the HTTP port, members from the
 * documents' {@code server-list}, and who this node is among them.
 *
 * <p>The rules, in this order: {@code server.port} takes the place of http.listen's port; the gRPC port is HTTP + 1000.
 * A lone node's port for nodes is HTTP + 2000 on a loopback address, since nobody else needs it. With members, this
 * node is the member that node.name names, else the one at raft.advertise or raft.listen, else the one at HTTP + 2000;
 * it advertises what the members know it by and binds there, or to the wildcard if http.listen does.
 */
final class Derivation {

    private static final int GRPC_DISTANCE = 1_000;
    private static final int NODE_DISTANCE = 2_000;
    private static final int MOST_PORT = 65_535;

    private final Values values;
    private final Optional<Path> home;
    private final Consumer<Fault> faults;

    /** {@code home} is the distribution's folder, where the data lie by default. */
    Derivation(Values values, Optional<Path> home, Consumer<Fault> faults) {
        this.values = values;
        this.home = home;
        this.faults = faults;
    }

    void run() {
        values.derive(
                Keys.DATA_DIR,
                home.orElse(Path.of("")).resolve("data"),
                home.isPresent() ? "the folder of bin/" : "the working directory");
        deriveHttp();
        deriveGrpc();
        deriveNode();
        deriveLease();
        deriveMode();
    }

    /** The documents' cluster refuses writes elsewhere than at its leader, and keeps a file. */
    private void deriveMode() {
        boolean isHash = values.get(Keys.ELECTION) == Election.HASH;
        String origin = isHash ? "election=hash" : "election=raft";
        values.derive(Keys.WRITE_ROUTING, isHash ? WriteRouting.REJECT : WriteRouting.FORWARD, origin);
        values.derive(Keys.STORE_TYPE, isHash ? StoreConfig.FILE : StoreConfig.NONE, origin);
    }

    private void deriveHttp() {
        if (values.has(Keys.SERVER_PORT)) {
            Origin port = values.originOf(Keys.SERVER_PORT.name());
            Origin listen = values.originOf(Keys.HTTP_LISTEN.name());
            if (port.rank().compareTo(listen.rank()) >= 0) {
                Address address = withPort(values.get(Keys.HTTP_LISTEN), values.get(Keys.SERVER_PORT));
                values.replace(Keys.HTTP_LISTEN, address, port);
            }
        }
        values.derive(Keys.HTTP_ADVERTISE, values.get(Keys.HTTP_LISTEN), "http.listen");
    }

    private void deriveGrpc() {
        boolean bindsLikeHttp = !values.has(Keys.GRPC_LISTEN);
        if (bindsLikeHttp) {
            values.derive(Keys.GRPC_LISTEN, aboveHttp(Keys.GRPC_LISTEN, GRPC_DISTANCE), "http.listen");
        }
        deriveAdvertise(Keys.GRPC_ADVERTISE, Keys.GRPC_LISTEN, bindsLikeHttp);
    }

    /** What binds where HTTP does is reached where HTTP is; what was bound by hand is reached where it was bound. */
    private void deriveAdvertise(Key<Address> advertise, Key<Address> listen, boolean bindsLikeHttp) {
        Address bound = values.get(listen);
        if (bindsLikeHttp && bound.isWildcard()) {
            values.derive(advertise, values.get(Keys.HTTP_ADVERTISE).withPort(bound.port()), "http.advertise");
        } else {
            values.derive(advertise, bound, listen.name());
        }
    }

    private void deriveNode() {
        boolean byServerList = !values.has(Keys.RAFT_MEMBERS) && values.has(Keys.SERVER_LIST);
        if (byServerList && values.get(Keys.ELECTION) == Election.RAFT) {
            values.derive(Keys.RAFT_MEMBERS, membersOf(values.get(Keys.SERVER_LIST)), "server-list");
        }
        values.derive(Keys.RAFT_MEMBERS, List.of(), "no server-list");
        List<Peer> members = values.get(Keys.RAFT_MEMBERS);
        if (members.isEmpty()) {
            deriveLone();
        } else {
            Optional<Peer> self = byServerList ? selfInServerList(members) : selfIn(members);
            self.ifPresentOrElse(this::deriveMember, () -> deriveStranger(members, byServerList));
        }
    }

    private void deriveLone() {
        if (!values.has(Keys.RAFT_LISTEN)) {
            Address node = aboveHttp(Keys.RAFT_LISTEN, NODE_DISTANCE);
            Address bound = node.isLoopback() ? node : new Address("127.0.0.1", node.port());
            values.derive(Keys.RAFT_LISTEN, bound, "http.listen");
        }
        values.derive(Keys.RAFT_ADVERTISE, values.get(Keys.RAFT_LISTEN), "raft.listen");
        values.derive(Keys.NODE_NAME, NodeConfig.LONE_NAME, "being a lone node");
    }

    private void deriveMember(Peer self) {
        Address http = values.get(Keys.HTTP_LISTEN);
        Address bound = http.isWildcard() ? http.withPort(self.address().port()) : self.address();
        values.derive(Keys.RAFT_LISTEN, bound, "raft.members");
        if (values.has(Keys.RAFT_ADVERTISE) && values.get(Keys.RAFT_ADVERTISE).isSameAs(self.address())) {
            // the engine compares addresses as text, so it has to be the members' text
            values.replace(Keys.RAFT_ADVERTISE, self.address(), values.originOf(Keys.RAFT_ADVERTISE.name()));
        }
        values.derive(Keys.RAFT_ADVERTISE, self.address(), "raft.members");
        values.derive(Keys.NODE_NAME, self.name(), "raft.members");
    }

    private Optional<Peer> selfIn(List<Peer> members) {
        if (values.has(Keys.NODE_NAME)) {
            String name = values.get(Keys.NODE_NAME);
            return members.stream().filter(peer -> peer.name().equals(name)).findFirst();
        }
        return members.stream()
                .filter(peer -> peer.address().isSameAs(ownAddress()))
                .findFirst();
    }

    /** Where the node port is, as far as this node knows without its members. */
    private Address ownAddress() {
        if (values.has(Keys.RAFT_ADVERTISE)) {
            return values.get(Keys.RAFT_ADVERTISE);
        }
        if (values.has(Keys.RAFT_LISTEN)) {
            return values.get(Keys.RAFT_LISTEN);
        }
        int port = values.get(Keys.HTTP_LISTEN).port();
        return values.get(Keys.HTTP_ADVERTISE).withPort(Math.min(port + NODE_DISTANCE, MOST_PORT));
    }

    private Optional<Peer> selfInServerList(List<Peer> members) {
        Address self = values.get(Keys.HTTP_ADVERTISE);
        List<Address> servers = values.get(Keys.SERVER_LIST);
        return members.stream()
                .filter(peer -> servers.get(members.indexOf(peer)).isSameAs(self))
                .findFirst();
    }

    private List<Peer> membersOf(List<Address> servers) {
        List<Peer> members = new ArrayList<>();
        for (Address server : servers) {
            int port = plus(Keys.SERVER_LIST, server.port(), NODE_DISTANCE);
            members.add(new Peer("n" + (members.size() + 1), server.withPort(port)));
        }
        return members;
    }

    /** Says which clue found no member, and goes on as a lone node so that other faults are found. */
    private void deriveStranger(List<Peer> members, boolean byServerList) {
        if (byServerList) {
            String self = values.get(Keys.HTTP_ADVERTISE).httpUrl();
            refuse(Keys.SERVER_LIST, "have this node among them: none is http.advertise, " + self);
        } else if (values.has(Keys.NODE_NAME)) {
            String known = members.stream().map(Peer::name).collect(Collectors.joining(", "));
            refuse(
                    Keys.NODE_NAME,
                    "be a name in raft.members, " + known + ", was \"" + values.get(Keys.NODE_NAME) + '"');
        } else {
            refuse(
                    Keys.RAFT_MEMBERS,
                    "have this node among them: none is at " + ownAddress() + "; set node.name or raft.advertise");
        }
        values.replace(Keys.RAFT_MEMBERS, List.of(), values.originOf(Keys.RAFT_MEMBERS.name()));
        deriveLone();
    }

    private void deriveLease() {
        LeaseConfig.Profile profile = values.get(Keys.LEASE_PROFILE);
        values.derive(Keys.LEASE_DEFAULT_TTL, profile.ttl(), "lease.profile");
        values.derive(Keys.LEASE_OFFLINE_GRACE, profile.offlineGrace(), "lease.profile");
        values.derive(Keys.PROTECTION_HOLD, values.get(Keys.LEASE_DEFAULT_TTL), "lease.default-ttl");
    }

    private Address aboveHttp(Key<Address> key, int distance) {
        Address http = values.get(Keys.HTTP_LISTEN);
        return http.withPort(plus(key, http.port(), distance));
    }

    /** 0 stays 0, any free port. */
    private int plus(Key<?> key, int port, int distance) {
        if (port + distance > MOST_PORT) {
            refuse(key, "have another port: HTTP port " + port + " + " + distance + " is above " + MOST_PORT);
        }
        return port == 0 ? 0 : Math.min(port + distance, MOST_PORT);
    }

    private Address withPort(Address address, int port) {
        if (port > MOST_PORT) {
            refuse(Keys.SERVER_PORT, "be 0 to " + MOST_PORT + ", was " + port);
            return address;
        }
        return address.withPort(port);
    }

    private void refuse(Key<?> key, String rule) {
        faults.accept(new Fault(key.name(), key.name() + " must " + rule));
    }
}
