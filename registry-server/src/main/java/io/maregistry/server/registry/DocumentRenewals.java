package io.maregistry.server.registry;

import io.maregistry.model.InstanceId;
import io.maregistry.model.ServiceName;
import io.maregistry.server.replication.Renewals;
import io.maregistry.server.state.Tick;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** The renewals of the documents' calls, which move the documents' counters. Any thread; nothing blocks. */
public final class DocumentRenewals {

    private final Renewals renewals;
    private final Discovery discovery;

    public DocumentRenewals(Renewals renewals, Discovery discovery) {
        this.renewals = renewals;
        this.discovery = discovery;
    }

    /**
     * A renewal that is done.
     *
     * @param unknown the services in which the instance is not listed
     * @param revision the revision that it found or made
     * @param isAppliedHere whether this node has applied it, too
     */
    public record Renewed(List<ServiceName> unknown, long revision, boolean isAppliedHere) {}

    /** Renews the instance in the services; one that is unknown in a service is not brought back there. */
    public CompletionStage<Renewed> renew(List<ServiceName> services, InstanceId id) {
        discovery.requireReady();
        return renewals.renew(new Tick.Named(services, id, true))
                .thenApply(done -> new Renewed(done.unknown(), done.revision(), done.isAppliedHere()));
    }
}
