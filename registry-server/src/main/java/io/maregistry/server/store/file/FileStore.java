package io.maregistry.server.store.file;

import io.maregistry.error.RegistryException.Corrupted;
import io.maregistry.error.RegistryException.InvalidRequest;
import io.maregistry.server.config.StoreConfig;
import io.maregistry.server.disk.DurableFile;
import io.maregistry.server.snapshot.CheckedDocument;
import io.maregistry.server.snapshot.DocumentReader;
import io.maregistry.server.snapshot.SnapshotFile;
import io.maregistry.server.state.Birth;
import io.maregistry.server.state.RegistryState;
import io.maregistry.server.state.Root;
import io.maregistry.server.state.Scalars;
import io.maregistry.server.store.RegistryStore;
import io.maregistry.server.store.StoreException;
import io.maregistry.wire.InstanceLimits;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file and its predecessor, which take turns as {@link Turnover} tells. What the disk does not give, for want of rights or
 * since it fails, is no damage: it is waited for, and nothing takes its place.
 *
 * <p>One thread, as every store.
 */
final class FileStore implements RegistryStore {

    private static final Logger LOG = LoggerFactory.getLogger(FileStore.class);

    private final Path file;
    private final Path previous;
    private @Nullable FileStamp known; // the file when it was written or read last
    private boolean isClean; // nothing of killed writers is left

    FileStore(Path file) {
        this.file = file;
        this.previous = Turnover.previous(file);
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
        try {
            RegistryState state = read(file);
            known = FileStamp.of(file, state.root());
            return Optional.of(state);
        } catch (NoSuchFileException missing) {
            return instead(file + " is not there", true);
        } catch (Corrupted damaged) {
            return instead(String.valueOf(damaged.getMessage()), false);
        } catch (IOException failed) {
            throw unreadable(file, failed);
        }
    }

    /** The state of the previous file, after {@code why} was said of the newest one. */
    private Optional<RegistryState> instead(String why, boolean isMissing) {
        try {
            RegistryState state = read(previous);
            LOG.error(
                    "store={} file={} is not usable and the previous one was loaded, revision={}; what was saved after"
                            + " that is lost: {}",
                    name(),
                    file,
                    state.root().scalars().revision(),
                    why);
            return Optional.of(state);
        } catch (NoSuchFileException noneAtAll) {
            if (isMissing) {
                return Optional.empty();
            }
            throw damaged(why, noneAtAll);
        } catch (Corrupted both) {
            throw damaged(why, both);
        } catch (IOException failed) {
            throw unreadable(previous, failed);
        }
    }

    private StoreException damaged(String why, Exception previously) {
        return new StoreException(
                StoreException.Kind.DAMAGED,
                "neither " + file + " nor " + previous
                        + " can be used; put a sound document there, or take both away to start empty: " + why + "; "
                        + previously.getMessage(),
                previously);
    }

    private static StoreException unreadable(Path from, IOException failed) {
        return new StoreException(StoreException.Kind.UNREACHABLE, from + " cannot be read: " + failed, failed);
    }

    @Override
    public Optional<Scalars> held() {
        try {
            return Optional.ofNullable(there()).map(FileStamp::scalars);
        } catch (IOException failed) {
            throw unreadable(file, failed);
        }
    }

    @Override
    public void save(Root root) {
        try {
            DurableFile.makeDirectory(Turnover.directory(file));
            if (!isClean) {
                Turnover.clean(file);
                isClean = true;
            }
            FileStamp there = there();
            refuseWhereAhead(there, root);
            replace(root, there != null);
            known = FileStamp.of(file, root);
        } catch (IOException failed) {
            throw new StoreException(StoreException.Kind.UNREACHABLE, file + " cannot be written: " + failed, failed);
        }
    }

    private void replace(Root root, boolean keepsWhatIsThere) throws IOException {
        Turnover turnover = Turnover.of(file);
        try {
            turnover.write(root);
            if (keepsWhatIsThere) {
                turnover.keep();
            }
            turnover.putInPlace();
            turnover.sync();
        } finally {
            turnover.giveUp();
        }
    }

    private void refuseWhereAhead(@Nullable FileStamp there, Root root) {
        if (there != null && there.isAheadOf(root)) {
            throw new StoreException(
                    StoreException.Kind.CONFLICT,
                    file + " holds revision " + there.scalars().revision()
                            + " of the same lineage, which is above "
                            + root.scalars().revision() + ": another node writes it");
        }
    }

    /** What the file holds, which is read only where it is not as this writer left it; null where it is missing or damaged. */
    private @Nullable FileStamp there() throws IOException {
        try {
            FileStamp stamp = known;
            if (stamp == null || !stamp.isOf(file)) {
                stamp = FileStamp.of(file, read(file).root());
                known = stamp;
            }
            return stamp;
        } catch (NoSuchFileException missing) {
            return null;
        } catch (Corrupted damaged) {
            LOG.error("store={} file={} is replaced, since it is not usable: {}", name(), file, damaged.getMessage());
            return null;
        }
    }

    /**
     * The state in a file.
     *
     * @throws IOException the disk does not give it, {@link NoSuchFileException} where there is none
     * @throws Corrupted the disk gives it, and it is not what was written
     */
    private static RegistryState read(Path from) throws IOException {
        try {
            return parsed(from);
        } catch (Corrupted failed) {
            try (InputStream bytes = Files.newInputStream(from)) {
                bytes.transferTo(OutputStream.nullOutputStream());
            }
            return parsed(from); // if that was the disk, it was for a moment
        }
    }

    /** Of a full document or a plain one. */
    private static RegistryState parsed(Path from) {
        try {
            return SnapshotFile.read(from);
        } catch (Corrupted notFull) {
            return readPlain(from, notFull);
        }
    }

    /** It says nothing of its cluster, so it becomes another one. */
    private static RegistryState readPlain(Path from, Corrupted notFull) {
        try {
            CheckedDocument document = new DocumentReader(InstanceLimits.NONE).check(from);
            if (!document.isPlain()) {
                throw notFull;
            }
            return document.toState(Birth.of(new SecureRandom()::nextLong), lastModifiedMillis(from));
        } catch (InvalidRequest noDocument) {
            notFull.addSuppressed(noDocument);
            throw notFull;
        }
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
