package io.maregistry.server;

import io.maregistry.model.Member;
import io.maregistry.server.config.ServerConfig;
import io.maregistry.server.hash.HashDirectory;
import io.maregistry.server.hash.HashNode;
import io.maregistry.server.lease.LeaseKeeper;
import io.maregistry.server.replication.AwaitedReplication;
import io.maregistry.server.replication.Replication;
import io.maregistry.server.replication.Standing;
import io.maregistry.server.state.RegistryState;
import io.maregistry.server.state.Settings;
import io.maregistry.wire.InstanceLimits;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** A node of the documents' cluster: begins with what its store holds, and asks the others who leads. */
final class HashMode implements Mode {

    private final HashNode node;
    private final AwaitedReplication replication;
    private final Closings closings;
    private final Supplier<RegistryState> stored;
    private final Consumer<Throwable> failure;

    /**
     * What the two modes have in common.
     *
     * @param settings what a leader brings into the state
     * @param limits those of instances
     */
    record Common(ServerConfig config, TimeSource time, Settings settings, InstanceLimits limits) {}

    /** @param stored what the store holds; it may block */
    HashMode(
            Common common,
            MeterRegistry meters,
            Closings closings,
            Supplier<RegistryState> stored,
            Consumer<Throwable> failure) {
        ServerConfig config = common.config;
        HashDirectory directory = HashDirectory.open(config.node().dataDir());
        closings.add(directory::close);
        HashNode.Setup setup = new HashNode.Setup(
                config.serverList(),
                new HashNode.Addresses(
                        "", config.http().listen(), config.grpc().advertise().toString(), Version.current()),
                common.settings,
                config.node().dataDir().resolve("tmp"),
                new HashNode.Options(
                        config.hash(),
                        common.limits,
                        config.limits().waiting(),
                        common.time.nanoTime(),
                        common.time.wallMillis()));
        this.node = new HashNode(setup, meters, failure);
        this.replication = new AwaitedReplication(Standing.Mode.HASH, List.of(), () -> "it reads its store");
        this.closings = closings;
        this.stored = stored;
        this.failure = failure;
    }

    @Override
    public Member self() {
        return node.self();
    }

    @Override
    public Replication replication() {
        return replication;
    }

    @Override
    public void begin(LeaseKeeper leases) {
        Thread thread = new Thread(this::join, "join");
        thread.setDaemon(true);
        thread.start();
    }

    private void join() {
        try {
            RegistryState state = stored.get();
            if (closings.add(node::close)) {
                replication.become(node);
                node.start(state);
            }
        } catch (RuntimeException | Error unable) { // the thread's edge: the server ends with the reason
            failure.accept(unable);
        }
    }
}
