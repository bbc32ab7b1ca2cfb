package io.maregistry.server.store.file;

import io.maregistry.error.RegistryException.Corrupted;
import io.maregistry.error.RegistryException.InvalidRequest;
import io.maregistry.server.config.SnapshotConfig;
import io.maregistry.server.config.StoreConfig;
import io.maregistry.server.snapshot.CheckedDocument;
import io.maregistry.server.snapshot.DocumentReader;
import io.maregistry.server.snapshot.SnapshotFile;
import io.maregistry.server.state.Birth;
import io.maregistry.server.state.RegistryState;
import io.maregistry.server.state.Root;
import io.maregistry.server.store.RegistryStore;
import io.maregistry.server.store.StoreException;
import io.maregistry.wire.InstanceLimits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file and its predecessor. The previous file is a hard link to the one that is replaced, so that at no moment either
 * is missing; on a file system without links it is a copy.
 *
 * <p>One thread, as every store.
 */
final class FileStore implements RegistryStore {

    private static final Logger LOG = LoggerFactory.getLogger(FileStore.class);

    private final Path file;
    private final Path previous;
    private @Nullable FileStamp known; // the file when it was written or read last

    FileStore(Path file) {
        this.file = file;
        this.previous = file.resolveSibling(file.getFileName() + ".previous");
    }

    @Override
    public String name() {
        return StoreConfig.FILE;
    }

    @Override
    public boolean isShared() {
        return false;
    }

    @Override
    public Optional<RegistryState> load() {
        if (!Files.exists(file) && !Files.exists(previous)) {
            return Optional.empty();
        }
        try {
            RegistryState state = read(file);
            known = FileStamp.of(file, state.root());
            return Optional.of(state);
        } catch (Corrupted damaged) {
            return Optional.of(instead(damaged));
        } catch (IOException failed) {
            throw new StoreException(StoreException.Kind.UNREACHABLE, file + " cannot be read: " + failed, failed);
        }
    }

    /** The state of the previous file, after {@code damaged} was said of the newest one. */
    private RegistryState instead(Corrupted damaged) {
        try {
            RegistryState state = read(previous);
            LOG.error(
                    "store={} file={} is not usable and the previous one was loaded, revision={}; what was saved after"
                            + " that is lost: {}",
                    name(),
                    file,
                    state.root().scalars().revision(),
                    damaged.getMessage());
            return state;
        } catch (Corrupted both) {
            throw new StoreException(
                    StoreException.Kind.DAMAGED,
                    "neither " + file + " nor " + previous
                            + " can be used; put a sound document there, or take both away" + " to start empty: "
                            + damaged.getMessage() + "; " + both.getMessage(),
                    both);
        }
    }

    @Override
    public void save(Root root) {
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            if (keepsWhatIsThere(root)) {
                keepPrevious();
            }
            SnapshotFile.write(root, file, SnapshotConfig.Codec.NONE);
            known = FileStamp.of(file, root);
        } catch (IOException failed) {
            throw new StoreException(StoreException.Kind.UNREACHABLE, file + " cannot be written: " + failed, failed);
        }
    }

    /** Whether the file is sound, so that it may become the previous one; refuses where it has gone further. */
    private boolean keepsWhatIsThere(Root root) throws IOException {
        if (!Files.exists(file)) {
            return false;
        }
        FileStamp stamp = known;
        if (stamp == null || !stamp.isOf(file)) {
            stamp = look();
        }
        if (stamp != null && stamp.isAheadOf(root)) {
            throw new StoreException(
                    StoreException.Kind.CONFLICT,
                    file + " holds revision " + stamp.revision() + " of the same lineage, which is above "
                            + root.scalars().revision() + ": another node writes it");
        }
        return stamp != null;
    }

    /** What somebody else put there; null where it is damaged. */
    private @Nullable FileStamp look() throws IOException {
        try {
            return FileStamp.of(file, read(file).root());
        } catch (Corrupted damaged) {
            LOG.error("store={} file={} is replaced, since it is not usable: {}", name(), file, damaged.getMessage());
            return null;
        }
    }

    private void keepPrevious() throws IOException {
        Path link = previous.resolveSibling(previous.getFileName() + ".unfinished");
        Files.deleteIfExists(link);
        try {
            Files.createLink(link, file);
        } catch (UnsupportedOperationException noLinks) {
            Files.copy(file, link);
        }
        Files.move(link, previous, StandardCopyOption.ATOMIC_MOVE);
    }

    /** The state in a file, which may hold a full document or a plain one. */
    private static RegistryState read(Path from) {
        try {
            return SnapshotFile.read(from);
        } catch (Corrupted notFull) {
            return readPlain(from, notFull);
        }
    }

    private static RegistryState readPlain(Path from, Corrupted notFull) {
        try {
            CheckedDocument document = new DocumentReader(InstanceLimits.NONE).check(from);
            if (!document.isPlain()) {
                throw notFull;
            }
            return document.toState(aBirth(), lastModifiedMillis(from));
        } catch (InvalidRequest noDocument) {
            notFull.addSuppressed(noDocument);
            throw notFull;
        }
    }

    /** A plain document says nothing of its cluster, so it becomes another one. */
    private static Birth aBirth() {
        long lineage = new SplittableRandom().nextLong();
        return new Birth(UUID.randomUUID().toString().replace("-", ""), lineage == 0 ? 1 : lineage);
    }

    private static long lastModifiedMillis(Path from) {
        try {
            return Files.getLastModifiedTime(from).toMillis();
        } catch (IOException gone) {
            throw new Corrupted(from + " cannot be read: " + gone, gone);
        }
    }

    @Override
    public void close() {
        // nothing is open between two calls
    }
}
