package io.maregistry.server.raft;

import com.alipay.sofa.jraft.Closure;
import com.alipay.sofa.jraft.Node;
import com.alipay.sofa.jraft.Status;
import com.alipay.sofa.jraft.error.RaftError;
import com.alipay.sofa.jraft.storage.snapshot.SnapshotReader;
import com.alipay.sofa.jraft.storage.snapshot.SnapshotWriter;
import io.maregistry.error.RegistryException;
import io.maregistry.server.config.SnapshotConfig;
import io.maregistry.server.snapshot.SnapshotFile;
import io.maregistry.server.state.RegistryState;
import io.maregistry.server.state.Root;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * When the state is saved, and where that happens: the applying thread hands over a root, which never changes any more, and
 * goes on; a thread of its own writes it.
 *
 * <p>A save that fails for want of disk is logged and tried again; it never stops the node, since the log has everything.
 */
final class Snapshots {

    private static final Logger LOG = LoggerFactory.getLogger(Snapshots.class);
    private static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final SnapshotConfig config;
    private final Breakage breakage;
    private final Executor writer;
    private volatile long appliedIndex;
    private volatile long savedIndex;
    private volatile boolean saving;
    private volatile long notBeforeNanos = System.nanoTime();
    private long cleanAtNanos = notBeforeNanos; // the looking thread's: when nothing was unsaved

    /** @param writer runs what blocks on the disk */
    Snapshots(SnapshotConfig config, Breakage breakage, Executor writer) {
        this.config = config;
        this.breakage = breakage;
        this.writer = writer;
    }

    /** An entry was applied; called by the applying thread. */
    void applied(long index) {
        appliedIndex = index;
    }

    /** Has a snapshot saved where it is time to. Always on the same thread; may wait for the engine's locks. */
    void saveIfDue(Node node) {
        long now = System.nanoTime();
        long entries = appliedIndex - savedIndex;
        if (entries <= 0) {
            cleanAtNanos = now;
            return;
        }
        boolean isDue = entries >= config.everyEntries()
                || now - cleanAtNanos >= config.every().toNanos();
        if (isDue && !saving && now - notBeforeNanos >= 0) {
            saving = true;
            cleanAtNanos = now;
            node.snapshot(this::saved);
        }
    }

    private void saved(Status status) {
        if (!status.isOk()) {
            notBeforeNanos = System.nanoTime() + RETRY_NANOS;
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
        writer.execute(() -> done.run(write(root, target)));
    }

    private Status write(Root root, SnapshotWriter target) {
        long began = System.nanoTime();
        try {
            String file = SnapshotFile.save(root, Path.of(target.getPath()), config.codec());
            if (!target.addFile(file)) {
                return new Status(RaftError.EINTERNAL, "the snapshot holds %s twice", file);
            }
        } catch (IOException disk) { // not EIO: with that the engine would stop
            return new Status(RaftError.EINTERNAL, "the snapshot cannot be written: %s", disk);
        } catch (RegistryException.Corrupted broken) {
            breakage.report("the state is not what its hash says", broken);
            return new Status(RaftError.EINTERNAL, "%s", broken.getMessage());
        }
        savedIndex = root.position().index();
        LOG.info(
                "saved the state at index {}, revision {}, in {} ms",
                savedIndex,
                root.scalars().revision(),
                TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began));
        return Status.OK();
    }

    /** Loads a snapshot; {@code Corrupted} where it is not what was saved. On the applying thread. */
    RegistryState load(SnapshotReader source) {
        RegistryState state = SnapshotFile.load(Path.of(source.getPath()));
        long index = state.root().position().index();
        savedIndex = index;
        appliedIndex = index;
        LOG.info("loaded the state at index {}", index);
        return state;
    }
}
