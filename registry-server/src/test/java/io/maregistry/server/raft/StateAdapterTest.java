package io.maregistry.server.raft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.alipay.sofa.jraft.Closure;
import com.alipay.sofa.jraft.Iterator;
import com.alipay.sofa.jraft.Status;
import com.alipay.sofa.jraft.entity.EnumOutter.ErrorType;
import com.alipay.sofa.jraft.entity.PeerId;
import com.alipay.sofa.jraft.entity.RaftOutter;
import com.alipay.sofa.jraft.error.RaftError;
import com.alipay.sofa.jraft.error.RaftException;
import com.alipay.sofa.jraft.storage.snapshot.SnapshotReader;
import com.google.protobuf.Message;
import io.maregistry.error.RegistryException;
import io.maregistry.server.config.SnapshotConfig;
import io.maregistry.server.replication.Published;
import io.maregistry.server.replication.Replica;
import io.maregistry.server.state.Entry;
import io.maregistry.server.state.Outcome;
import io.maregistry.server.state.RegistryState;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

@NullMarked
class StateAdapterTest {

    private static final long TERM = 7;

    private final List<Throwable> broken = new ArrayList<>();
    private final List<String> heard = new ArrayList<>();
    private final Breakage breakage = new Breakage(broken::add);
    private final Published published = new Published(new RegistryState().root(), 100, Runnable::run);
    private final StateAdapter adapter = new StateAdapter(
            published,
            new Roles(new PeerId("127.0.0.1", 1)),
            breakage,
            new Snapshots(SnapshotConfig.DEFAULT, breakage, Runnable::run, () -> false, System::nanoTime),
            Runnable::run,
            configuration -> {},
            new Surroundings(() -> Long.MAX_VALUE, new Checkpoints(Checkpoints.INTERVAL), UnaryOperator.identity()));

    @Test
    void batchIsPublishedOnceThenAnsweredThenTold() {
        published.listen((Replica.Listener) (root, changes, restored) ->
                heard.add("told of " + changes.size() + " at " + root.position().index()));

        adapter.onApply(new Entries(List.of(
                new Logged(bytes(entry(1)), null),
                new Logged(bytes(entry(2)), proposed(entry(2))),
                new Logged(bytes(entry(3)), proposed(entry(3))))));

        assertThat(heard).containsExactly("answered 2 of 3", "answered 3 of 3", "told of 3 at 3");
    }

    @Test
    void leaderAppliesTheObjectsThatItProposed() {
        adapter.onApply(new Entries(List.of(new Logged(ByteBuffer.wrap(new byte[] {-1}), proposed(entry(1))))));

        assertThat(published.root().scalars().revision()).isEqualTo(1);
        assertThat(breakage.isBroken()).isFalse();
    }

    @Test
    void entryThatCannotBeReadBreaksTheReplicaForGood() {
        Entries poisoned = new Entries(
                List.of(new Logged(bytes(entry(1)), null), new Logged(ByteBuffer.wrap(new byte[] {-1}), null)));

        assertThatThrownBy(() -> adapter.onApply(poisoned)).isInstanceOf(RegistryException.Corrupted.class);

        assertThat(broken).singleElement().isInstanceOfSatisfying(BrokenReplicaException.class, told -> {
            assertThat(told).hasMessageStartingWith("entry 2: ").hasCauseInstanceOf(RegistryException.Corrupted.class);
            assertThat(told.exitCode()).isEqualTo(70);
        });
        assertThat(published.root().position().index()).isZero();
        assertThatThrownBy(() -> adapter.onApply(new Entries(List.of(new Logged(bytes(entry(1)), null)))))
                .isInstanceOf(IllegalStateException.class);
        assertThat(broken).hasSize(1);
    }

    @Test
    void snapshotThatCannotBeLoadedIsToldToTheEngineWhateverTheReason() {
        assertThat(adapter.onSnapshotLoad(new Unreadable())).isFalse();

        assertThat(broken).singleElement().isInstanceOfSatisfying(BrokenReplicaException.class, told -> {
            assertThat(told).hasMessageContaining("a bug");
            assertThat(told.exitCode()).isEqualTo(70);
        });
    }

    @Test
    void engineThatStopsBecauseTheDiskFailsIsNoBrokenState() {
        adapter.onError(new RaftException(ErrorType.ERROR_TYPE_LOG, RaftError.EIO, "cannot append"));

        assertThat(broken).singleElement().isInstanceOfSatisfying(BrokenReplicaException.class, told -> {
            assertThat(told).hasMessage("the engine stopped: cannot append");
            assertThat(told.exitCode()).isEqualTo(73);
        });
    }

    @Test
    void engineThatStopsForAnyOtherReasonIsABrokenState() {
        adapter.onError(new RaftException(ErrorType.ERROR_TYPE_STATE_MACHINE, RaftError.EIO, "cannot apply"));

        assertThat(broken)
                .singleElement()
                .extracting("exitCode", InstanceOfAssertFactories.INTEGER)
                .isEqualTo(70);
    }

    /** A snapshot at which the program has a bug. */
    private static final class Unreadable extends SnapshotReader {

        @Override
        public String getPath() {
            throw new IllegalStateException("a bug");
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
        public RaftOutter.@Nullable SnapshotMeta load() {
            return null;
        }

        @Override
        public @Nullable String generateURIForCopy() {
            return null;
        }

        @Override
        public Set<String> listFiles() {
            return Set.of();
        }

        @Override
        public @Nullable Message getFileMeta(String name) {
            return null;
        }

        @Override
        public void close() {
            throw new UnsupportedOperationException();
        }
    }

    private static Entry entry(int instance) {
        return new Entry(1, List.of(TestNode.register("a.B", instance)));
    }

    private static ByteBuffer bytes(Entry entry) {
        return ByteBuffer.wrap(EntryCodec.encode(entry));
    }

    private ProposedEntry proposed(Entry entry) {
        return new ProposedEntry(
                entry,
                new ProposedEntry.Fate() {
                    @Override
                    public void applied(List<Outcome> outcomes, long index) {
                        heard.add("answered " + index + " of "
                                + published.root().position().index());
                    }

                    @Override
                    public void failed(Status status) {
                        heard.add("failed " + status);
                    }
                },
                Runnable::run);
    }

    private record Logged(ByteBuffer data, @Nullable Closure done) {}

    /** The engine's iterator over entries from index 1. */
    private static final class Entries implements Iterator {

        private final List<Logged> entries;
        private int at;

        Entries(List<Logged> entries) {
            this.entries = entries;
        }

        @Override
        public boolean hasNext() {
            return at < entries.size();
        }

        @Override
        public ByteBuffer next() {
            at++;
            return getData();
        }

        @Override
        @SuppressWarnings("NullAway") // as the engine does behind the last one
        public ByteBuffer getData() {
            return hasNext() ? entries.get(at).data() : null;
        }

        @Override
        public long getIndex() {
            return at + 1L;
        }

        @Override
        public long getTerm() {
            return TERM;
        }

        @Override
        public @Nullable Closure done() {
            return entries.get(at).done();
        }

        @Override
        public boolean commit() {
            throw new UnsupportedOperationException();
        }

        @Override
        public void commitAndSnapshotSync(Closure done) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void setErrorAndRollback(long entriesBack, Status status) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void setAutoCommitPerLog(boolean status) {
            throw new UnsupportedOperationException();
        }
    }
}
