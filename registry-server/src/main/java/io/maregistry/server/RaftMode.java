package io.maregistry.server;

import io.maregistry.model.Member;
import io.maregistry.server.config.Address;
import io.maregistry.server.config.RaftConfig;
import io.maregistry.server.config.ServerConfig;
import io.maregistry.server.lease.LeaseKeeper;
import io.maregistry.server.raft.BrokenReplicaException;
import io.maregistry.server.raft.ClusterBirth;
import io.maregistry.server.raft.DataDirectory;
import io.maregistry.server.raft.DataDirectoryException;
import io.maregistry.server.raft.Founding;
import io.maregistry.server.raft.NodePort;
import io.maregistry.server.raft.RaftNode;
import io.maregistry.server.raft.RaftSetup;
import io.maregistry.server.raft.ReplicaEnd;
import io.maregistry.server.registry.Restores;
import io.maregistry.server.replication.AwaitedReplication;
import io.maregistry.server.replication.MemberReport;
import io.maregistry.server.replication.Replication;
import io.maregistry.server.replication.Standing;
import io.maregistry.server.state.Settings;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** A node of a Raft group: takes part in the birth of its cluster, or goes on where its directory left off. */
final class RaftMode implements Mode {

    /** The newest format of log entries that this build reads. */
    private static final int FORMAT_LEVEL = 1;

    private final ServerConfig config;
    private final TimeSource time;
    private final Settings settings;
    private final Closings closings;
    private final Consumer<Throwable> failure;
    private final DataDirectory directory;
    private final NodePort port;
    private final ClusterBirth birth;
    private final AwaitedReplication replication;
    private final Exporting exporting;
    private final Member self;

    /** Opens the directory and the node port. */
    RaftMode(ServerConfig config, TimeSource time, Settings settings, Closings closings, Consumer<Throwable> failure) {
        this.config = config;
        this.time = time;
        this.settings = settings;
        this.closings = closings;
        this.failure = failure;
        String peer = config.raft().advertise().toString();
        directory = DataDirectory.open(config.node().dataDir(), peer);
        closings.add(directory::close);
        port = new NodePort(config.raft().listen());
        closings.add(port::close);
        port.start();
        port.identify(peer, directory.nodeId(), directory.clusterId());
        birth = new ClusterBirth(directory, port, memberAddresses(), isForced());
        closings.add(birth::close);
        replication = new AwaitedReplication(
                Standing.Mode.RAFT,
                configuredMembers(peer),
                () -> birth.waitsFor().orElse("it is taking part in a moment"));
        exporting = new Exporting(config, time, failure);
        self = self(peer, directory.nodeId());
    }

    @Override
    public Member self() {
        return self;
    }

    @Override
    public Replication replication() {
        return replication;
    }

    /** Commands travel to the leader over the node port. */
    @Override
    public Optional<String> relaysTo() {
        return Optional.empty();
    }

    @Override
    public void prepare(Restores restores, MeterRegistry meters) {
        exporting.prepare(replication, restores, meters);
        closings.add(exporting::close);
    }

    @Override
    public void begin(LeaseKeeper leases) {
        var unusedJoining = birth.start()
                .thenAcceptAsync(founding -> join(founding, leases), RaftMode::onOwnThread)
                .exceptionally(this::failed);
        var unusedKinship = birth.kinship().exceptionally(this::failed);
    }

    private void join(Founding founding, LeaseKeeper leases) {
        RaftSetup.Limits limits =
                new RaftSetup.Limits(config.limits().time(), config.limits().waiting(), config.disk());
        RaftSetup.Options options =
                new RaftSetup.Options(config.raft(), config.snapshot(), settings, config.writeRouting(), limits);
        RaftSetup setup = new RaftSetup(self, founding, config.node().dataDir(), options);
        RaftNode raft = new RaftNode(setup, port, time.wallMillis(), new End());
        ClusterIdentity identity = new ClusterIdentity(directory, port, failure);
        if (!closings.add(identity::close, raft::close, exporting::close)) {
            return;
        }
        raft.listen(identity);
        raft.gatherRenewals(leases);
        replication.become(raft);
        raft.start();
        exporting.start();
    }

    private Void failed(Throwable reason) {
        failure.accept(reason);
        return null;
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

    private List<MemberReport> configuredMembers(String own) {
        if (config.raft().isLone()) {
            return List.of(new MemberReport(config.node().name(), own, true, null, null, true));
        }
        return config.raft().members().stream()
                .map(one -> {
                    String peer = one.address().toString();
                    return new MemberReport(one.name(), peer, peer.equals(own), null, null, peer.equals(own));
                })
                .toList();
    }

    /** A node that diverged goes on to say so, but must not start again on its directory. */
    private final class End implements ReplicaEnd {

        @Override
        public void diverging(BrokenReplicaException why) {
            try {
                directory.markDiverged(String.valueOf(why.getMessage()));
            } catch (DataDirectoryException unmarked) {
                failure.accept(unmarked);
            }
        }

        @Override
        public void stopped(BrokenReplicaException why) {
            if (!why.isDivergence()) {
                failure.accept(why);
            }
        }
    }
}
