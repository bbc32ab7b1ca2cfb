package io.maregistry.server.lease;

import io.maregistry.error.RegistryException;
import io.maregistry.server.replication.Committed;
import io.maregistry.server.replication.Proposer;
import io.maregistry.server.replication.Replica;
import io.maregistry.server.state.Applied;
import io.maregistry.server.state.Command;
import io.maregistry.server.state.Entry;
import io.maregistry.server.state.Expire;
import io.maregistry.server.state.Outcome;
import io.maregistry.server.state.RegistryState;
import io.maregistry.server.state.Root;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Replication on one state in memory, whose commits wait until the test lets them go. */
final class HeldProposer implements Proposer, Replica {

    private final RegistryState state = new RegistryState();
    private final Queue<Proposed> proposed = new ArrayDeque<>();
    private final List<Listener> listeners = new ArrayList<>();
    private volatile Root root = state.root();
    private long index;
    private @Nullable RuntimeException thrown;
    private volatile @Nullable RuntimeException unreadable;
    private volatile @Nullable Error broken;

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

    /** What reading the state throws from now on; null = nothing. */
    void throwAtRoot(@Nullable RuntimeException reason) {
        unreadable = reason;
    }

    /** As {@link #throwAtRoot}, with an error. */
    void breakRoot(@Nullable Error reason) {
        broken = reason;
    }

    /** How many instances the evictions under way name. */
    synchronized int silentUnderWay() {
        return proposed.stream()
                .mapToInt(each -> each.command() instanceof Expire expire
                        ? expire.silent().size()
                        : 0)
                .sum();
    }

    /** The oldest proposal. */
    synchronized Proposed oldest() {
        return proposed.element();
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

    /** Takes the oldest proposal out of the order; the test answers it when it likes. */
    Proposed setAside() {
        return next();
    }

    /** Fails the oldest proposal and returns it. */
    Proposed fail(RegistryException reason) {
        Proposed next = next();
        next.caller().completeExceptionally(reason);
        return next;
    }

    /** Applies them as one entry, and gives the outcome of the first. */
    synchronized Outcome apply(Command... commands) {
        Applied applied = state.apply(++index, 1, new Entry(1_763_700_000_000L, List.of(commands)));
        root = state.root();
        listeners.forEach(listener -> listener.applied(root, applied.changes(), applied.restored()));
        return applied.outcomes().get(0);
    }

    @Override
    public Root root() {
        RuntimeException exception = unreadable;
        if (exception != null) {
            throw exception;
        }
        Error error = broken;
        if (error != null) {
            throw error;
        }
        return root;
    }

    @Override
    public CompletionStage<Root> awaitRevision(long lineage, long revision, long timeoutMillis) {
        return CompletableFuture.completedFuture(root);
    }

    @Override
    public synchronized void listen(Listener listener) {
        listeners.add(listener);
    }

    private synchronized Proposed next() {
        return proposed.remove();
    }
}
