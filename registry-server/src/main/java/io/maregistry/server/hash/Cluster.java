package io.maregistry.server.hash;

import io.maregistry.server.config.Address;
import io.maregistry.server.config.ExitCode;
import io.maregistry.server.config.StartException;
import io.maregistry.server.replication.Claim;
import io.maregistry.server.replication.LeastHash;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The nodes of the cluster by their urls, in the order of {@code server-list}, and which of them is this one. What was heard
 * of the others is replaced as a whole; any thread.
 */
final class Cluster {

    private final String self;
    private volatile List<Server> servers;

    Cluster(String self, List<String> urls) {
        this.self = self;
        this.servers = urls.stream().map(Server::unheard).toList();
        update(Map.of(), null, 0);
    }

    /**
     * The cluster that {@code serverList} names. A node is recognised by its port and by a host that leads to this machine;
     * {@code localhost} becomes the address that others reach this machine by, unless this node listens on loopback only.
     *
     * @param listen where this node takes HTTP
     * @throws StartException (78) unless exactly one of them is this node
     */
    static Cluster of(List<Address> serverList, Address listen, LocalAddresses addresses) {
        if (serverList.isEmpty()) {
            String url = url(reachable(listen, addresses));
            return new Cluster(url, List.of(url));
        }
        UnaryOperator<Address> spelling =
                listen.isLoopback() ? address -> address : address -> reachable(address, addresses);
        List<String> urls = new ArrayList<>();
        List<String> own = new ArrayList<>();
        for (Address address : serverList) {
            String url = url(spelling.apply(address));
            if (urls.contains(url)) {
                throw refused("have " + url + " once");
            }
            urls.add(url);
            if (address.port() == listen.port() && addresses.isLocal(address.host())) {
                own.add(url);
            }
        }
        if (own.size() != 1) {
            throw refused("have this node among them once: " + own.size() + " of " + urls
                    + " lead to this machine, port " + listen.port());
        }
        return new Cluster(own.get(0), urls);
    }

    private static Address reachable(Address address, LocalAddresses addresses) {
        return address.isLoopback() || address.isWildcard()
                ? new Address(addresses.reachable().orElse("127.0.0.1"), address.port())
                : address;
    }

    private static String url(Address address) {
        return LeastHash.normalised(address.httpUrl());
    }

    private static StartException refused(String rule) {
        return new StartException(ExitCode.CONFIGURATION, "server-list must " + rule);
    }

    /** This node's url. */
    String self() {
        return self;
    }

    /** {@code n1} for the first of the list, and so on. */
    String nameOf(String url) {
        List<Server> all = servers;
        for (int at = 0; at < all.size(); at++) {
            if (all.get(at).url().equals(url)) {
                return "n" + (at + 1);
            }
        }
        throw new IllegalArgumentException(url + " is no node of this cluster");
    }

    /** All nodes, this one included. */
    List<Server> servers() {
        return servers;
    }

    /** The urls of all other nodes. */
    List<String> others() {
        return servers.stream()
                .map(Server::url)
                .filter(url -> !url.equals(self))
                .toList();
    }

    /** The living node that has gone furthest beyond that version, if any: what it holds must not be lost by an election. */
    Optional<Server> furthest(long version) {
        return servers.stream()
                .filter(server -> server.status() && server.reported() != null)
                .filter(server -> server.told().version() > version)
                .max(Comparator.comparingLong(server -> server.told().version()));
    }

    /** The node of that url, as this node's list spells it or the node itself; empty where there is none. */
    Optional<Server> find(String url) {
        return servers.stream()
                .filter(server -> server.url().equals(url) || server.spelling().equals(url))
                .findFirst();
    }

    /** The living nodes that can take over from this one, in the order of the election. */
    List<Server> successors() {
        return servers.stream()
                .filter(server -> server.status() && !server.url().equals(self))
                .filter(server -> server.reported() != null && server.reported().canLead())
                .sorted(Comparator.comparing(Server::spelling, LeastHash.ORDER))
                .toList();
    }

    /**
     * Takes what all others said, in one step.
     *
     * @param told by url; who is not in it did not answer
     * @param claim how this node leads; null where it does not
     * @param nowNanos when they said it, on a monotonic clock
     */
    synchronized void update(Map<String, Reported> told, @Nullable Claim claim, long nowNanos) {
        servers = servers.stream()
                .map(server -> {
                    Reported said = told.get(server.url());
                    if (server.url().equals(self)) {
                        return server.self(claim);
                    }
                    return said == null ? server.silent() : server.answered(said, nowNanos);
                })
                .toList();
    }

    /** Takes what one other said. */
    synchronized void heard(String url, Reported told, long nowNanos) {
        Map<String, Reported> one = new HashMap<>(Map.of(url, told));
        servers = servers.stream()
                .map(server -> one.containsKey(server.url()) ? server.answered(told, nowNanos) : server)
                .toList();
    }

    /** Which living node goes by another url than this node's list has for it; empty where none does. */
    Optional<String> misspelt() {
        return servers.stream()
                .filter(server -> server.status() && !server.spelling().equals(server.url()))
                .map(server -> server.url() + " calls itself " + server.spelling()
                        + "; every node's server-list must spell it alike")
                .findFirst();
    }

    /** Takes how this node leads. */
    synchronized void claim(@Nullable Claim now) {
        servers = servers.stream()
                .map(server -> server.url().equals(self) ? server.self(now) : server)
                .toList();
    }
}
