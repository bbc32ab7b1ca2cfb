package io.maregistry.server.raft;

import static org.assertj.core.api.Assertions.assertThat;

import com.alipay.sofa.jraft.Status;
import com.alipay.sofa.jraft.storage.snapshot.SnapshotWriter;
import com.google.protobuf.Message;
import io.maregistry.server.config.SnapshotConfig;
import io.maregistry.server.snapshot.SnapshotFile;
import io.maregistry.server.state.Entry;
import io.maregistry.server.state.RegistryState;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@NullMarked
class SnapshotsTest {

    private static final SnapshotConfig CONFIG =
            new SnapshotConfig(100, Duration.ofMinutes(30), SnapshotConfig.Codec.NONE);

    private static final long NOBODY = Long.MAX_VALUE; // is behind

    private final List<Throwable> broken = new ArrayList<>();
    private final List<Status> told = new ArrayList<>();
    private final AtomicLong now = new AtomicLong(-1); // may be negative
    private final Snapshots snapshots =
            new Snapshots(CONFIG, new Breakage(broken::add), Runnable::run, () -> false, now::get);

    @TempDir
    Path directory;

    @Test
    void snapshotIsDueAfterSoManyEntries() {
        snapshots.applied(99, 0);
        assertThat(snapshots.isDue(NOBODY)).isFalse();

        snapshots.applied(100, 0);

        assertThat(snapshots.isDue(NOBODY)).isTrue();
    }

    @Test
    void snapshotIsDueAfterSoManyBytesOfFewEntries() {
        snapshots.applied(1, 200L << 20);
        assertThat(snapshots.isDue(NOBODY)).isFalse();

        snapshots.applied(2, 56L << 20);

        assertThat(snapshots.isDue(NOBODY)).isTrue();
    }

    @Test
    void snapshotIsDueAfterSoLongWhereThereWasAnEntry() {
        pass(29);
        assertThat(snapshots.isDue(NOBODY)).isFalse();
        snapshots.applied(1, 1);
        pass(29);
        assertThat(snapshots.isDue(NOBODY)).isFalse();

        pass(1);

        assertThat(snapshots.isDue(NOBODY)).isTrue();
    }

    @Test
    void snapshotWaitsForAMemberThatNeedsTheLogBeforeTheLastOne() throws IOException {
        saveAt(200);
        snapshots.applied(300, 0);

        assertThat(snapshots.isDue(199)).isFalse();
        pass(9);
        assertThat(snapshots.isDue(199)).isFalse();
        assertThat(snapshots.isDue(200)).isTrue();
    }

    @Test
    void snapshotWaitsTenMinutesForAMemberThatDoesNotCatchUp() throws IOException {
        saveAt(200);
        pass(25);
        snapshots.applied(300, 0);
        assertThat(snapshots.isDue(199)).isFalse();
        pass(9);
        assertThat(snapshots.isDue(199)).isFalse();

        pass(1);

        assertThat(snapshots.isDue(199)).isTrue();
    }

    @Test
    void memberThatWasWaitedForInVainIsWaitedForAgainAtTheNextSnapshot() throws IOException {
        saveAt(200);
        snapshots.applied(300, 0);
        assertThat(snapshots.isDue(199)).isFalse();
        pass(10);
        assertThat(snapshots.isDue(199)).isTrue();

        saveAt(300);
        snapshots.applied(400, 0);

        assertThat(snapshots.isDue(299)).isFalse();
    }

    @Test
    void memberThatComesLaterIsWaitedForAsLongThoughAnotherOneWasBefore() throws IOException {
        saveAt(200);
        snapshots.applied(300, 0);
        assertThat(snapshots.isDue(199)).isFalse();
        pass(9);
        assertThat(snapshots.isDue(200)).isTrue(); // and is not saved, for want of disk

        assertThat(snapshots.isDue(150)).isFalse();
        pass(9);
        assertThat(snapshots.isDue(150)).isFalse();
        pass(1);
        assertThat(snapshots.isDue(150)).isTrue();
    }

    private void pass(long minutes) {
        now.addAndGet(Duration.ofMinutes(minutes).toNanos());
    }

    @Test
    void snapshotWaitsForNobodyOnceTheLogIsTenTimesAsLong() throws IOException {
        saveAt(200);
        snapshots.applied(1_199, 0);
        assertThat(snapshots.isDue(0)).isFalse();

        snapshots.applied(1_200, 0);

        assertThat(snapshots.isDue(0)).isTrue();
    }

    private void saveAt(long index) throws IOException {
        RegistryState state = new RegistryState();
        var unused = state.apply(index, 1, new Entry(0, List.of()));
        SnapshotFile.save(state.root(), directory, SnapshotConfig.Codec.NONE);
        var loaded = snapshots.load(directory);
        assertThat(loaded.root().position().index()).isEqualTo(index);
    }

    @Test
    void snapshotThatIsWrittenAndNotKeptByTheEngineIsStillDue() {
        RegistryState state = new RegistryState();
        snapshots.applied(100, 0);

        snapshots.save(state.root(), new Target(directory.toString()), told::add);

        assertThat(told).singleElement().matches(Status::isOk);
        assertThat(snapshots.isDue(NOBODY)).isTrue();
    }

    @Test
    void failureThatNobodyForesawIsToldToTheEngineAndBreaksTheReplica() {
        snapshots.save(new RegistryState().root(), new Target(null), told::add);

        assertThat(told).singleElement().matches(status -> !status.isOk());
        assertThat(broken).singleElement().isInstanceOf(BrokenReplicaException.class);
    }

    @Test
    void diskThatFailsIsToldToTheEngineAndBreaksNothing() {
        snapshots.save(
                new RegistryState().root(),
                new Target(directory.resolve("missing").toString()),
                told::add);

        assertThat(told).singleElement().matches(status -> !status.isOk());
        assertThat(broken).isEmpty();
    }

    /** Where the engine wants a snapshot written. */
    private static final class Target extends SnapshotWriter {

        private final @Nullable String path;

        Target(@Nullable String path) {
            this.path = path;
        }

        @Override
        public String getPath() {
            if (path == null) {
                throw new IllegalStateException("a bug");
            }
            return path;
        }

        @Override
        public boolean init(Void options) {
            return true;
        }

        @Override
        public void shutdown() {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean saveMeta(com.alipay.sofa.jraft.entity.RaftOutter.SnapshotMeta meta) {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean addFile(String name, Message meta) {
            return true;
        }

        @Override
        public boolean removeFile(String name) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void close(boolean keepDataOnError) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void close() {
            throw new UnsupportedOperationException();
        }

        @Override
        public Set<String> listFiles() {
            return Set.of();
        }

        @Override
        public @Nullable Message getFileMeta(String name) {
            return null;
        }
    }
}
