package io.maregistry.server.export;

import io.maregistry.error.RegistryException.Corrupted;
import io.maregistry.server.replication.Differing;
import io.maregistry.server.replication.Leadership;
import io.maregistry.server.replication.Replica;
import io.maregistry.server.state.Change;
import io.maregistry.server.state.Root;
import io.maregistry.server.state.Scalars;
import io.maregistry.server.store.RegistryStore;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
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
    private final Source source;
    private final Options options;
    private final Agenda agenda;
    private final Backoff backoff;
    private final Troubles troubles;
    private final Ownership ownership;
    private final ExportMeters meters;
    private final Semaphore wake = new Semaphore(0);
    private final Thread thread = new Thread(this::run, "export");
    private volatile boolean isClosing;
    private volatile boolean isGivenUp; // the last save was not done in time
    private boolean isBroken; // the replica, which is never written again
    private @Nullable Root savedAtTheEnd; // by the save that was under way when the end began
    private @Nullable FirstImport firstImport; // until it is settled
    private boolean hasSeenEmpty; // the registry, before the import was settled
    private boolean isStarted; // guarded by this
    private boolean isClosed; // guarded by this

    /**
     * What is written.
     *
     * @param isReady whether the replica's root is worth writing: false while a node has not caught up since its start
     * @param failure told where the replica is broken: its state is not what its hash says
     */
    public record Source(Replica replica, BooleanSupplier isReady, Consumer<Throwable> failure) {}

    /**
     * How it is written.
     *
     * @param every how long after a save the next one comes, whatever happens
     * @param purpose what depends on it
     * @param nanoTime a monotonic clock, in nanoseconds
     * @param random for the lengths of pauses
     */
    public record Options(Duration every, Purpose purpose, LongSupplier nanoTime, RandomGenerator random) {}

    /**
     * A writer that is not started. It has to be made a listener of replica and leadership by whoever starts it.
     *
     * @param firstImport what to read before anything is written; null where nothing is
     */
    public StoreWriter(
            RegistryStore store,
            Source source,
            @Nullable FirstImport firstImport,
            Options options,
            MeterRegistry meters) {
        this.store = store;
        this.source = source;
        this.firstImport = firstImport;
        this.options = options;
        this.agenda = new Agenda(options.every().toNanos(), options.nanoTime());
        this.backoff = new Backoff(options.random());
        this.troubles = new Troubles(store.name(), options.nanoTime());
        this.ownership = new Ownership(store, !options.purpose().isPersistence());
        this.meters = new ExportMeters(store.name(), source.replica(), agenda, thread, meters);
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
    public void replaced(Root root, Differing differing) {
        agenda.replaced(root);
        wakeUp();
    }

    @Override
    public void started(long term) {
        if (store.isShared()) {
            ownership.doubt();
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
            while (!isClosing && !isBroken) {
                long pause = step();
                if (pause > 0) {
                    var unused = wake.tryAcquire(pause, TimeUnit.NANOSECONDS);
                }
                wake.drainPermits();
            }
            saveLast();
        } catch (InterruptedException ended) {
            if (!isClosing) {
                LOG.error("store={} is written no longer: its thread was interrupted", store.name(), ended);
            }
        } finally {
            store.close();
        }
    }

    /** Does what is due, on the thread that alone may; how many nanoseconds nothing is, unless something is told. */
    long step() throws InterruptedException {
        if (!source.isReady().getAsBoolean()) {
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

    /** Something that may block, at a store; false where it was put off. */
    private interface Work {
        boolean isDone() throws InterruptedException;
    }

    private void attempt(Work work) throws InterruptedException {
        boolean isDone;
        try {
            isDone = work.isDone();
        } catch (Throwable failure) {
            // whatever a store throws, third parties' and their drivers' too, errors as well, must not end the writing
            if (isClosing && failure instanceof InterruptedException ended) {
                throw ended;
            }
            failed(failure);
            return;
        }
        if (isDone && backoff.failures() > 0) {
            troubles.ended(backoff.failures());
            backoff.reset();
        }
    }

    private void failed(Throwable failure) {
        if (!isClosing) {
            var unused = Thread.interrupted(); // left by a store, and would end this thread at its next pause
        }
        meters.failures.increment();
        troubles.failed(failure);
        ownership.doubt();
        agenda.failed(backoff.nextNanos());
    }

    private boolean save() throws InterruptedException {
        if (source.replica().root().isRestoring() || !isImportSettled()) { // staging is no part of what is saved
            return putOff();
        }
        long start = options.nanoTime().getAsLong();
        Root root = source.replica().root();
        if (root.isRestoring() || !isSound(root)) {
            return putOff();
        }
        ownership.check(root);
        store.save(root);
        agenda.saved(root, start);
        meters.saves.increment();
        savedAtTheEnd = isClosing ? root : null;
        return true;
    }

    private boolean putOff() {
        agenda.failed(UNREADY_PAUSE_NANOS);
        return false;
    }

    private boolean isImportSettled() throws InterruptedException {
        if (firstImport != null) {
            Optional<Scalars> before = ownership.held();
            Root root = source.replica().root();
            hasSeenEmpty |= root.scalars().revision() == 0;
            if (!firstImport.settle(store, root)) {
                return false;
            }
            takeOver(before);
            firstImport = null;
        }
        return true;
    }

    /**
     * What was there when the registry was empty was imported, or was not to be. Of a document that names no cluster each
     * reading makes another one, so what the import has read is asked for, too.
     */
    private void takeOver(Optional<Scalars> before) {
        if (hasSeenEmpty) {
            ownership.takeOver(before);
            ownership.takeOver(ownership.held());
        }
    }

    /** A state that is not what its hash says is never written over a good one; it ends the node, whatever the store. */
    private boolean isSound(Root root) {
        if (root.recomputedHash().equals(root.hash())) {
            return true;
        }
        isBroken = true;
        source.failure()
                .accept(new Corrupted("the state at index " + root.position().index()
                        + " is not what its hash says, and is not saved to store=" + store.name()));
        return false;
    }

    private boolean append(Agenda.Task task) {
        Root root = task.root();
        if (root != null && store.append(root, task.changes())) {
            agenda.appended(root);
            meters.changes.increment(task.changes().size());
        } else if (agenda.refused()) {
            ownership.doubt();
        }
        return true;
    }

    /**
     * An export whose store failed last is not waited for once more; the next leader or the next start brings what it misses.
     * Neither is a save needed where the one that was under way brought everything.
     */
    private void saveLast() throws InterruptedException {
        boolean isPersistence = options.purpose().isPersistence();
        if (isBroken || isGivenUp || firstImport != null || !source.isReady().getAsBoolean()) {
            return;
        }
        boolean isTried = isPersistence || backoff.failures() == 0;
        if (isTried && !isSame(savedAtTheEnd, source.replica().root()) && agenda.takeLastSave()) {
            attempt(this::save);
        }
        if (isPersistence && !isGivenUp) {
            tellWhatIsMissing("the last save failed");
        }
    }

    private static boolean isSame(@Nullable Root saved, Root now) {
        return saved != null
                && saved.scalars().lineage() == now.scalars().lineage()
                && saved.scalars().revision() == now.scalars().revision();
    }

    private void tellWhatIsMissing(String why) {
        Root root = source.replica().root();
        if (agenda.lacks(root)) {
            LOG.error(
                    "store={} does not hold the newest state, revision={}, but revision={}: {}",
                    store.name(),
                    root.scalars().revision(),
                    agenda.writtenRevision(),
                    why);
        }
    }

    boolean isClosing() {
        return isClosing;
    }

    /** Saves once more and gives back the store; waits for that as long as the purpose says. */
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
        Duration patience =
                options.purpose().lastSave(source.replica().root().sizes().instances());
        try {
            thread.join(patience.toMillis());
        } catch (InterruptedException impatient) {
            Thread.currentThread().interrupt();
        }
        if (thread.isAlive()) {
            isGivenUp = true;
            tellWhatIsMissing("the last save was not done within " + patience.toSeconds() + " s");
            thread.interrupt();
        }
    }
}
