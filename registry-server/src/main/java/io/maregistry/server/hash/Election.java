package io.maregistry.server.hash;

import io.maregistry.server.replication.Claim;
import io.maregistry.server.replication.LeastHash;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Who leads among the nodes as one node sees them. A living node that claims to lead keeps it; of several that claim, one
 * that was asked to ({@code /sl}) comes first, one that saw no other node alive comes last, and then the order of {@link
 * LeastHash} decides; where nobody claims, that
 * order decides among all that live and have looked round. Every node that sees the same nodes alive decides alike; nodes that do not see each
 * other decide each for itself, which is what Raft is better at. Stateless.
 */
final class Election {

    private static final Comparator<Server> ORDER = Comparator.comparing(Server::spelling, LeastHash.ORDER);

    private Election() {}

    /** The node that shall lead; empty where none is alive. */
    static Optional<Server> elect(List<Server> servers) {
        return first(servers, server -> server.isClaimant() && server.claim() == Claim.SL)
                .or(() -> first(servers, server -> server.isClaimant() && server.claim() == Claim.ELECTED))
                .or(() -> first(servers, Server::isClaimant))
                .or(() -> first(servers, Server::isElectable));
    }

    private static Optional<Server> first(List<Server> servers, Predicate<Server> which) {
        Stream<Server> those = servers.stream().filter(which);
        return those.min(ORDER);
    }
}
