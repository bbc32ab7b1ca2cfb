package io.maregistry.server.replication;

import io.maregistry.error.RegistryException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Who leads, and how to change that. Any thread; never blocks. */
public interface Leadership {

    /** How this node stands now; cheap enough for every answer. */
    Standing standing();

    /** What this node waits for before it takes part at all, in a few words; empty once it does. */
    default Optional<String> waitsFor() {
        return Optional.empty();
    }

    /** What is known of every member, this one included, in the order of their names. */
    List<MemberReport> members();

    /**
     * Hands leadership to the member with that peer; completes when that member leads, and is done at once where it
     * does already. May be asked of any node.
     *
     * <p>Fails with {@code Indeterminate} where it does not lead within 5 s, with {@code Unavailable} (NOT_READY) where it
     * may not lead: a learner, or a node that is behind; with {@code NotFound} where there is no such member.
     */
    CompletionStage<Standing> transferTo(String peer);

    /**
     * Has this node lead no longer, since the member with that peer is about to; completes when that is so, also where it
     * did not lead. Only in hash mode, where nothing else keeps two nodes from leading; fails with {@code Unsupported}.
     */
    default CompletionStage<Void> yieldTo(String peer) {
        return CompletableFuture.failedFuture(
                new RegistryException.Unsupported("in Raft mode leadership is handed over with /v1/cluster/transfer"));
    }

    /** What keeps this node from being as its leader is, in a few words; empty where nothing does. */
    default Optional<String> trouble() {
        return Optional.empty();
    }

    /** In hash mode, whether this node has looked who else is alive, so that others may elect it. */
    default boolean isElectable() {
        return false;
    }

    /** Tells {@code listener} whenever this node becomes leader or ceases to be. */
    void listen(Listener listener);

    /** Hears of this node's leadership, one call at a time; must not block. */
    interface Listener {

        /** This node leads in that term, and has applied every entry of earlier terms. */
        void started(long term);

        /** This node leads no longer. */
        void stopped();
    }
}
