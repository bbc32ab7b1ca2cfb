package io.maregistry.server.raft;

import io.maregistry.model.Content;
import io.maregistry.model.InstanceId;
import io.maregistry.model.Member;
import io.maregistry.model.ServiceName;
import io.maregistry.server.config.Address;
import io.maregistry.server.config.RaftConfig;
import io.maregistry.server.config.SnapshotConfig;
import io.maregistry.server.config.WriteRouting;
import io.maregistry.server.replication.Committed;
import io.maregistry.server.replication.Leadership;
import io.maregistry.server.state.Command;
import io.maregistry.server.state.Entry;
import io.maregistry.server.state.Register;
import io.maregistry.server.state.Root;
import io.maregistry.server.state.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;

/** One node with its port, which can be stopped and started again on the same directory. */
@NullMarked
final class TestNode implements AutoCloseable {

    static final Duration ELECTION_TIMEOUT = Duration.ofSeconds(1);

    final String name;
    final Address address;
    final AtomicReference<@Nullable Throwable> broken = new AtomicReference<>();

    /** What the node told of its end and of its leadership, in order. */
    final List<String> told = new CopyOnWriteArrayList<>();

    private final Map<String, String> founders;
    private final Path directory;
    private final SnapshotConfig snapshot;
    private final WriteRouting routing;
    private DiskReserve.Space space = () -> Long.MAX_VALUE;
    private Settings settings = Settings.DEFAULT;
    private long checkpointInterval = Checkpoints.INTERVAL;
    private volatile UnaryOperator<Entry> reading = UnaryOperator.identity();
    private @Nullable NodePort port;
    private @Nullable RaftNode raft;

    TestNode(
            String name,
            Address address,
            Map<String, String> founders,
            Path directory,
            SnapshotConfig snapshot,
            WriteRouting routing) {
        this.name = name;
        this.address = address;
        this.founders = founders;
        this.directory = directory;
        this.snapshot = snapshot;
        this.routing = routing;
    }

    String peer() {
        return address.toString();
    }

    /** Runs on a disk with so much free. */
    TestNode withSpace(DiskReserve.Space usable) {
        space = usable;
        return this;
    }

    /** Brings these settings when it leads. */
    TestNode withSettings(Settings own) {
        settings = own;
        return this;
    }

    /** Takes checkpoints that often. */
    TestNode withCheckpoints(long interval) {
        checkpointInterval = interval;
        return this;
    }

    /** From now on applies what {@code lies} makes of each entry, behind the log's back. */
    void misread(UnaryOperator<Entry> lies) {
        reading = lies;
    }

    TestNode start() {
        return start(node -> {});
    }

    /** Starts; {@code before} sees the node first. */
    TestNode start(Consumer<RaftNode> before) {
        Member self = new Member(
                name,
                "id-of-" + peer(),
                peer(),
                new Member.Addresses("http-" + name + ":1", "grpc", peer()),
                "test",
                1);
        RaftConfig config = new RaftConfig(
                address, address, List.of(), ELECTION_TIMEOUT, RaftConfig.Bootstrap.WHEN_ALL_ANSWER, false, 4);
        NodePort newPort = new NodePort(address);
        newPort.start();
        newPort.identify(peer(), self.nodeId(), "");
        port = newPort;
        RaftNode node = new RaftNode(
                new RaftSetup(
                        self,
                        new Founding(founders),
                        directory.resolve(name),
                        new RaftSetup.Options(config, snapshot, settings, routing, RaftSetup.Limits.DEFAULT)),
                newPort,
                System::currentTimeMillis,
                new End(),
                new Surroundings(space, new Checkpoints(checkpointInterval), entry -> reading.apply(entry)));
        raft = node;
        node.listen(new Led());
        before.accept(node);
        node.start();
        return this;
    }

    RaftNode raft() {
        if (raft == null) {
            throw new IllegalStateException(name + " is not running");
        }
        return raft;
    }

    boolean isRunning() {
        return raft != null;
    }

    Root root() {
        return raft().root();
    }

    Committed write(String service, int instance) throws Exception {
        return raft().propose(register(service, instance)).toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    void confirm() throws Exception {
        raft().confirm().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    int instances(String service) {
        var view = root().service(ServiceName.ofKey(service));
        return view == null ? 0 : view.size();
    }

    /** The indices of the snapshots on its disk. */
    List<Long> snapshots() throws IOException {
        try (Stream<Path> saved = Files.list(directory.resolve(name).resolve("raft/snapshot"))) {
            return saved.map(path -> path.getFileName().toString())
                    .filter(name -> name.startsWith("snapshot_"))
                    .map(name -> Long.valueOf(name.substring("snapshot_".length())))
                    .toList();
        }
    }

    static Command register(String service, int instance) {
        return new Register(
                null,
                ServiceName.ofKey(service),
                new InstanceId(
                        "http", "10.0." + (instance >> 8) % 256 + '.' + instance % 256, 1000 + (instance >> 16), ""),
                Content.PLAIN,
                true);
    }

    @Override
    public void close() {
        if (raft != null) {
            raft.close();
            raft = null;
        }
        if (port != null) {
            port.close();
            port = null;
        }
    }

    private final class End implements ReplicaEnd {

        @Override
        public void diverging(BrokenReplicaException why) {
            told.add("diverging");
        }

        @Override
        public void stopped(BrokenReplicaException why) {
            told.add("stopped");
            broken.set(why);
        }
    }

    private final class Led implements Leadership.Listener {

        @Override
        public void started(long term) {
            told.add("leads");
        }

        @Override
        public void stopped() {
            told.add("leads no longer");
        }
    }
}
