package io.maregistry.server;

import io.maregistry.server.config.ExitCode;
import io.maregistry.server.config.ServerConfig;
import io.maregistry.server.config.StartException;
import io.maregistry.server.export.FirstImport;
import io.maregistry.server.export.Purpose;
import io.maregistry.server.export.StoreWriter;
import io.maregistry.server.registry.Restores;
import io.maregistry.server.replication.Leadership;
import io.maregistry.server.replication.Replica;
import io.maregistry.server.replication.Replication;
import io.maregistry.server.store.RegistryStore;
import io.maregistry.server.store.StoreException;
import io.maregistry.server.store.Stores;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The store that a Raft node exports to, where it has one. {@link #prepare} comes before the replication is started, so that
 * the writer hears everything; {@link #close} before it is closed, so that a leader writes what it still may.
 */
final class Exporting implements AutoCloseable {

    private final ServerConfig config;
    private final TimeSource time;
    private final Consumer<Throwable> failure;
    private @Nullable StoreWriter writer; // guarded by this

    /** {@code failure} is told where the replica is broken. */
    Exporting(ServerConfig config, TimeSource time, Consumer<Throwable> failure) {
        this.config = config;
        this.time = time;
        this.failure = failure;
    }

    /** Opens the store and has its writer listen. Connects to nothing. */
    synchronized void prepare(Replication replication, Restores restores, MeterRegistry meters) {
        Optional<RegistryStore> store = open(config);
        if (store.isEmpty()) {
            return;
        }
        Path directory = config.node().dataDir().resolve("tmp");
        StoreWriter made = new StoreWriter(
                store.get(),
                new StoreWriter.Source(replication, () -> replication.standing().isReady(), failure),
                config.store().imported()
                        ? new FirstImport(restores, () -> replication.standing().isLeader(), directory)
                        : null,
                new StoreWriter.Options(
                        config.store().every(), Purpose.EXPORT, time.nanoTime(), new SplittableRandom()),
                meters);
        attach(made, replication);
        writer = made;
    }

    /** Has the writer hear what is applied, and who leads. */
    static void attach(StoreWriter writer, Replication replication) {
        replication.listen((Replica.Listener) writer);
        replication.listen((Leadership.Listener) writer);
    }

    /** The store that the configuration asks for, which connects to nothing yet; 78 where it cannot be. */
    static Optional<RegistryStore> open(ServerConfig config) {
        try {
            return Stores.open(config.store(), config.node().dataDir());
        } catch (StoreException refused) {
            throw new StartException(ExitCode.CONFIGURATION, String.valueOf(refused.getMessage()), refused);
        }
    }

    /** Begins to write. */
    synchronized void start() {
        if (writer != null) {
            writer.start();
        }
    }

    /** Saves once more where that is called for, and gives the store back; idempotent. */
    @Override
    public void close() {
        StoreWriter closing;
        synchronized (this) {
            closing = writer;
        }
        if (closing != null) {
            closing.close();
        }
    }
}
