package io.maregistry.server.centre;

import io.maregistry.model.Content;
import io.maregistry.model.InstanceId;
import io.maregistry.model.Lease;
import io.maregistry.model.Parameters;
import io.maregistry.model.Release;
import io.maregistry.model.RenewalUpdate;
import io.maregistry.model.RequestId;
import io.maregistry.model.ServiceName;
import io.maregistry.model.Versions;
import io.maregistry.server.centre.FromClient.Peer;
import io.maregistry.server.registry.Discovery;
import io.maregistry.server.registry.InstanceRenewals;
import io.maregistry.server.registry.Registrations;
import io.maregistry.server.registry.Written;
import io.maregistry.server.state.Listed;
import io.maregistry.server.state.Outcome;
import io.maregistry.server.state.Root;
import io.maregistry.server.state.ServiceView;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * What clients of the RegisterCentre ask for. Any thread; nothing blocks. Stages fail as those of {@link Registrations} do.
 */
public final class Centre {

    /** How long a silent instance is listed as Offline, so that people see it and a heartbeat brings it back. */
    static final long OFFLINE_GRACE_MILLIS = 300_000;

    private static final String UNKNOWN = "the instance is not registered; register it";
    private static final String OUTDATED = "another build is registered; register again";

    private final Registrations registrations;
    private final InstanceRenewals renewals;
    private final Discovery discovery;

    public Centre(Registrations registrations, InstanceRenewals renewals, Discovery discovery) {
        this.registrations = registrations;
        this.renewals = renewals;
        this.discovery = discovery;
    }

    /**
     * Lists an instance, or takes over what it says now.
     *
     * @param said what it says, with the name of {@code from}
     * @throws IllegalArgumentException where that name is too long
     */
    public CompletionStage<Written<Outcome.Registered>> register(
            ServiceName service, Release said, FromClient from, @Nullable RequestId request) {
        Content content = new Content(
                Parameters.empty(),
                Content.NORMAL_WEIGHT,
                new Lease(true, Lease.UNSET, OFFLINE_GRACE_MILLIS),
                Content.NO_GENERATION,
                from.name(),
                null,
                said);
        return registrations.register(new Registrations.Registrant(service, from.id(), content, true), request);
    }

    /**
     * A heartbeat that was heard.
     *
     * @param requiresReRegister whether the instance must register, for it is not listed or runs another build
     * @param message why; empty where it need not
     * @param revision the revision that was found or made
     * @param isAppliedHere whether this node has applied it, too
     */
    public record Heard(boolean requiresReRegister, String message, long revision, boolean isAppliedHere) {}

    /**
     * Renews an instance of the service and has its build compared with what is registered.
     *
     * @param fromClient its name; empty: the only instance of the service that has the peer's ip
     */
    public CompletionStage<Heard> heartbeat(ServiceName service, String fromClient, Versions versions, Peer peer) {
        Root root = discovery.local();
        InstanceId id = id(root.service(service), fromClient, peer);
        if (id == null) {
            return CompletableFuture.completedStage(
                    new Heard(true, UNKNOWN, root.scalars().revision(), true));
        }
        RenewalUpdate update = new RenewalUpdate(null, null, versions);
        return renewals.renew(List.of(new InstanceRenewals.Item(service, id, update)))
                .thenApply(Centre::heard);
    }

    private static Heard heard(InstanceRenewals.Renewed done) {
        boolean isKnown = done.known().get(0);
        boolean isOutdated = done.outdated().get(0);
        String message = isKnown ? isOutdated ? OUTDATED : "" : UNKNOWN;
        return new Heard(!isKnown || isOutdated, message, done.revision(), done.isAppliedHere());
    }

    /** Whom a heartbeat is of; null where nobody can say. */
    private static @Nullable InstanceId id(@Nullable ServiceView service, String fromClient, Peer peer) {
        String ip = FromClient.ipOfUnnamed(fromClient);
        if (fromClient.isEmpty() || ip != null) {
            return onlyOneAt(service, ip == null ? peer.host() : ip);
        }
        FromClient from = FromClient.of(fromClient, peer);
        Listed named = service == null ? null : service.findNamed(from.name());
        return named == null ? from.id() : named.instance().id(); // which another node may list already
    }

    private static @Nullable InstanceId onlyOneAt(@Nullable ServiceView service, String ip) {
        InstanceId found = null;
        if (service != null) {
            for (Listed listed : service.instances()) {
                InstanceId id = listed.instance().id();
                if (id.host().equals(ip)) {
                    if (found != null) {
                        return null;
                    }
                    found = id;
                }
            }
        }
        return found;
    }

    /** Takes every instance of the namespace off the list. */
    public CompletionStage<Written<Outcome.Cleared>> unregisterAll(String namespace, @Nullable RequestId request) {
        return registrations.unregisterAll(namespace, request);
    }
}
