package io.maregistry.server.replication;

import io.maregistry.model.ServiceName;
import io.maregistry.server.state.Tick;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Brings renewals into the leader's next tick. Any thread; never blocks. */
public interface Renewals {

    /**
     * Renews an instance in the services named, on this node where it leads, else as the node's write routing says.
     *
     * <p>The stage completes once the tick that carries the renewal is committed by a majority and applied on the leader
     * and, unless that takes longer than a second, on this node. It fails as {@link Proposer#propose} does.
     */
    CompletionStage<Renewal> renew(Tick.Named named);

    /**
     * A committed renewal.
     *
     * @param unknown the services in which the instance is not listed; nothing was renewed there
     * @param revision the revision that the tick found or made
     * @param isAppliedHere whether this node has applied that tick, too
     */
    record Renewal(List<ServiceName> unknown, long revision, boolean isAppliedHere) {
        public Renewal {
            unknown = List.copyOf(unknown);
        }
    }
}
