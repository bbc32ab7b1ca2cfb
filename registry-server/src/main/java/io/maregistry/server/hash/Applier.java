package io.maregistry.server.hash;

import io.maregistry.error.RegistryException;
import io.maregistry.server.replication.Committed;
import io.maregistry.server.replication.Differing;
import io.maregistry.server.replication.Published;
import io.maregistry.server.state.Applied;
import io.maregistry.server.state.Command;
import io.maregistry.server.state.Entry;
import io.maregistry.server.state.RegistryState;
import io.maregistry.server.state.Root;
import io.maregistry.server.state.Scalars;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Applies this node's commands to the state: what the Raft log is elsewhere. Commands that wait together become one entry,
 * whose index is the node's own counter and whose term is 0. The thread {@code hash-apply} alone touches the state; the other
 * methods may be called by any thread, and do not block.
 *
 * <p>A command belongs to a reign, a time without a break in which this node led; one of a reign that is over is refused, and
 * surely not done.
 */
final class Applier {

    private static final Logger LOG = LoggerFactory.getLogger(Applier.class);

    /** This node does not lead. */
    static final long NO_REIGN = -1;

    private final Published published;
    private final Threads threads;
    private final LongSupplier wallMillis;
    private final int maxWaiting;
    private final Consumer<Throwable> failure;
    private final Queue<Waiting> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicInteger count = new AtomicInteger();
    private final AtomicBoolean isDrainDue = new AtomicBoolean();
    private volatile long reign = NO_REIGN; // written by the applying thread

    private RegistryState state; // the applying thread alone

    /**
     * The threads of a node.
     *
     * @param apply one, which this has for itself
     * @param answers completes what callers wait for
     */
    record Threads(ExecutorService apply, ExecutorService answers) {}

    private record Waiting(Command command, long reign, CompletableFuture<Committed> answer) {}

    /**
     * @param state what there is at the beginning
     * @param maxWaiting how many commands may wait
     * @param failure told when a command could not be applied: this replica is broken, and applies nothing more
     */
    Applier(
            RegistryState state,
            Published published,
            Threads threads,
            LongSupplier wallMillis,
            int maxWaiting,
            Consumer<Throwable> failure) {
        this.state = state;
        this.published = published;
        this.threads = threads;
        this.wallMillis = wallMillis;
        this.maxWaiting = maxWaiting;
        this.failure = failure;
    }

    /** The reign that goes on; {@link #NO_REIGN} where this node does not lead. */
    long reign() {
        return reign;
    }

    /** Applies the command in that reign, or refuses it with what {@code refusal} says. */
    CompletionStage<Committed> propose(Command command, long inReign, Supplier<RegistryException> refusal) {
        if (inReign == NO_REIGN || inReign != reign) {
            return CompletableFuture.failedFuture(refusal.get());
        }
        if (count.incrementAndGet() > maxWaiting) {
            count.decrementAndGet();
            return CompletableFuture.failedFuture(
                    new RegistryException.Overloaded(maxWaiting + " writes wait here already", 1));
        }
        Waiting one = new Waiting(command, inReign, new CompletableFuture<>());
        waiting.add(one);
        drainSoon();
        return one.answer;
    }

    /** Begins that reign with these commands; completes when they are applied. */
    CompletionStage<Root> begin(long newReign, Supplier<List<Command>> opening) {
        return CompletableFuture.supplyAsync(
                () -> {
                    apply(opening.get());
                    reign = newReign;
                    return state.root();
                },
                threads.apply);
    }

    /** Ends the reign; completes when nothing of it is applied any more. */
    CompletionStage<Void> end() {
        return CompletableFuture.runAsync(() -> reign = NO_REIGN, threads.apply);
    }

    /**
     * Puts another state in the place of this one, unless this node leads by then; completes with whether that was done. Of
     * a state of the same lineage it is told which services changed, of any other one that everything was replaced.
     */
    CompletionStage<Boolean> replace(RegistryState other) {
        return CompletableFuture.supplyAsync(
                () -> {
                    if (reign != NO_REIGN) {
                        return false;
                    }
                    exchange(other);
                    return true;
                },
                threads.apply);
    }

    private void exchange(RegistryState other) {
        Scalars before = published.root().scalars();
        try {
            other.keep(state);
            Root root = other.root();
            Differing changed = Differences.between(published.root(), root);
            state = other;
            published.publish(root);
            if (root.scalars().lineage() != before.lineage()) {
                published.tell(root, List.of(), true);
            } else if (root.scalars().revision() == before.revision()) { // as a tick is told: nothing but renewals
                published.tell(root, List.of(), false);
            } else {
                published.tellReplaced(root, changed);
            }
        } catch (RuntimeException | Error broken) { // some were told of it and some were not: the node must not go on
            failure.accept(new RegistryException.Corrupted("a state cannot be taken over: " + broken, broken));
            throw broken;
        }
    }

    private void drainSoon() {
        if (isDrainDue.compareAndSet(false, true)) {
            try {
                threads.apply.execute(this::drain);
            } catch (RejectedExecutionException closed) {
                refuseAll();
            }
        }
    }

    private void drain() {
        isDrainDue.set(false);
        List<Waiting> batch = new ArrayList<>();
        Waiting next = waiting.poll();
        while (next != null) {
            count.decrementAndGet();
            batch.add(next);
            next = batch.size() < Entry.MAX_COMMANDS ? waiting.poll() : null;
        }
        if (!waiting.isEmpty()) {
            drainSoon();
        }
        applyBatch(batch);
    }

    private void applyBatch(List<Waiting> batch) {
        List<Waiting> over = batch.stream().filter(one -> one.reign != reign).toList();
        List<Waiting> live = batch.stream().filter(one -> one.reign == reign).toList();
        threads.answers.execute(
                () -> over.forEach(one -> one.answer.completeExceptionally(new RegistryException.NotLeader(null))));
        if (live.isEmpty()) {
            return;
        }
        Applied applied;
        try {
            applied = apply(live.stream().map(Waiting::command).toList());
        } catch (RuntimeException | Error broken) { // rethrown: nothing else is applied
            live.forEach(one -> one.answer.completeExceptionally(
                    new RegistryException.Indeterminate("this node broke while it applied the write")));
            throw broken;
        }
        long index = published.root().position().index();
        threads.answers.execute(() -> {
            for (int at = 0; at < live.size(); at++) {
                live.get(at).answer.complete(new Committed(applied.outcomes().get(at), index, true));
            }
        });
    }

    private Applied apply(List<Command> commands) {
        long index = published.root().position().index() + 1;
        try {
            Applied applied = state.apply(index, 0, new Entry(wallMillis.getAsLong(), commands));
            Root root = state.root();
            published.publish(root);
            published.tell(root, applied.changes(), applied.restored());
            return applied;
        } catch (RuntimeException | Error broken) { // told before it ends this task: the node must not go on
            reign = NO_REIGN;
            failure.accept(new RegistryException.Corrupted("entry " + index + " cannot be applied: " + broken, broken));
            throw broken;
        }
    }

    /** Refuses all who wait: this node is being stopped. What is being applied is published when this returns. */
    void close() {
        threads.apply.shutdown();
        try {
            if (!threads.apply.awaitTermination(5, TimeUnit.SECONDS)) {
                LOG.warn("a batch is applied still while this node stops");
            }
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
        refuseAll();
    }

    private void refuseAll() {
        Waiting next = waiting.poll();
        while (next != null) {
            next.answer.completeExceptionally(HashNode.stopping());
            next = waiting.poll();
        }
    }
}
