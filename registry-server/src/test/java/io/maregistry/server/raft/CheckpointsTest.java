package io.maregistry.server.raft;

import static org.assertj.core.api.Assertions.assertThat;

import io.maregistry.server.config.SnapshotConfig;
import io.maregistry.server.snapshot.SnapshotFile;
import io.maregistry.server.state.Entry;
import io.maregistry.server.state.RegistryState;
import io.maregistry.server.state.StateHash;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@NullMarked
class CheckpointsTest {

    private static final long INTERVAL = 4;

    private final Checkpoints checkpoints = new Checkpoints(INTERVAL);
    private final RegistryState state = new RegistryState();

    @Test
    void hashIsThatBeforeTheFirstEntryBehindTheIndex() {
        StateHash atFour = applyTo(state, 4).root().hash();
        feed(1, 9);

        assertThat(checkpoints.newest(9))
                .containsExactly(
                        new Checkpoint(4, atFour),
                        new Checkpoint(8, applyTo(new RegistryState(), 8).root().hash()));
    }

    @Test
    void emptyStateAndAnIndexThatNoEntryIsBehindHaveNone() {
        feed(1, 4);

        assertThat(checkpoints.newest(9)).isEmpty();
    }

    @Test
    void indexThatIsNoEntryOfTheStatesCountsAllTheSame() {
        // entries 3 to 5 were the engine's own
        RegistryState node = new RegistryState();
        feed(node, 1);
        feed(node, 2);
        StateHash held = node.root().hash();
        feed(node, 6);

        assertThat(checkpoints.newest(9)).containsExactly(new Checkpoint(4, held));
    }

    @Test
    void gapOverSeveralIndicesLeavesTheLastOne() {
        RegistryState node = new RegistryState();
        feed(node, 1);
        feed(node, 14);

        assertThat(checkpoints.newest(9)).extracting(Checkpoint::index).containsExactly(12L);
    }

    @Test
    void snapshotBeyondTheIndexHasNoneForItAndAllAfterwards(@TempDir Path directory) throws IOException {
        RegistryState loaded = saved(applyTo(new RegistryState(), 5), directory);
        feed(1, 5);
        checkpoints.forget();
        for (long index = 6; index <= 9; index++) {
            feed(loaded, index);
        }

        assertThat(checkpoints.newest(9))
                .containsExactly(
                        new Checkpoint(8, applyTo(new RegistryState(), 8).root().hash()));
    }

    @Test
    void snapshotAtTheIndexHasItsHash(@TempDir Path directory) throws IOException {
        RegistryState loaded = saved(applyTo(new RegistryState(), 4), directory);
        StateHash held = loaded.root().hash();
        feed(loaded, 5);

        assertThat(checkpoints.newest(9)).containsExactly(new Checkpoint(4, held));
    }

    @Test
    void noMoreThanTheLastAreKept() {
        feed(1, 80 * INTERVAL + 1);

        List<Checkpoint> kept = checkpoints.newest(1_000);
        assertThat(kept).hasSize(Checkpoints.KEPT);
        assertThat(kept.get(0).index()).isEqualTo(17 * INTERVAL);
        assertThat(checkpoints.newest(2)).extracting(Checkpoint::index).containsExactly(79 * INTERVAL, 80 * INTERVAL);
    }

    private void feed(long from, long to) {
        RegistryState node = new RegistryState();
        for (long index = from; index <= to; index++) {
            feed(node, index);
        }
    }

    private void feed(RegistryState node, long index) {
        checkpoints.before(index, node);
        apply(node, index);
    }

    private static RegistryState applyTo(RegistryState node, long last) {
        for (long index = 1; index <= last; index++) {
            apply(node, index);
        }
        return node;
    }

    private static void apply(RegistryState node, long index) {
        node.apply(index, 1, new Entry(index, List.of(TestNode.register("a.B", (int) index))));
    }

    private static RegistryState saved(RegistryState node, Path directory) throws IOException {
        SnapshotFile.save(node.root(), directory, SnapshotConfig.Codec.GZIP);
        return SnapshotFile.load(directory);
    }
}
