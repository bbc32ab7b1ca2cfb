package io.maregistry.server.replication;

import io.maregistry.model.ServiceName;
import io.maregistry.server.state.Tick;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Takes renewals and passes them on in batches. Any thread; never blocks. */
public interface Renewals {

    /**
     * Renews by name; completes when the entry that carries the renewal is committed and applied. Fails as {@link
     * Proposer#propose} does.
     */
    CompletionStage<Renewal> renew(Tick.Named renewal);

    /**
     * A committed renewal.
     *
     * @param unknown the services in which the instance is not listed, so that it must register again
     * @param revision the revision that was found
     * @param isAppliedHere whether this node has applied the entry, too
     */
    record Renewal(List<ServiceName> unknown, long revision, boolean isAppliedHere) {
        public Renewal {
            unknown = List.copyOf(unknown);
        }
    }
}
