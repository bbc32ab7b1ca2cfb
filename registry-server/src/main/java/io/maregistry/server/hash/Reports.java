package io.maregistry.server.hash;

import io.maregistry.model.Member;
import io.maregistry.server.replication.MemberReport;
import io.maregistry.server.replication.Standing;

/** What this node says of others. Stateless. */
final class Reports {

    private Reports() {}

    /** @param ageMillis since that node answered */
    static MemberReport of(String name, Server server, long ageMillis) {
        Reported told = server.reported();
        if (told == null) {
            return new MemberReport(name, server.url(), false, byList(name, server), null, false);
        }
        return new MemberReport(
                name,
                server.url(),
                false,
                member(name, server, told),
                figures(server, told, ageMillis),
                server.status());
    }

    private static Member member(String name, Server server, Reported told) {
        Reported.Own own = told.own();
        return own == null
                ? byList(name, server)
                : new Member(
                        own.name(),
                        "",
                        server.url(),
                        new Member.Addresses(server.address(), own.grpc(), ""),
                        own.build(),
                        0);
    }

    /** What is known of a node before it says anything, and of a plain v5 one at any time. */
    private static Member byList(String name, Server server) {
        return new Member(name, "", server.url(), new Member.Addresses(server.address(), "", ""), "", 0);
    }

    private static MemberReport.Figures figures(Server server, Reported told, long ageMillis) {
        Standing.Role role = server.claim() == null ? Standing.Role.FOLLOWER : Standing.Role.LEADER;
        Reported.Own own = told.own();
        return own == null
                ? new MemberReport.Figures(role, 0, 0, 0, 0, told.version(), "", true, ageMillis)
                : new MemberReport.Figures(
                        role,
                        0,
                        own.index(),
                        own.index(),
                        own.revision(),
                        told.version(),
                        own.stateHash(),
                        own.isReady(),
                        ageMillis);
    }
}
