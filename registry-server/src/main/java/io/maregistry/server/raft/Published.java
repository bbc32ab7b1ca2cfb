package io.maregistry.server.raft;

import io.maregistry.error.ErrorCode;
import io.maregistry.error.RegistryException;
import io.maregistry.server.replication.Replica;
import io.maregistry.server.state.Change;
import io.maregistry.server.state.Root;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.function.Predicate;

/** The newest root, and those who wait for one. The applying thread publishes, any thread reads. */
final class Published implements Replica {

    private final Executor answers;
    private final Waiters<Root> waiters = new Waiters<>();
    private final List<Listener> listeners = new CopyOnWriteArrayList<>();
    private volatile Root root;

    /** @param answers completes what is waited for */
    Published(Root first, Executor answers) {
        this.root = first;
        this.answers = answers;
    }

    @Override
    public Root root() {
        return root;
    }

    @Override
    public CompletionStage<Root> awaitRevision(long lineage, long revision, long timeoutMillis) {
        return await(
                seen -> seen.scalars().lineage() != lineage || seen.scalars().revision() >= revision,
                timeoutMillis,
                "revision " + revision + " is not applied here yet");
    }

    /** Completes with a root once the entry at that index is applied here; fails as {@link #awaitRevision}. */
    CompletionStage<Root> awaitIndex(long index, long timeoutMillis) {
        return await(
                seen -> seen.position().index() >= index, timeoutMillis, "entry " + index + " is not applied here yet");
    }

    @Override
    public void listen(Listener listener) {
        listeners.add(listener);
    }

    /** Makes the state after a batch visible; called by the applying thread. */
    void publish(Root next) {
        root = next;
        if (!waiters.isEmpty()) {
            answers.execute(() -> waiters.offer(next));
        }
    }

    /** Tells the listeners of the batch that was published last; called by the applying thread. */
    void tell(Root next, List<Change> changes, boolean restored) {
        for (Listener listener : listeners) {
            listener.applied(next, changes, restored);
        }
    }

    void sweep(long nowNanos) {
        waiters.sweep(nowNanos);
    }

    void close() {
        waiters.failAll(() -> new RegistryException.Unavailable(ErrorCode.STOPPING, "this node is being stopped"));
    }

    private CompletableFuture<Root> await(Predicate<Root> wanted, long timeoutMillis, String late) {
        Root now = root;
        if (wanted.test(now)) {
            return CompletableFuture.completedFuture(now);
        }
        CompletableFuture<Root> future = waiters.await(
                wanted, timeoutMillis, () -> new RegistryException.Unavailable(ErrorCode.NOT_READY, late));
        waiters.offer(root);
        return future;
    }
}
