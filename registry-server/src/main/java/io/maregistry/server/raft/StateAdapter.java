package io.maregistry.server.raft;

import com.alipay.sofa.jraft.Closure;
import com.alipay.sofa.jraft.Iterator;
import com.alipay.sofa.jraft.Status;
import com.alipay.sofa.jraft.conf.Configuration;
import com.alipay.sofa.jraft.core.StateMachineAdapter;
import com.alipay.sofa.jraft.entity.LeaderChangeContext;
import com.alipay.sofa.jraft.error.RaftException;
import com.alipay.sofa.jraft.storage.snapshot.SnapshotReader;
import com.alipay.sofa.jraft.storage.snapshot.SnapshotWriter;
import io.maregistry.server.replication.Published;
import io.maregistry.server.state.Applied;
import io.maregistry.server.state.Change;
import io.maregistry.server.state.Entry;
import io.maregistry.server.state.Outcome;
import io.maregistry.server.state.RegistryState;
import io.maregistry.server.state.Root;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * Applies the log to the state. All of it runs on the engine's one applying thread, so nothing here waits for anything.
 *
 * <p>A batch of entries is applied as one: its root is published, then those who proposed it are answered (on another
 * thread), then the listeners hear its changes. An exception while an entry is applied means that this replica is broken.
 */
final class StateAdapter extends StateMachineAdapter {

    private final Published published;
    private final Roles roles;
    private final Breakage breakage;
    private final Snapshots snapshots;
    private final Executor answers;
    private final Consumer<Configuration> configured;
    private final Checkpoints checkpoints;
    private final UnaryOperator<Entry> reading;
    private RegistryState state = new RegistryState();

    /**
     * @param answers completes what proposers wait for
     * @param configured told of each committed configuration
     * @param around its checkpoints are taken here
     */
    StateAdapter(
            Published published,
            Roles roles,
            Breakage breakage,
            Snapshots snapshots,
            Executor answers,
            Consumer<Configuration> configured,
            Surroundings around) {
        this.published = published;
        this.roles = roles;
        this.breakage = breakage;
        this.snapshots = snapshots;
        this.answers = answers;
        this.configured = configured;
        this.checkpoints = around.checkpoints();
        this.reading = around.reading();
    }

    private record Answered(ProposedEntry entry, List<Outcome> outcomes, long index) {}

    @Override
    public void onApply(Iterator entries) {
        List<Answered> answered = new ArrayList<>();
        List<Change> changes = new ArrayList<>();
        boolean restored = false;
        long bytes = 0;
        while (entries.hasNext()) {
            bytes += entries.getData().remaining();
            Applied applied = apply(entries, answered);
            changes.addAll(applied.changes());
            restored |= applied.restored();
            entries.next();
        }
        publish(answered, changes, restored);
        snapshots.applied(state.root().position().index(), bytes);
    }

    private Applied apply(Iterator entries, List<Answered> answered) {
        long index = entries.getIndex();
        try {
            if (breakage.isBroken()) {
                throw new IllegalStateException("a broken replica applies nothing");
            }
            checkpoints.before(index, state);
            Closure done = entries.done();
            if (done instanceof ProposedEntry proposed) {
                Applied applied = state.apply(index, entries.getTerm(), reading.apply(proposed.entry()));
                answered.add(new Answered(proposed, applied.outcomes(), index));
                return applied;
            }
            Entry entry = reading.apply(EntryCodec.decode(entries.getData()));
            return state.apply(index, entries.getTerm(), entry);
        } catch (RuntimeException | Error broken) { // rethrown: the engine stops here, too
            breakage.report("entry " + index, broken);
            throw broken;
        }
    }

    private void publish(List<Answered> answered, List<Change> changes, boolean restored) {
        Root root = state.root();
        published.publish(root);
        if (!answered.isEmpty()) {
            answers.execute(() -> answered.forEach(each -> each.entry.applied(each.outcomes, each.index)));
        }
        published.tell(root, changes, restored);
    }

    @Override
    public void onSnapshotSave(SnapshotWriter writer, Closure done) {
        snapshots.save(state.root(), writer, done);
    }

    @Override
    public boolean onSnapshotLoad(SnapshotReader reader) {
        try {
            state = snapshots.load(Path.of(reader.getPath()));
            checkpoints.forget();
        } catch (RuntimeException | Error damaged) { // the edge to the engine, which would wait for ever
            breakage.report("the snapshot cannot be loaded", damaged);
            return false;
        }
        Root root = state.root();
        published.publish(root);
        published.tell(root, List.of(), true);
        return true;
    }

    @Override
    public void onConfigurationCommitted(Configuration committed) {
        configured.accept(committed);
    }

    @Override
    public void onLeaderStart(long term) {
        roles.led(term);
    }

    @Override
    public void onLeaderStop(Status status) {
        roles.leaderless(0);
    }

    @Override
    public void onStartFollowing(LeaderChangeContext context) {
        roles.following(context.getLeaderId(), context.getTerm());
    }

    @Override
    public void onStopFollowing(LeaderChangeContext context) {
        roles.leaderless(context.getTerm());
    }

    @Override
    public void onError(RaftException failure) {
        breakage.report("the engine stopped", failure);
    }
}
