package io.maregistry.server;

import io.maregistry.model.Member;
import io.maregistry.server.config.Address;
import io.maregistry.server.config.LeaseConfig;
import io.maregistry.server.config.LimitsConfig;
import io.maregistry.server.config.RaftConfig;
import io.maregistry.server.config.ServerConfig;
import io.maregistry.server.config.StartException;
import io.maregistry.server.config.WatchConfig;
import io.maregistry.server.config.WriteRouting;
import io.maregistry.server.grpc.GrpcServer;
import io.maregistry.server.http.HttpServer;
import io.maregistry.server.lease.LeaseKeeper;
import io.maregistry.server.lease.LivenessMetrics;
import io.maregistry.server.net.EventLoops;
import io.maregistry.server.net.WorkPool;
import io.maregistry.server.raft.BrokenReplicaException;
import io.maregistry.server.raft.ClusterBirth;
import io.maregistry.server.raft.DataDirectory;
import io.maregistry.server.raft.DataDirectoryException;
import io.maregistry.server.raft.Founding;
import io.maregistry.server.raft.NodePort;
import io.maregistry.server.raft.RaftNode;
import io.maregistry.server.raft.RaftSetup;
import io.maregistry.server.raft.ReplicaEnd;
import io.maregistry.server.registry.ClusterView;
import io.maregistry.server.registry.Discovery;
import io.maregistry.server.registry.DocumentRenewals;
import io.maregistry.server.registry.InstanceRenewals;
import io.maregistry.server.registry.Registrations;
import io.maregistry.server.registry.Restores;
import io.maregistry.server.registry.Transfers;
import io.maregistry.server.registry.Watching;
import io.maregistry.server.replication.AwaitedReplication;
import io.maregistry.server.replication.MemberReport;
import io.maregistry.server.replication.Renewals;
import io.maregistry.server.replication.Replica;
import io.maregistry.server.replication.Replication;
import io.maregistry.server.snapshot.DocumentReader;
import io.maregistry.server.state.Settings;
import io.maregistry.server.watch.WatchLimits;
import io.maregistry.server.watch.WatchThread;
import io.maregistry.server.watch.Watches;
import io.maregistry.wire.InstanceLimits;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
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

    /** The newest format of log entries that this build reads. */
    private static final int FORMAT_LEVEL = 1;

    private static final int WORK_THREADS = 2;
    private static final Logger LOG = LoggerFactory.getLogger(RegistryServer.class);

    private final ServerConfig config;
    private final TimeSource time;
    private final Exporting exporting;
    private final CompletableFuture<StartException> failure = new CompletableFuture<>();
    private final CompletableFuture<Void> closed = new CompletableFuture<>();
    private final Deque<Runnable> closings = new ArrayDeque<>(); // guarded by this; newest first
    private boolean isClosed; // guarded by this

    /** A server on the machine's clocks. */
    public RegistryServer(ServerConfig config) {
        this(config, TimeSource.system());
    }

    public RegistryServer(ServerConfig config, TimeSource time) {
        this.config = config;
        this.time = time;
        this.exporting = new Exporting(config, time);
    }

    @Override
    public synchronized void start() {
        if (isClosed) {
            return;
        }
        try {
            startParts();
        } catch (RuntimeException | IOException unable) {
            throw Failures.told(unable);
        }
    }

    private void startParts() throws IOException {
        String peer = config.raft().advertise().toString();
        DataDirectory directory = DataDirectory.open(config.node().dataDir(), peer);
        closings.push(directory::close);
        NodePort port = new NodePort(config.raft().listen());
        closings.push(port::close);
        port.start();
        port.identify(peer, directory.nodeId(), directory.clusterId());
        ClusterBirth birth = new ClusterBirth(directory, port, memberAddresses(), isForced());
        closings.push(birth::close);
        AwaitedReplication replication = new AwaitedReplication(
                configuredMembers(peer), () -> birth.waitsFor().orElse("it is taking part in a moment"));
        Member self = self(peer, directory.nodeId());
        LeaseKeeper leases = startServing(replication, self);
        var unused = birth.start()
                .thenAcceptAsync(
                        founding -> join(founding, directory, port, replication, leases, self),
                        RegistryServer::onOwnThread)
                .exceptionally(this::failed);
        endIfForeign(birth);
    }

    private void endIfForeign(ClusterBirth birth) {
        var unused = birth.kinship().exceptionally(this::failed);
    }

    private LeaseKeeper startServing(AwaitedReplication replication, Member self) throws IOException {
        LeaseKeeper leases = new LeaseKeeper(
                replication,
                replication,
                time.nanoTime(),
                new LeaseKeeper.Options(
                        config.lease().tick(),
                        config.lease().sweep(),
                        config.limits().waiting().renewals()),
                this::broken);
        closings.push(leases::close);
        replication.listen(leases);
        PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        replication.listen(new LivenessMetrics(replication, meters));
        Watches watches = watches(replication);
        WorkPool work = new WorkPool(WORK_THREADS);
        closings.push(work::close);
        EventLoops loops = EventLoops.of(Math.max(2, Runtime.getRuntime().availableProcessors()));
        closings.push(loops::close);
        HttpServer.UseCases useCases = useCases(replication, leases, watches, self, work.restores());
        exporting.prepare(replication, useCases.restores(), meters);
        closings.push(exporting::close);
        serve(useCases, loops, work, meters);
        leases.start();
        LOG.info(
                "node={} http={} grpc={} node-port={} listens",
                self.name(),
                self.addresses().http(),
                self.addresses().grpc(),
                self.peer());
        return leases;
    }

    private void serve(HttpServer.UseCases useCases, EventLoops loops, WorkPool work, PrometheusMeterRegistry meters)
            throws IOException {
        HttpServer http = new HttpServer(httpSettings(), useCases, loops, work, meters);
        closings.push(http::close);
        http.start();
        GrpcServer grpc = new GrpcServer(
                new GrpcServer.Settings(config.grpc().listen(), config.limits(), instanceLimits()),
                new GrpcServer.UseCases(
                        useCases.discovery(),
                        useCases.cluster(),
                        useCases.registrations(),
                        useCases.renewals(),
                        useCases.watching()),
                loops,
                work,
                meters);
        closings.push(grpc::close);
        grpc.start();
    }

    private Watches watches(AwaitedReplication replication) {
        WatchThread thread = new WatchThread();
        closings.push(thread::close);
        WatchConfig watch = config.watch();
        WatchLimits limits = new WatchLimits(
                watch.ring(),
                watch.ringBytes(),
                watch.queue(),
                watch.queueBytes(),
                config.limits().connections().watches());
        Watches watches = new Watches(limits, replication.root(), thread);
        Replica.Listener listener = watches::applied;
        replication.listen(listener);
        return watches;
    }

    private HttpServer.UseCases useCases(
            Replication replication, Renewals renewals, Watches watches, Member self, Executor work) {
        Discovery discovery = new Discovery(replication, replication, replication);
        return new HttpServer.UseCases(
                discovery,
                new ClusterView(replication, self, config.read().staleAfter().toMillis()),
                new Registrations(
                        replication, discovery, config.limits().minTtl().toMillis()),
                new DocumentRenewals(renewals, discovery),
                new InstanceRenewals(renewals, discovery),
                new Transfers(replication, discovery, self.peer()),
                new Restores(
                        replication,
                        discovery,
                        new DocumentReader(instanceLimits()),
                        work,
                        new Restores.Limit(config.limits().time().restore(), time.nanoTime())),
                new Watching(discovery, replication, watches, config.watch().progress()));
    }

    private void join(
            Founding founding,
            DataDirectory directory,
            NodePort port,
            AwaitedReplication replication,
            LeaseKeeper leases,
            Member self) {
        RaftSetup.Limits limits =
                new RaftSetup.Limits(config.limits().time(), config.limits().waiting(), config.disk());
        RaftSetup.Options options =
                new RaftSetup.Options(config.raft(), config.snapshot(), settings(), config.writeRouting(), limits);
        RaftSetup setup = new RaftSetup(self, founding, config.node().dataDir(), options);
        RaftNode raft = new RaftNode(setup, port, time.wallMillis(), new End(directory));
        ClusterIdentity identity = new ClusterIdentity(directory, port, this::broken);
        synchronized (this) {
            if (isClosed) {
                return;
            }
            closings.push(identity::close);
            closings.push(raft::close);
            closings.push(exporting::close);
        }
        raft.listen(identity);
        raft.gatherRenewals(leases);
        replication.become(raft);
        raft.start();
        exporting.start();
    }

    @Override
    public CompletionStage<StartException> failure() {
        return failure;
    }

    @Override
    public void close() {
        Deque<Runnable> parts;
        boolean isFirst;
        synchronized (this) {
            isFirst = !isClosed;
            isClosed = true;
            parts = new ArrayDeque<>(closings);
            closings.clear();
        }
        if (isFirst) {
            try {
                parts.forEach(RegistryServer::closeOne);
            } finally {
                closed.complete(null);
            }
        } else { // the process must not end before leadership is handed over and all is on disk
            closed.join();
        }
    }

    private static void closeOne(Runnable closing) {
        try {
            closing.run();
        } catch (RuntimeException unclean) {
            // the others must be closed all the same
            LOG.warn("unclean stop", unclean);
        }
    }

    private Void failed(Throwable reason) {
        broken(reason);
        return null;
    }

    private void broken(Throwable reason) {
        synchronized (this) {
            if (isClosed) {
                return;
            }
        }
        failure.complete(Failures.told(reason));
    }

    private static void onOwnThread(Runnable task) {
        Thread thread = new Thread(task, "join");
        thread.setDaemon(true);
        thread.start();
    }

    private Member self(String peer, String nodeId) {
        Member.Addresses addresses = new Member.Addresses(
                config.http().advertise().toString(), config.grpc().advertise().toString(), peer);
        return new Member(config.node().name(), nodeId, peer, addresses, Version.current(), FORMAT_LEVEL);
    }

    private List<Address> memberAddresses() {
        return config.raft().members().stream().map(RaftConfig.Peer::address).toList();
    }

    private boolean isForced() {
        return config.raft().bootstrap() == RaftConfig.Bootstrap.FORCE;
    }

    private List<MemberReport> configuredMembers(String self) {
        if (config.raft().isLone()) {
            return List.of(new MemberReport(config.node().name(), self, true, null, null, true));
        }
        return config.raft().members().stream()
                .map(one -> {
                    String peer = one.address().toString();
                    return new MemberReport(one.name(), peer, peer.equals(self), null, null, peer.equals(self));
                })
                .toList();
    }

    private Settings settings() {
        LimitsConfig.Instances instances = config.limits().instances();
        return new Settings(
                config.lease().defaultTtl().toMillis(),
                config.lease().offlineGrace().toMillis(),
                doubt(config.lease().protection()),
                config.compat().renewBumpsVersion(),
                new Settings.Limits(instances.perService(), instances.services(), instances.total()));
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
        return new InstanceLimits(
                parameters.entries(),
                parameters.key(),
                parameters.value(),
                parameters.total(),
                config.limits().minTtl().toMillis());
    }

    private HttpServer.Settings httpSettings() {
        return new HttpServer.Settings(
                config.http().listen(),
                config.limits(),
                config.node().dataDir().resolve("tmp"),
                config.writeRouting() == WriteRouting.REDIRECT,
                config.raft().insecure(),
                time.wallMillis());
    }

    /** A node that diverged goes on to say so, but must not start again on its directory. */
    private final class End implements ReplicaEnd {

        private final DataDirectory directory;

        End(DataDirectory directory) {
            this.directory = directory;
        }

        @Override
        public void diverging(BrokenReplicaException why) {
            try {
                directory.markDiverged(String.valueOf(why.getMessage()));
            } catch (DataDirectoryException unmarked) {
                broken(unmarked);
            }
        }

        @Override
        public void stopped(BrokenReplicaException why) {
            if (!why.isDivergence()) {
                broken(why);
            }
        }
    }
}
