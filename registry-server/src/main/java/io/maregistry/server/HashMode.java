package io.maregistry.server;

import io.maregistry.model.Member;
import io.maregistry.server.config.ServerConfig;
import io.maregistry.server.config.WriteRouting;
import io.maregistry.server.export.Purpose;
import io.maregistry.server.export.StoreWriter;
import io.maregistry.server.hash.HashDirectory;
import io.maregistry.server.hash.HashNode;
import io.maregistry.server.lease.LeaseKeeper;
import io.maregistry.server.registry.Restores;
import io.maregistry.server.replication.AwaitedReplication;
import io.maregistry.server.replication.Replication;
import io.maregistry.server.replication.Standing;
import io.maregistry.server.state.RegistryState;
import io.maregistry.server.state.Settings;
import io.maregistry.server.store.RegistryStore;
import io.maregistry.wire.InstanceLimits;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/** A node of the documents' cluster: begins with what its store holds, asks the others who leads, and keeps the store. */
final class HashMode implements Mode {

    private final HashNode node;
    private final AwaitedReplication replication;
    private final Closings closings;
    private final Consumer<Throwable> failure;
    private final Optional<RegistryStore> store;
    private final StoredState stored;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final ServerConfig config;
    private final TimeSource time;

    /**
     * What the two modes have in common.
     *
     * @param settings what a leader brings into the state
     * @param limits those of instances
     */
    record Common(ServerConfig config, TimeSource time, Settings settings, InstanceLimits limits) {}

    /** Opens the directory and the store. */
    HashMode(Common common, MeterRegistry meters, Closings closings, Consumer<Throwable> failure) {
        this.config = common.config;
        this.time = common.time;
        this.closings = closings;
        this.failure = failure;
        HashDirectory directory = HashDirectory.open(config.node().dataDir());
        closings.add(directory::close);
        this.node = new HashNode(setup(common), meters, failure);
        this.store = Exporting.open(config);
        this.stored = new StoredState(closing);
        this.replication = new AwaitedReplication(Standing.Mode.HASH, List.of(), stored::waitsFor);
        store.ifPresent(opened -> keep(opened, meters));
    }

    private static HashNode.Setup setup(Common common) {
        ServerConfig config = common.config;
        return new HashNode.Setup(
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
    }

    /** The writer is closed behind all that takes writes, so that its last save has them. */
    private void keep(RegistryStore opened, MeterRegistry meters) {
        StoreWriter writer = new StoreWriter(
                opened,
                new StoreWriter.Source(replication, node::isCaughtUp, failure),
                null,
                new StoreWriter.Options(
                        config.store().every(), Purpose.PERSISTENCE, time.nanoTime(), RandomGenerator.getDefault()),
                meters);
        closings.add(writer::close);
        Exporting.attach(writer, replication);
        stored.afterwards(writer::start);
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
    public Optional<String> relaysTo() {
        return config.writeRouting() == WriteRouting.FORWARD ? node.otherLeader() : Optional.empty();
    }

    /** The store is read before the node begins, so all of that is made already. */
    @Override
    public void prepare(Restores restores, MeterRegistry meters) {}

    @Override
    public void begin(LeaseKeeper leases) {
        closings.add(closing::countDown);
        Thread thread = new Thread(this::join, "join");
        thread.setDaemon(true);
        thread.start();
    }

    private void join() {
        try {
            Optional<RegistryState> state =
                    store.isPresent() ? stored.read(store.get()) : Optional.of(new RegistryState());
            if (state.isPresent() && closings.add(node::close)) {
                replication.become(node);
                node.start(state.get());
                stored.done();
            }
        } catch (RuntimeException | Error unable) { // the thread's edge: the server ends with the reason
            failure.accept(unable);
        }
    }
}
