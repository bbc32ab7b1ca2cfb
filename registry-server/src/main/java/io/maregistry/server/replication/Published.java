package io.maregistry.server.replication;

import io.maregistry.error.ErrorCode;
import io.maregistry.error.RegistryException;
import io.maregistry.server.state.Change;
import io.maregistry.server.state.Root;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.function.Predicate;

/** The newest root, and those who wait for one. The applying thread publishes, any thread reads. */
public final class Published implements Replica {

    private final Executor answers;
    private final Waiters<Root> byRevision;
    private final Waiters<Root> byIndex;
    private final List<Listener> listeners = new CopyOnWriteArrayList<>();
    private volatile Root root;

    /**
     * @param maxWaiting how many wait at most, for a revision and for an index each
     * @param answers completes what is waited for
     */
    public Published(Root first, int maxWaiting, Executor answers) {
        this.root = first;
        this.answers = answers;
        this.byRevision = new Waiters<>(maxWaiting, answers);
        this.byIndex = new Waiters<>(maxWaiting, answers);
    }

    @Override
    public Root root() {
        return root;
    }

    @Override
    public CompletionStage<Root> awaitRevision(long lineage, long revision, long timeoutMillis) {
        return await(
                byRevision,
                revision,
                seen -> seen.scalars().lineage() != lineage || seen.scalars().revision() >= revision,
                timeoutMillis,
                "revision " + revision + " is not applied here yet");
    }

    /** Completes with a root once the entry at that index is applied here; fails as {@link #awaitRevision}. */
    public CompletionStage<Root> awaitIndex(long index, long timeoutMillis) {
        return await(
                byIndex,
                index,
                seen -> seen.position().index() >= index,
                timeoutMillis,
                "entry " + index + " is not applied here yet");
    }

    @Override
    public void listen(Listener listener) {
        listeners.add(listener);
    }

    /** Makes the state after a batch visible; called by the applying thread. */
    public void publish(Root next) {
        Root before = root;
        root = next;
        if (!byIndex.isEmpty()) {
            answers.execute(() -> byIndex.offer(next, next.position().index()));
        }
        if (byRevision.isEmpty()) {
            return;
        }
        if (before.scalars().lineage() == next.scalars().lineage()) {
            answers.execute(() -> byRevision.offer(next, next.scalars().revision()));
        } else { // who waited in the lineage before is served by any root
            answers.execute(() -> byRevision.offer(next));
        }
    }

    /** Tells the listeners of the batch that was published last; called by the applying thread. */
    public void tell(Root next, List<Change> changes, boolean restored) {
        for (Listener listener : listeners) {
            listener.applied(next, changes, restored);
        }
    }

    /** Tells the listeners that the root which was published last took another one's place; called by the applying thread. */
    public void tellReplaced(Root next, Differing differing) {
        for (Listener listener : listeners) {
            listener.replaced(next, differing);
        }
    }

    /** Fails those whose time is over; to be called now and then. */
    public void sweep(long nowNanos) {
        byRevision.sweep(nowNanos);
        byIndex.sweep(nowNanos);
    }

    /** Fails all who wait: this node is being stopped. */
    public void close() {
        byRevision.failAll(Published::stopping);
        byIndex.failAll(Published::stopping);
    }

    private static RegistryException stopping() {
        return new RegistryException.Unavailable(ErrorCode.STOPPING, "this node is being stopped");
    }

    private CompletableFuture<Root> await(
            Waiters<Root> waiters, long mark, Predicate<Root> wanted, long timeoutMillis, String late) {
        Root now = root;
        if (wanted.test(now)) {
            return CompletableFuture.completedFuture(now);
        }
        CompletableFuture<Root> future = waiters.await(
                mark, wanted, timeoutMillis, () -> new RegistryException.Unavailable(ErrorCode.NOT_READY, late));
        Root since = root;
        if (wanted.test(since)) { // published before it was known that somebody waits
            future.complete(since);
        }
        return future;
    }
}
