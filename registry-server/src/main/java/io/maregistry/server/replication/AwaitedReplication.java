package io.maregistry.server.replication;

import io.maregistry.error.ErrorCode;
import io.maregistry.error.RegistryException;
import io.maregistry.server.state.Command;
import io.maregistry.server.state.RegistryState;
import io.maregistry.server.state.Root;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The replication of a node that may not take part yet, because its cluster is not born or it waits to be added: says so
 * to everyone until {@link #become} brings the real one, and passes everything on to that from then on.
 *
 * <p>Any thread; {@link #become} once.
 */
public final class AwaitedReplication implements Replication {

    private final Standing.Mode mode;
    private final List<MemberReport> configured;
    private final Supplier<String> reason;
    private final Root nothing = new RegistryState().root();
    private final List<Replica.Listener> replicaListeners = new ArrayList<>(); // guarded by this
    private final List<Leadership.Listener> leadershipListeners = new ArrayList<>(); // guarded by this
    private final Topics topics = new Topics(); // guarded by this
    private volatile @Nullable Replication real;

    /**
     * @param mode how leadership will be decided
     * @param configured the members as the configuration names them
     * @param reason what the node waits for, in a few words
     */
    public AwaitedReplication(Standing.Mode mode, List<MemberReport> configured, Supplier<String> reason) {
        this.mode = mode;
        this.configured = List.copyOf(configured);
        this.reason = reason;
    }

    /** The node takes part from now on. Call it before the real one is started, so that listeners miss nothing. */
    public synchronized void become(Replication joined) {
        replicaListeners.forEach(joined::listen);
        leadershipListeners.forEach(joined::listen);
        topics.forEach(joined::serve);
        real = joined;
    }

    @Override
    public CompletionStage<Committed> propose(Command command) {
        Replication joined = real;
        return joined == null ? notReady() : joined.propose(command);
    }

    @Override
    public CompletionStage<Committed> proposeInTerm(Command command, long term) {
        Replication joined = real;
        return joined == null ? notReady() : joined.proposeInTerm(command, term);
    }

    @Override
    public CompletionStage<Committed> proposeOwn(Command command) {
        Replication joined = real;
        return joined == null ? notReady() : joined.proposeOwn(command);
    }

    @Override
    public CompletionStage<Void> confirm() {
        Replication joined = real;
        return joined == null ? notReady() : joined.confirm();
    }

    @Override
    public Root root() {
        Replication joined = real;
        return joined == null ? nothing : joined.root();
    }

    @Override
    public CompletionStage<Root> awaitRevision(long lineage, long revision, long timeoutMillis) {
        Replication joined = real;
        return joined == null ? notReady() : joined.awaitRevision(lineage, revision, timeoutMillis);
    }

    @Override
    public synchronized void listen(Replica.Listener listener) {
        Replication joined = real;
        if (joined == null) {
            replicaListeners.add(listener);
        } else {
            joined.listen(listener);
        }
    }

    @Override
    public synchronized void listen(Leadership.Listener listener) {
        Replication joined = real;
        if (joined == null) {
            leadershipListeners.add(listener);
        } else {
            joined.listen(listener);
        }
    }

    @Override
    public Standing standing() {
        Replication joined = real;
        return joined == null
                ? new Standing(
                        mode, Standing.Role.FOLLOWER, 0, null, 0, Standing.NEVER_HEARD, Standing.Health.NOT_READY)
                : joined.standing();
    }

    @Override
    public Optional<String> waitsFor() {
        Replication joined = real;
        return joined == null ? Optional.of(reason.get()) : joined.waitsFor();
    }

    @Override
    public List<MemberReport> members() {
        Replication joined = real;
        return joined == null ? configured : joined.members();
    }

    @Override
    public CompletionStage<Standing> transferTo(String peer) {
        Replication joined = real;
        return joined == null ? notReady() : joined.transferTo(peer);
    }

    @Override
    public CompletionStage<Void> yieldTo(String peer) {
        Replication joined = real;
        return joined == null ? notReady() : joined.yieldTo(peer);
    }

    @Override
    public Optional<String> trouble() {
        Replication joined = real;
        return joined == null ? Optional.empty() : joined.trouble();
    }

    @Override
    public boolean isElectable() {
        Replication joined = real;
        return joined != null && joined.isElectable();
    }

    @Override
    public CompletionStage<byte[]> ask(String peer, String topic, byte[] question, long timeoutMillis) {
        Replication joined = real;
        return joined == null ? notReady() : joined.ask(peer, topic, question, timeoutMillis);
    }

    @Override
    public synchronized void serve(String topic, Nodes.Answering answering) {
        Replication joined = real;
        if (joined == null) {
            topics.serve(topic, answering);
        } else {
            joined.serve(topic, answering);
        }
    }

    @Override
    public CompletionStage<byte[]> answer(String topic, byte[] question) {
        Replication joined = real;
        return joined == null ? notReady() : joined.answer(topic, question);
    }

    private <T> CompletionStage<T> notReady() {
        return CompletableFuture.failedFuture(
                new RegistryException.Unavailable(ErrorCode.NOT_READY, "this node waits: " + reason.get()));
    }
}
