package io.maregistry.server.registry;

import io.maregistry.model.Member;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * Whom the documents' election would choose: of the nodes that are up the one with the least {@link String#hashCode()} of
 * its normalised url, ties by url. It decides nothing in Raft mode; answers show it.
 */
final class HashElection {

    private static final Comparator<String> LEAST_HASH =
            Comparator.<String>comparingInt(String::hashCode).thenComparing(Comparator.naturalOrder());

    private HashElection() {}

    /** {@code servers} with the chosen one marked. */
    static List<Server> marked(List<Server> servers) {
        String chosen = servers.stream()
                .filter(Server::isUp)
                .map(HashElection::url)
                .min(LEAST_HASH)
                .orElse("");
        return servers.stream()
                .map(server ->
                        server.withHashLeader(server.isUp() && url(server).equals(chosen)))
                .toList();
    }

    private static String url(Server server) {
        Member member = server.member();
        return member == null ? "" : normalised(member);
    }

    private static String normalised(Member member) {
        return member.url().toLowerCase(Locale.ROOT);
    }
}
