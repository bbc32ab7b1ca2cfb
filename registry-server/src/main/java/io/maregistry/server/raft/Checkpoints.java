package io.maregistry.server.raft;

import io.maregistry.server.state.RegistryState;
import io.maregistry.server.state.Root;
import java.util.ArrayList;
import java.util.List;

/**
 * The state's hash at every multiple of an interval of the log, for the last {@value #KEPT} of them. Taken between two
 * entries, wherever a batch ends, so that all nodes that applied the same entries have the same one at the same index.
 *
 * <p>A node that starts from a snapshot has none for the indices below it. The applying thread takes, any thread reads.
 */
final class Checkpoints {

    /** Entries from one checkpoint to the next; all nodes of a cluster must have the same. */
    static final long INTERVAL = 1_024;

    /** Before the first of them. */
    static final long NONE = 0;

    static final int KEPT = 64;

    private final long interval;
    private long due; // an entry above it comes after a checkpoint; the applying thread's
    private volatile List<Checkpoint> taken = List.of(); // oldest first

    /** @param interval {@link #INTERVAL}, but in tests */
    Checkpoints(long interval) {
        this.interval = interval;
    }

    /** The entry at that index is about to be applied to the state. */
    void before(long index, RegistryState state) {
        if (index <= due) {
            return;
        }
        long passed = (index - 1) / interval * interval;
        due = passed + interval;
        Root root = state.root();
        // a higher position came with a snapshot; and the state before the first entry says nothing
        if (passed > 0 && root.position().index() <= passed) {
            take(new Checkpoint(passed, root.hash()));
        }
    }

    private void take(Checkpoint checkpoint) {
        List<Checkpoint> before = taken;
        List<Checkpoint> after = new ArrayList<>(KEPT);
        after.addAll(before.subList(Math.max(0, before.size() + 1 - KEPT), before.size()));
        after.add(checkpoint);
        taken = List.copyOf(after);
    }

    /** The state was replaced by a snapshot; what was held before says nothing of it. */
    void forget() {
        due = 0;
        taken = List.of();
    }

    /** The last ones, oldest first. */
    List<Checkpoint> newest(int most) {
        List<Checkpoint> all = taken;
        return all.subList(Math.max(0, all.size() - most), all.size());
    }
}
