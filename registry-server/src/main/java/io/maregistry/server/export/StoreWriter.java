package io.maregistry.server.export;

import io.maregistry.server.replication.Leadership;
import io.maregistry.server.replication.Replica;
import io.maregistry.server.state.Change;
import io.maregistry.server.state.Root;
import io.maregistry.server.store.RegistryStore;
import io.maregistry.server.store.StoreException;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the registry to a store: changes as they come, the whole every so often; the package tells when. Owns the store
 * from {@link #start} on.
 *
 * <p>The thread {@code export} alone calls the store and may wait for it for as long as it takes. What the listeners do is
 * short and never waits for that. {@link #start} and {@link #close} may be called by any thread, each more than once.
 */
public final class StoreWriter implements Replica.Listener, Leadership.Listener, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(StoreWriter.class);
    private static final long UNREADY_PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final RegistryStore store;
    private final Replica replica;
    private final BooleanSupplier isReady;
    private final Options options;
    private final Agenda agenda;
    private final Backoff backoff;
    private final ExportMeters meters;
    private final Semaphore wake = new Semaphore(0);
    private final Thread thread = new Thread(this::run, "export");
    private volatile boolean isClosing;
    private @Nullable FirstImport firstImport; // until it is settled
    private boolean isStarted; // guarded by this
    private boolean isClosed; // guarded by this

    /**
     * How it writes.
     *
     * @param every how long after a save the next one comes, whatever happens
     * @param closeTime how long {@link #close} waits for the last save
     * @param nanoTime a monotonic clock, in nanoseconds
     * @param random for the lengths of pauses
     */
    public record Options(Duration every, Duration closeTime, LongSupplier nanoTime, RandomGenerator random) {}

    /**
     * A writer that is not started. It has to be made a listener of replica and leadership by whoever starts it.
     *
     * @param isReady whether the replica's root is worth writing: false while a node has not caught up since its start
     * @param firstImport what to read before anything is written; null where nothing is
     */
    public StoreWriter(
            RegistryStore store,
            Replica replica,
            BooleanSupplier isReady,
            @Nullable FirstImport firstImport,
            Options options,
            MeterRegistry meters) {
        this.store = store;
        this.replica = replica;
        this.isReady = isReady;
        this.firstImport = firstImport;
        this.options = options;
        this.agenda = new Agenda(options.every().toNanos(), options.nanoTime());
        this.backoff = new Backoff(options.random());
        this.meters = new ExportMeters(store.name(), replica, agenda, meters);
        thread.setDaemon(true);
        thread.setUncaughtExceptionHandler(
                (ended, broken) -> LOG.error("store={} is written no longer", store.name(), broken));
    }

    /** Begins: at once where each node has a store of its own, else when this node leads. */
    public synchronized void start() {
        if (!isStarted && !isClosed) {
            isStarted = true;
            if (!store.isShared()) {
                agenda.open();
            }
            thread.start();
        }
    }

    @Override
    public void applied(Root root, List<Change> changes, boolean restored) {
        if (!agenda.applied(root, changes, restored)) {
            meters.dropped.increment();
        }
        if (restored || !changes.isEmpty()) {
            wakeUp();
        }
    }

    @Override
    public void started(long term) {
        if (store.isShared()) {
            agenda.open();
            wakeUp();
        }
    }

    @Override
    public void stopped() {
        if (store.isShared()) {
            agenda.close();
        }
    }

    private void wakeUp() {
        if (wake.availablePermits() == 0) {
            wake.release();
        }
    }

    private void run() {
        try {
            while (!isClosing) {
                long pause = step();
                if (pause > 0) {
                    var unused = wake.tryAcquire(pause, TimeUnit.NANOSECONDS);
                }
                wake.drainPermits();
            }
            saveLast();
        } catch (InterruptedException closing) {
            LOG.debug("store={} interrupted while it was closed", store.name());
        } finally {
            store.close();
        }
    }

    /** Does what is due, on the thread that alone may; how many nanoseconds nothing is, unless something is told. */
    long step() throws InterruptedException {
        if (!isReady.getAsBoolean()) {
            return UNREADY_PAUSE_NANOS;
        }
        Agenda.Task task = agenda.next();
        switch (task.kind()) {
            case SAVE -> attempt(this::save);
            case APPEND -> attempt(() -> append(task));
            case WAIT -> {
                return task.waitNanos();
            }
        }
        return 0;
    }

    /** Something that may block, at a store. */
    private interface Work {
        void run() throws InterruptedException;
    }

    private void attempt(Work work) throws InterruptedException {
        try {
            work.run();
        } catch (RuntimeException | LinkageError | StackOverflowError | OutOfMemoryError failure) {
            // whatever a store throws, third parties' and their drivers' too, must not end the writing
            failed(failure);
            return;
        }
        if (backoff.failures() > 0) {
            LOG.info("store={} is written again after {} failures", store.name(), backoff.failures());
            backoff.reset();
        }
    }

    private void failed(Throwable failure) {
        meters.failures.increment();
        if (backoff.failures() == 0) {
            if (failure instanceof StoreException) {
                LOG.warn("store={} is not written, and is tried again: {}", store.name(), failure.getMessage());
            } else {
                LOG.warn("store={} is not written, and is tried again", store.name(), failure);
            }
        }
        agenda.failed(backoff.nextNanos());
    }

    private void save() throws InterruptedException {
        if (firstImport != null) {
            if (!firstImport.settle(store, replica.root())) {
                agenda.failed(UNREADY_PAUSE_NANOS);
                return;
            }
            firstImport = null;
        }
        long start = options.nanoTime().getAsLong();
        Root root = replica.root();
        if (root.isRestoring()) { // its staging is no part of it
            agenda.failed(UNREADY_PAUSE_NANOS);
            return;
        }
        store.save(root);
        agenda.saved(root, start);
        meters.saves.increment();
    }

    private void append(Agenda.Task task) {
        Root root = task.root();
        if (root != null && store.append(root, task.changes())) {
            agenda.appended(root);
            meters.changes.increment(task.changes().size());
        } else {
            agenda.refused();
        }
    }

    /** A store that failed last is not waited for once more; the next leader or the next start brings what it misses. */
    private void saveLast() throws InterruptedException {
        if (firstImport == null && isReady.getAsBoolean() && backoff.failures() == 0 && agenda.takeLastSave()) {
            attempt(this::save);
        }
    }

    /** Saves once more and gives back the store; waits for that as long as the options say. */
    @Override
    public void close() {
        synchronized (this) {
            if (isClosed) {
                return;
            }
            isClosed = true;
            if (!isStarted) {
                store.close();
                return;
            }
        }
        isClosing = true;
        wakeUp();
        try {
            thread.join(options.closeTime().toMillis());
        } catch (InterruptedException impatient) {
            Thread.currentThread().interrupt();
        }
        if (thread.isAlive()) {
            LOG.warn("store={} did not end its work in time", store.name());
            thread.interrupt();
        }
    }
}
