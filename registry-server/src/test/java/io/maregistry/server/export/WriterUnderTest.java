package io.maregistry.server.export;

import io.maregistry.model.Content;
import io.maregistry.model.InstanceId;
import io.maregistry.model.ServiceName;
import io.maregistry.server.replication.InMemoryReplication;
import io.maregistry.server.replication.Replica;
import io.maregistry.server.state.Register;
import io.maregistry.server.state.Root;
import io.maregistry.server.store.RegistryStore;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** A writer that a test moves step by step, over a registry without a log, on a clock of its own. */
final class WriterUnderTest {

    static final Duration EVERY = Duration.ofSeconds(30);
    static final Purpose EXPORT = new Purpose(false, Duration.ofSeconds(20), Duration.ZERO);
    static final Purpose PERSISTENCE = new Purpose(true, Duration.ofSeconds(20), Duration.ZERO);
    static final ServiceName SERVICE = ServiceName.of("user.UserService");

    final InMemoryReplication replication;
    final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    final AtomicLong nanos = new AtomicLong(7);
    final StoreOfTheTest store;
    final StoreWriter writer;
    final List<Throwable> failures = new CopyOnWriteArrayList<>(); // that the node was told
    volatile boolean isReady = true;
    volatile @Nullable Root shown; // in the place of the registry's own
    private int registered;

    WriterUnderTest(InMemoryReplication replication, StoreOfTheTest store, @Nullable FirstImport firstImport) {
        this(replication, store, firstImport, EXPORT);
    }

    WriterUnderTest(
            InMemoryReplication replication, StoreOfTheTest store, @Nullable FirstImport firstImport, Purpose purpose) {
        this(replication, store, store, firstImport, purpose);
    }

    /** One that writes a real store; {@link #store} stays untouched. */
    WriterUnderTest(InMemoryReplication replication, RegistryStore written, @Nullable FirstImport firstImport) {
        this(replication, new StoreOfTheTest(written.isShared()), written, firstImport, EXPORT);
    }

    private WriterUnderTest(
            InMemoryReplication replication,
            StoreOfTheTest store,
            RegistryStore written,
            @Nullable FirstImport firstImport,
            Purpose purpose) {
        this.replication = replication;
        this.store = store;
        this.writer = new StoreWriter(
                written,
                new StoreWriter.Source(new Shown(replication), () -> isReady, failures::add),
                firstImport,
                new StoreWriter.Options(EVERY, purpose, nanos::get, new SplittableRandom(1)),
                meters);
        Replica.Listener listener = writer;
        replication.listen(listener);
    }

    /** The registry, or what the test shows in its place. */
    private final class Shown implements Replica {
        private final Replica own;

        Shown(Replica own) {
            this.own = own;
        }

        @Override
        public Root root() {
            Root other = shown;
            return other == null ? own.root() : other;
        }

        @Override
        public CompletionStage<Root> awaitRevision(long lineage, long revision, long timeoutMillis) {
            return own.awaitRevision(lineage, revision, timeoutMillis);
        }

        @Override
        public void listen(Listener listener) {
            own.listen(listener);
        }
    }

    /** The same that writes what is persistence. */
    static WriterUnderTest persisting() {
        WriterUnderTest one =
                new WriterUnderTest(InMemoryReplication.born(), new StoreOfTheTest(true), null, PERSISTENCE);
        one.writer.started(1);
        return one;
    }

    /** One over a store that all nodes share, which this node begins to write. */
    static WriterUnderTest leading() {
        WriterUnderTest one = new WriterUnderTest(InMemoryReplication.born(), new StoreOfTheTest(true), null);
        one.writer.started(1);
        return one;
    }

    /** One more instance: a change of the revision. */
    void register() {
        register(Content.PLAIN);
    }

    void register(Content content) {
        replication.apply(
                new Register(null, SERVICE, new InstanceId("http", "10.0.0.1", ++registered, ""), content, true));
    }

    void register(int count) {
        for (int at = 0; at < count; at++) {
            register();
        }
    }

    /** Does all that is due; how long nothing is from now on. */
    Duration settle() throws InterruptedException {
        long pause = writer.step();
        while (pause == 0) {
            pause = writer.step();
        }
        return Duration.ofNanos(pause);
    }

    void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    double meter(String name) {
        Meter meter = meters.get("maregistry.export." + name).meter();
        return meter.measure().iterator().next().getValue();
    }
}
