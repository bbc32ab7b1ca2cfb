package io.maregistry.server.registry;

import io.maregistry.model.Member;
import io.maregistry.server.replication.LeastHash;
import java.util.List;

/**
 * Whom the documents' election would choose: of the nodes that are up the first one by {@link LeastHash}. It decides
 * nothing in Raft mode; answers show it.
 */
final class HashElection {

    private HashElection() {}

    /** {@code servers} with the chosen one marked. */
    static List<Server> marked(List<Server> servers) {
        String chosen = servers.stream()
                .filter(Server::isUp)
                .map(HashElection::url)
                .min(LeastHash.ORDER)
                .orElse("");
        return servers.stream()
                .map(server ->
                        server.withHashLeader(server.isUp() && url(server).equals(chosen)))
                .toList();
    }

    private static String url(Server server) {
        Member member = server.member();
        return member == null ? "" : LeastHash.normalised(member.url());
    }
}
