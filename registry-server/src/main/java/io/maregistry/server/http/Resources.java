package io.maregistry.server.http;

import io.maregistry.server.centre.Centre;
import io.maregistry.server.centre.CentreCalls;
import io.maregistry.server.config.LimitsConfig;
import io.maregistry.server.net.WorkPool;
import io.maregistry.server.registry.ConfigItems;
import io.maregistry.server.registry.Discovery;
import io.maregistry.server.registry.DocumentRenewals;
import io.maregistry.server.registry.Drains;
import io.maregistry.server.registry.InstanceRenewals;
import io.maregistry.server.registry.Patches;
import io.maregistry.server.registry.Registrations;
import io.maregistry.server.registry.Restores;
import io.maregistry.server.registry.Tenancy;
import io.maregistry.server.registry.Watchers;
import io.maregistry.server.registry.Watching;
import io.maregistry.wire.BatchReader;
import io.maregistry.wire.InstanceLimits;
import io.maregistry.wire.InstanceReader;
import io.maregistry.wire.RenewalReader;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Gathers the routes of a server, one resource after another. */
final class Resources {

    private final LimitsConfig limits;
    private final Reads reads;
    private final InstanceLimits instanceLimits;
    private final LiveForm live;
    private final WorkPool work;
    private final ListAnswers lists;
    private final @Nullable LeaderRelay relay;
    private final List<Route> routes = new ArrayList<>();

    /** @param relay takes the writes of instances that are not done here; null = none */
    Resources(LimitsConfig limits, Reads reads, LongSupplier wallMillis, WorkPool work, @Nullable LeaderRelay relay) {
        this.relay = relay;
        this.live = new LiveForm(wallMillis);
        this.work = work;
        this.lists = new ListAnswers(work);
        this.limits = limits;
        this.reads = reads;
        this.instanceLimits = new InstanceLimits(
                limits.parameters().entries(),
                limits.parameters().key(),
                limits.parameters().value(),
                limits.parameters().total(),
                limits.minTtl().toMillis(),
                new InstanceLimits.Metrics(
                        limits.metrics().entries(), limits.metrics().length()));
    }

    void addDocuments(Registrations registrations, DocumentRenewals renewals) {
        routes.addAll(new DocumentReads(reads, lists).routes());
        addRelayed(new DocumentWrites(registrations, renewals, reads, new InstanceReader(instanceLimits)).routes());
    }

    void addInstances(Registrations registrations, InstanceRenewals renewals) {
        addRelayed(new InstanceResource(registrations, reads, new InstanceReader(instanceLimits), live).routes());
        addRelayed(new BatchResource(
                        registrations,
                        reads,
                        new BatchReader(instanceLimits),
                        limits.batch().registrations())
                .routes());
        addRelayed(new RenewalResource(
                        renewals,
                        reads,
                        new RenewalReader(instanceLimits),
                        limits.batch().renewals())
                .routes());
    }

    void addPatches(Patches patches) {
        addRelayed(new PatchResource(patches, reads, instanceLimits).routes());
    }

    void addConfigs(ConfigItems configs, Watching watching) {
        routes.addAll(new ConfigReads(reads, watching, work).routes());
        addRelayed(new ConfigWrites(configs, reads).routes());
    }

    void addNames(Tenancy tenancy) {
        addRelayed(new NamespaceResource(tenancy, reads, work).routes());
        addRelayed(new RoutingResource(tenancy, reads).routes());
    }

    void addDrains(Drains drains, Watchers watchers) {
        addRelayed(new DrainResource(drains, reads).routes(), DrainResource.MAX_WAIT);
        routes.addAll(new WatchersResource(watchers, reads).routes());
    }

    private void addRelayed(List<Route> more) {
        addRelayed(more, Duration.ZERO);
    }

    private void addRelayed(List<Route> more, Duration patience) {
        more.forEach(route -> routes.add(RelayingEndpoint.of(route, relay, reads, patience)));
    }

    void addServices(Watching watching) {
        routes.addAll(new ServiceResource(reads, watching, lists, live, work).routes());
        routes.addAll(new ServicesResource(reads, work).routes());
    }

    /** @param run tells this run of the node from others */
    void addWatch(Watching watching, String node, String run, MeterRegistry metrics) {
        WatchMeters meters = new WatchMeters(metrics, watching::size);
        EventStream.Parts parts = new EventStream.Parts(watching, reads, work, meters, System::nanoTime);
        routes.addAll(new WatchResource(parts, node, run).routes());
    }

    void addCluster(HttpServer.UseCases useCases, boolean isInsecure) {
        routes.addAll(
                new ClusterResource(useCases.cluster(), useCases.discovery(), useCases.transfers(), reads, isInsecure)
                        .routes());
        routes.addAll(new ProtectionResource(reads).routes());
        routes.addAll(new HistoryResource(reads).routes());
    }

    void addSnapshots(Restores restores, Spool spool) {
        routes.addAll(new SnapshotResource(reads, restores, new Documents(spool, work)).routes());
    }

    void addOperations(Discovery discovery, Supplier<String> scrape) {
        routes.addAll(new OperationsResource(discovery, reads, scrape, work).routes());
    }

    void addCentre(Centre centre, Spool spool) {
        CentreResource resource = new CentreResource(centre, reads, new Documents(spool, work));
        resource.writes()
                .forEach(write ->
                        routes.add(RelayingEndpoint.of(write.route(), relay, reads, Duration.ZERO, write.handedOn())));
        routes.addAll(resource.reads());
    }

    void addCentreCalls(CentreCalls calls, Spool spool) {
        routes.addAll(new CentreCallResource(calls, reads, new Documents(spool, work)).routes());
    }

    List<Route> routes() {
        return routes;
    }
}
