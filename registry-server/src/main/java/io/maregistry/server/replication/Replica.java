package io.maregistry.server.replication;

import io.maregistry.server.state.Change;
import io.maregistry.server.state.Root;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** The state as this node has applied it. */
public interface Replica {

    /** The newest published root; any thread, one volatile read. */
    Root root();

    /**
     * Completes with a root once the state is at that revision or above it, or is of another lineage. Any thread.
     *
     * <p>Fails with {@code Unavailable} (NOT_READY) where that takes longer than {@code timeoutMillis}, with {@code
     * Overloaded} where too many wait. Whoever waits no more cancels its {@code toCompletableFuture()}.
     */
    CompletionStage<Root> awaitRevision(long lineage, long revision, long timeoutMillis);

    /** Tells {@code listener} of every applied batch from now on, after its root is published. */
    void listen(Listener listener);

    /** Hears of applied batches on the applying thread, so it must be quick and must not block. */
    interface Listener {

        /**
         * One batch was applied.
         *
         * @param root the state after it
         * @param changes what it changed, in order of revision
         * @param restored true where everything was replaced, by a restore or by a snapshot from the leader
         */
        void applied(Root root, List<Change> changes, boolean restored);

        /**
         * Another state of the same lineage took the place of the last one, and nobody knows which single changes lie between.
         *
         * @param root the state of now
         * @param differing what it holds at other revisions than the last one did
         */
        default void replaced(Root root, Differing differing) {
            applied(root, List.of(), true);
        }
    }
}
