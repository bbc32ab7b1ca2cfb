package io.maregistry.server;

import io.maregistry.model.Member;
import io.maregistry.server.lease.LeaseKeeper;
import io.maregistry.server.registry.Restores;
import io.maregistry.server.replication.Replication;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Optional;

/** One way of agreeing on a leader: what is different between nodes of the two. */
interface Mode {

    /** This node as it tells others of itself. */
    Member self();

    /** Answers from the beginning, be it that the node is not ready yet. */
    Replication replication();

    /** The url of the node that HTTP hands writes on to; empty where they are done, or refused, here. */
    Optional<String> relaysTo();

    /** Makes what needs the use cases, before any port is open. */
    void prepare(Restores restores, MeterRegistry meters);

    /** Has the node take part, now that its ports are open; returns at once. */
    void begin(LeaseKeeper leases);
}
