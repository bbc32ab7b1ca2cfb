package io.maregistry.server.lease;

import io.maregistry.error.RegistryException;
import io.maregistry.server.replication.Committed;
import io.maregistry.server.replication.Proposer;
import io.maregistry.server.replication.Replica;
import io.maregistry.server.state.Command;
import io.maregistry.server.state.Entry;
import io.maregistry.server.state.Outcome;
import io.maregistry.server.state.RegistryState;
import io.maregistry.server.state.Root;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Replication on one state in memory, whose commits wait until the test lets them go. */
final class HeldProposer implements Proposer, Replica {

    private final RegistryState state = new RegistryState();
    private final Queue<Proposed> proposed = new ArrayDeque<>();
    private volatile Root root = state.root();
    private long index;
    private @Nullable RuntimeException thrown;

    /** A command on its way; term -1 = of any. */
    record Proposed(Command command, long term, CompletableFuture<Committed> caller) {}

    @Override
    public synchronized CompletionStage<Committed> propose(Command command) {
        return proposeInTerm(command, -1);
    }

    @Override
    public synchronized CompletionStage<Committed> proposeInTerm(Command command, long term) {
        if (thrown != null) {
            throw thrown;
        }
        CompletableFuture<Committed> caller = new CompletableFuture<>();
        proposed.add(new Proposed(command, term, caller));
        return caller;
    }

    /** What proposing throws from now on; null = nothing. */
    synchronized void throwAtOnce(@Nullable RuntimeException reason) {
        thrown = reason;
    }

    synchronized int underWay() {
        return proposed.size();
    }

    /** Commits the oldest proposal and returns it. */
    Proposed commit() {
        Proposed next = next();
        Outcome outcome = apply(next.command());
        next.caller().complete(new Committed(outcome, index, true));
        return next;
    }

    /** Fails the oldest proposal and returns it. */
    Proposed fail(RegistryException reason) {
        Proposed next = next();
        next.caller().completeExceptionally(reason);
        return next;
    }

    synchronized Outcome apply(Command command) {
        Outcome outcome = state.apply(++index, 1, new Entry(1_763_700_000_000L, List.of(command)))
                .outcomes()
                .get(0);
        root = state.root();
        return outcome;
    }

    @Override
    public Root root() {
        return root;
    }

    @Override
    public CompletionStage<Root> awaitRevision(long lineage, long revision, long timeoutMillis) {
        return CompletableFuture.completedFuture(root);
    }

    @Override
    public void listen(Listener listener) {
        throw new UnsupportedOperationException("nobody listens in these tests");
    }

    private synchronized Proposed next() {
        return proposed.remove();
    }
}
