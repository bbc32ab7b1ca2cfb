package io.maregistry.server.hash;

import io.maregistry.model.Member;
import io.maregistry.server.replication.MemberReport;
import io.maregistry.server.replication.Standing;

/** What this node says of others. Stateless. */
final class Reports {

    private Reports() {}

    /** @param ageMillis since the others were asked */
    static MemberReport of(String name, Server server, long ageMillis) {
        Reported told = server.reported();
        if (told == null) {
            return new MemberReport(name, server.url(), false, null, null, false);
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
        String http = server.url().substring("http://".length());
        Reported.Own own = told.own();
        return own == null
                ? new Member(name, "", server.url(), new Member.Addresses(http, "", ""), "", 0)
                : new Member(own.name(), "", server.url(), new Member.Addresses(http, own.grpc(), ""), own.build(), 0);
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
