package io.maregistry.server;

import io.maregistry.model.Member;
import io.maregistry.server.lease.LeaseKeeper;
import io.maregistry.server.replication.Replication;

/** One way of agreeing on a leader: what is different between nodes of the two. */
interface Mode {

    /** This node as it tells others of itself. */
    Member self();

    /** Answers from the beginning, be it that the node is not ready yet. */
    Replication replication();

    /** Has the node take part, now that its ports are open; returns at once. */
    void begin(LeaseKeeper leases);
}
