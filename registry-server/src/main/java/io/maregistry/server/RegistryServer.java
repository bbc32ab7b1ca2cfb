package io.maregistry.server;

import io.maregistry.model.Member;
import io.maregistry.server.centre.CentreCalls;
import io.maregistry.server.check.Checks;
import io.maregistry.server.check.Probes;
import io.maregistry.server.config.Election;
import io.maregistry.server.config.LeaseConfig;
import io.maregistry.server.config.LimitsConfig;
import io.maregistry.server.config.ServerConfig;
import io.maregistry.server.config.StartException;
import io.maregistry.server.config.WatchConfig;
import io.maregistry.server.config.WriteRouting;
import io.maregistry.server.grpc.GrpcServer;
import io.maregistry.server.http.HttpServer;
import io.maregistry.server.http.LeaderRelay;
import io.maregistry.server.lease.LeaseKeeper;
import io.maregistry.server.lease.LivenessMetrics;
import io.maregistry.server.net.EventLoops;
import io.maregistry.server.net.WorkPool;
import io.maregistry.server.outbound.Outbound;
import io.maregistry.server.registry.ClusterView;
import io.maregistry.server.registry.ConfigItems;
import io.maregistry.server.registry.Discovery;
import io.maregistry.server.registry.DocumentRenewals;
import io.maregistry.server.registry.Drains;
import io.maregistry.server.registry.InstanceRenewals;
import io.maregistry.server.registry.Patches;
import io.maregistry.server.registry.Registrations;
import io.maregistry.server.registry.Restores;
import io.maregistry.server.registry.Tenancy;
import io.maregistry.server.registry.Transfers;
import io.maregistry.server.registry.Watchers;
import io.maregistry.server.registry.Watching;
import io.maregistry.server.replication.Renewals;
import io.maregistry.server.replication.Replication;
import io.maregistry.server.replication.StateMeters;
import io.maregistry.server.snapshot.DocumentReader;
import io.maregistry.server.state.PatchInstance;
import io.maregistry.server.state.Settings;
import io.maregistry.server.watch.WatchLimits;
import io.maregistry.server.watch.WatchThread;
import io.maregistry.server.watch.Watches;
import io.maregistry.wire.InstanceLimits;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One node: makes every part, starts them in order and stops them in reverse. The only place that knows them all.
 *
 * <p>{@link #start()} returns when the ports are open. The node then takes part in the birth of its cluster, or goes on
 * where its directory left off, on a thread of its own; {@code /readyz} tells when it serves. Several servers may run in
 * one JVM.
 */
public final class RegistryServer implements ServerRun {

    private static final int WORK_THREADS = 2;
    private static final Logger LOG = LoggerFactory.getLogger(RegistryServer.class);

    private final ServerConfig config;
    private final TimeSource time;
    private final CompletableFuture<StartException> failure = new CompletableFuture<>();
    private final Closings closings = new Closings();

    /** A server on the machine's clocks. */
    public RegistryServer(ServerConfig config) {
        this(config, TimeSource.system());
    }

    public RegistryServer(ServerConfig config, TimeSource time) {
        this.config = config;
        this.time = time;
    }

    @Override
    public synchronized void start() {
        if (closings.isClosed()) {
            return;
        }
        try {
            startParts();
        } catch (RuntimeException | IOException unable) {
            throw Failures.told(unable);
        }
    }

    private void startParts() throws IOException {
        PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        Mode mode = mode(meters);
        mode.begin(startServing(mode, meters));
    }

    private Mode mode(PrometheusMeterRegistry meters) {
        return switch (config.election()) {
            case RAFT -> new RaftMode(config, time, settings(), closings, this::broken);
            case HASH ->
                new HashMode(
                        new HashMode.Common(config, time, settings(), instanceLimits()),
                        meters,
                        closings,
                        this::broken);
        };
    }

    private LeaseKeeper startServing(Mode mode, PrometheusMeterRegistry meters) throws IOException {
        Replication replication = mode.replication();
        Member self = mode.self();
        LeaseKeeper leases = new LeaseKeeper(
                replication,
                replication,
                time.nanoTime(),
                new LeaseKeeper.Options(
                        config.lease().tick(),
                        config.lease().sweep(),
                        config.limits().waiting().renewals()),
                this::broken);
        closings.add(leases::close);
        replication.listen(leases);
        replication.listen(new LivenessMetrics(replication, meters));
        StateMeters.bind(replication, meters);
        Watches watches = watches(replication);
        WorkPool work = new WorkPool(WORK_THREADS);
        closings.add(work::close);
        EventLoops loops = EventLoops.of(Math.max(2, Runtime.getRuntime().availableProcessors()));
        closings.add(loops::close);
        Outbound outbound = Outgoing.open(config, loops, time, closings);
        HttpServer.UseCases useCases = useCases(replication, leases, watches, self, work.restores(), outbound);
        mode.prepare(useCases.restores(), meters);
        Checks checks = checks(replication, outbound, meters);
        serve(mode, useCases, loops, work, meters);
        leases.start();
        checks.start();
        LOG.info(
                "node={} http={} grpc={} peer={} listens",
                self.name(),
                self.addresses().http(),
                self.addresses().grpc(),
                self.peer());
        return leases;
    }

    private void serve(
            Mode mode, HttpServer.UseCases useCases, EventLoops loops, WorkPool work, PrometheusMeterRegistry meters)
            throws IOException {
        HttpServer http = new HttpServer(httpSettings(relay(mode, work)), useCases, loops, work, meters);
        closings.add(http::close);
        http.start();
        GrpcServer grpc = new GrpcServer(
                new GrpcServer.Settings(config.grpc().listen(), config.limits(), instanceLimits()),
                new GrpcServer.UseCases(
                        useCases.discovery(),
                        useCases.cluster(),
                        useCases.registrations(),
                        useCases.renewals(),
                        useCases.drains(),
                        useCases.watchers(),
                        useCases.patches(),
                        useCases.configs(),
                        useCases.tenancy(),
                        useCases.watching()),
                loops,
                work,
                meters);
        closings.add(grpc::close);
        grpc.start();
    }

    private Checks checks(Replication replication, Outbound outbound, PrometheusMeterRegistry meters) {
        Checks checks = new Checks(
                replication,
                new Probes(outbound, time.nanoTime()),
                time.nanoTime(),
                config.check().concurrency(),
                meters,
                this::broken);
        closings.add(checks::close);
        return checks;
    }

    private Watches watches(Replication replication) {
        WatchThread thread = new WatchThread();
        closings.add(thread::close);
        WatchConfig watch = config.watch();
        WatchLimits limits = new WatchLimits(
                watch.ring(),
                watch.ringBytes(),
                watch.queue(),
                watch.queueBytes(),
                config.limits().connections().watches());
        Watches watches = new Watches(limits, replication.root(), thread);
        replication.listen(new WatchFeed(watches));
        return watches;
    }

    private HttpServer.UseCases useCases(
            Replication replication,
            Renewals renewals,
            Watches watches,
            Member self,
            Executor work,
            Outbound outbound) {
        Discovery discovery = new Discovery(replication, replication, replication);
        Watchers watchers = new Watchers(replication, replication, watches.confirmations());
        watchers.serve();
        return new HttpServer.UseCases(
                discovery,
                new ClusterView(replication, self, config.read().staleAfter().toMillis()),
                new Registrations(
                        replication, discovery, config.limits().minTtl().toMillis()),
                new Patches(replication, discovery, room()),
                new ConfigItems(replication, discovery),
                new Tenancy(replication, discovery),
                new Drains(replication, discovery, watchers),
                watchers,
                new DocumentRenewals(renewals, discovery),
                new InstanceRenewals(renewals, discovery),
                new Transfers(replication, discovery, self.peer()),
                new Restores(
                        replication,
                        discovery,
                        new DocumentReader(instanceLimits()),
                        work,
                        new Restores.Limit(config.limits().time().restore(), time.nanoTime())),
                new Watching(discovery, replication, watches, config.watch().progress()),
                new CentreCalls(outbound, time.nanoTime()));
    }

    private PatchInstance.Room room() {
        LimitsConfig.Parameters parameters = config.limits().parameters();
        return new PatchInstance.Room(
                parameters.entries(),
                parameters.total(),
                config.limits().metrics().entries());
    }

    @Override
    public CompletionStage<StartException> failure() {
        return failure;
    }

    @Override
    public void close() {
        closings.close();
    }

    private void broken(Throwable reason) {
        if (closings.isClosed()) {
            return;
        }
        failure.complete(Failures.told(reason));
    }

    private Settings settings() {
        LimitsConfig.Instances instances = config.limits().instances();
        LimitsConfig.Configs configs = config.limits().configs();
        return new Settings(
                config.lease().defaultTtl().toMillis(),
                config.lease().offlineGrace().toMillis(),
                doubt(config.lease().protection()),
                config.compat().renewBumpsVersion(),
                new Settings.Limits(instances.perService(), instances.services(), instances.total()),
                config.namespaces().strict(),
                new Settings.ConfigLimits(configs.items(), configs.totalBytes()));
    }

    private static Settings.Doubt doubt(LeaseConfig.Protection protection) {
        return new Settings.Doubt(
                protection.ratioPerMille(),
                protection.min(),
                protection.ratePerMille(),
                protection.hold().toMillis());
    }

    private InstanceLimits instanceLimits() {
        LimitsConfig.Parameters parameters = config.limits().parameters();
        LimitsConfig.Metrics metrics = config.limits().metrics();
        return new InstanceLimits(
                parameters.entries(),
                parameters.key(),
                parameters.value(),
                parameters.total(),
                config.limits().minTtl().toMillis(),
                new InstanceLimits.Metrics(metrics.entries(), metrics.length()));
    }

    private @Nullable LeaderRelay relay(Mode mode, WorkPool work) {
        return config.election() == Election.HASH
                ? new LeaderRelay(
                        mode::relaysTo,
                        config.limits().time().write(),
                        config.limits().waiting().writes(),
                        work)
                : null;
    }

    private HttpServer.Settings httpSettings(@Nullable LeaderRelay relay) {
        return new HttpServer.Settings(
                config.http().listen(),
                config.limits(),
                config.node().dataDir().resolve("tmp"),
                config.writeRouting() == WriteRouting.REDIRECT,
                relay,
                config.raft().insecure(),
                time.wallMillis());
    }
}
