package io.maregistry.server.raft;

import com.alipay.sofa.jraft.entity.PeerId;
import io.maregistry.server.replication.Published;
import org.jspecify.annotations.Nullable;

/** Chooses the outbox' route from who leads. */
final class Routes {

    private final Roles roles;
    private final Outbox outbox;
    private final Published published;
    private final EntryLog log;
    private final CommitNudge nudge;
    private final PeerLinks links;
    private final PeerId self;
    private final int writeMillis;

    /** @param writeMillis how long another leader has to answer a forwarded batch */
    Routes(
            Roles roles,
            Outbox outbox,
            Published published,
            EntryLog log,
            CommitNudge nudge,
            PeerLinks links,
            PeerId self,
            int writeMillis) {
        this.roles = roles;
        this.outbox = outbox;
        this.published = published;
        this.log = log;
        this.nudge = nudge;
        this.links = links;
        this.self = self;
        this.writeMillis = writeMillis;
    }

    /** Follows the role. Views come from two threads, so whoever comes last looks at what holds then. */
    synchronized void see() {
        outbox.route(routeFor(roles.view()));
    }

    private @Nullable Route routeFor(Roles.View view) {
        if (view.hasBegun()) {
            return new LocalRoute(log, outbox, nudge, view.term());
        }
        PeerId leader = view.leader();
        if (leader == null || view.isLeader()) {
            return null;
        }
        links.connect(leader);
        return new ForwardRoute(links, outbox, published, self, leader, writeMillis);
    }
}
