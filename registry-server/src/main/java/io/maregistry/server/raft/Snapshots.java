package io.maregistry.server.raft;

import com.alipay.sofa.jraft.Closure;
import com.alipay.sofa.jraft.Node;
import com.alipay.sofa.jraft.Status;
import com.alipay.sofa.jraft.error.RaftError;
import com.alipay.sofa.jraft.storage.snapshot.SnapshotWriter;
import io.maregistry.server.config.SnapshotConfig;
import io.maregistry.server.snapshot.SnapshotFile;
import io.maregistry.server.state.RegistryState;
import io.maregistry.server.state.Root;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * When the state is saved, and where that happens: the applying thread hands over a root, which never changes any more, and
 * goes on; a thread of its own writes it.
 *
 * <p>A save that fails for want of disk is logged and tried again; it never stops the node, since the log has everything.
 * While the disk is short none is begun, because the engine would take some of its own failures there for its end.
 *
 * <p>With each snapshot the engine lets the log go up to the one before. A member that is catching up, and needs that log,
 * would have to load a snapshot again, and where snapshots follow each other faster than it can load one, for ever; so the
 * next one waits for it, until {@value #PATIENCE} times as much as makes one due is unsaved, and for {@value #HELD_MINUTES}
 * min at most. Who has not caught up by then does not, and must not keep the log of all others from being cut.
 */
final class Snapshots {

    private static final Logger LOG = LoggerFactory.getLogger(Snapshots.class);
    private static final long EVERY_BYTES = 256L << 20; // of entries
    private static final long PATIENCE = 10;
    private static final long HELD_MINUTES = 10;
    private static final long HELD_NANOS = TimeUnit.MINUTES.toNanos(HELD_MINUTES);
    private static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final SnapshotConfig config;
    private final Breakage breakage;
    private final Executor writer;
    private final BooleanSupplier diskIsShort;
    private final LongSupplier nanoTime;
    private volatile Mark applied = new Mark(0, 0);
    private volatile Mark begun = applied; // what the save under way, or the last one, holds
    private volatile Mark saved = applied;
    private volatile boolean saving;
    private volatile long notBeforeNanos;
    private volatile long cleanAtNanos; // when nothing was unsaved, or the last save that went well began
    private volatile long beganNanos; // when the save that is under way began
    private @Nullable Hold hold; // the newest; of the thread that looks

    /**
     * @param writer runs what blocks on the disk
     * @param diskIsShort whether no save is to be begun
     * @param nanoTime the monotonic clock
     */
    Snapshots(
            SnapshotConfig config,
            Breakage breakage,
            Executor writer,
            BooleanSupplier diskIsShort,
            LongSupplier nanoTime) {
        this.config = config;
        this.breakage = breakage;
        this.writer = writer;
        this.diskIsShort = diskIsShort;
        this.nanoTime = nanoTime;
        this.notBeforeNanos = nanoTime.getAsLong();
        this.cleanAtNanos = notBeforeNanos;
    }

    /**
     * How far the state is.
     *
     * @param bytes of all entries since the start
     */
    private record Mark(long index, long bytes) {}

    /** The next snapshot waits for a member that needs the log before the one at that index. */
    private record Hold(long behind, long sinceNanos) {}

    /** A batch was applied, up to that index; called by the applying thread. */
    void applied(long index, long bytes) {
        applied = new Mark(index, applied.bytes + bytes);
    }

    /**
     * Has a snapshot saved where it is time to. Always on the same thread; may wait for the engine's locks.
     *
     * @param slowest how far the slowest of the other members that are alive is; {@link Long#MAX_VALUE} where none is
     */
    void saveIfDue(Node node, long slowest) {
        long now = nanoTime.getAsLong();
        if (isDue(slowest) && !saving && now - notBeforeNanos >= 0 && !diskIsShort.getAsBoolean()) {
            saving = true;
            beganNanos = now;
            node.snapshot(this::saved);
        }
    }

    /** Whether there is enough that no snapshot has, and nobody is waited for. */
    boolean isDue(long slowest) {
        long now = nanoTime.getAsLong();
        Mark last = saved;
        boolean isEnough = isEnough(last, now);
        if (!isEnough || slowest >= last.index || isUnsaved(PATIENCE)) {
            hold = null; // whoever needs the log later is waited for as long as anybody
            return isEnough;
        }
        return heldNanos(last, now) >= HELD_NANOS;
    }

    /** Whether there is that much that is not saved, or anything for so long. */
    private boolean isEnough(Mark last, long now) {
        if (applied.index <= last.index) {
            cleanAtNanos = now;
            return false;
        }
        return isUnsaved(1) || now - cleanAtNanos >= config.every().toNanos();
    }

    private long heldNanos(Mark last, long now) {
        if (hold == null || hold.behind != last.index) {
            hold = new Hold(last.index, now);
        }
        return now - hold.sinceNanos;
    }

    private boolean isUnsaved(long times) {
        return applied.index - saved.index >= times * config.everyEntries()
                || applied.bytes - saved.bytes >= times * EVERY_BYTES;
    }

    private void saved(Status status) {
        if (status.isOk()) {
            saved = begun;
            cleanAtNanos = beganNanos;
        } else {
            notBeforeNanos = nanoTime.getAsLong() + RETRY_NANOS;
        }
        saving = false;
        if (!status.isOk() && status.getRaftError() != RaftError.EBUSY) {
            LOG.warn("no snapshot saved: {}", status);
        }
    }

    /** Saves the root, unless a restore is being staged, which is no part of a snapshot. On the applying thread. */
    void save(Root root, SnapshotWriter target, Closure done) {
        if (root.isRestoring()) {
            done.run(new Status(RaftError.EBUSY, "a restore is being staged"));
            return;
        }
        begun = new Mark(root.position().index(), applied.bytes);
        try {
            writer.execute(() -> done.run(write(root, target)));
        } catch (RejectedExecutionException closed) {
            done.run(new Status(RaftError.ESHUTDOWN, "this node is being stopped"));
        }
    }

    private Status write(Root root, SnapshotWriter target) {
        long began = nanoTime.getAsLong();
        try {
            String file = SnapshotFile.save(root, Path.of(target.getPath()), config.codec());
            if (!target.addFile(file)) {
                return new Status(RaftError.EINTERNAL, "the snapshot holds %s twice", file);
            }
        } catch (IOException disk) { // not EIO: with that the engine would stop
            return new Status(RaftError.EINTERNAL, "the snapshot cannot be written: %s", disk);
        } catch (RuntimeException | Error broken) { // the edge of the thread: the engine would wait for ever
            return broken(root, broken);
        }
        LOG.info(
                "saved the state at index {}, revision {}, in {} ms",
                root.position().index(),
                root.scalars().revision(),
                TimeUnit.NANOSECONDS.toMillis(nanoTime.getAsLong() - began));
        return Status.OK();
    }

    private Status broken(Root root, Throwable how) {
        breakage.report("entry " + root.position().index() + ": its state cannot be saved", how);
        return new Status(RaftError.EINTERNAL, "%s", how.getMessage());
    }

    /** Loads a snapshot; {@code Corrupted} where it is not what was saved. On the applying thread. */
    RegistryState load(Path directory) {
        RegistryState state = SnapshotFile.load(directory);
        long index = state.root().position().index();
        applied = new Mark(index, 0);
        begun = applied;
        saved = applied;
        LOG.info("loaded the state at index {}", index);
        return state;
    }
}
