package io.maregistry.server.registry;

import io.maregistry.error.ErrorCode;
import io.maregistry.error.RegistryException;
import io.maregistry.server.replication.Committed;
import io.maregistry.server.replication.Proposer;
import io.maregistry.server.snapshot.CheckedDocument;
import io.maregistry.server.snapshot.DocumentReader;
import io.maregistry.server.state.Command;
import io.maregistry.server.state.Outcome;
import io.maregistry.server.state.RestoreAbort;
import io.maregistry.server.state.RestoreBegin;
import io.maregistry.server.state.RestoreChunk;
import io.maregistry.server.state.RestoreCommit;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts a document in the place of what is registered: all of it or nothing. The whole document is validated on this node
 * before anything is proposed; then its parts go through the log one after another and are staged, and one commit makes
 * them the state. Whatever fails on the way ends in an abort.
 *
 * <p>Methods may be called by any thread and do not block; a restore holds one thread of the executor for as long as it
 * runs, and a node runs one at a time.
 */
public final class Restores {

    private static final Logger LOG = LoggerFactory.getLogger(Restores.class);

    private final Proposer proposer;
    private final Discovery discovery;
    private final DocumentReader reader;
    private final Executor work;
    private final Limit limit;
    private final AtomicBoolean isRunning = new AtomicBoolean();

    /** {@code work} runs what blocks: reading the document, and waiting for its parts to be committed. */
    public Restores(Proposer proposer, Discovery discovery, DocumentReader reader, Executor work, Limit limit) {
        this.proposer = proposer;
        this.discovery = discovery;
        this.reader = reader;
        this.work = work;
        this.limit = limit;
    }

    /**
     * How long a restore may take from its begin to its commit; over it its outcome is unknown, and it is aborted.
     *
     * @param nanoTime a monotonic clock, in nanoseconds
     */
    public record Limit(Duration time, LongSupplier nanoTime) {

        long endNanos() {
            return nanoTime.getAsLong() + time.toNanos();
        }

        long leftNanos(long endNanos) {
            return Math.max(0, endNanos - nanoTime.getAsLong());
        }
    }

    /**
     * How a document is restored.
     *
     * @param isMerge whether services of both sides stay, rather than the document's alone
     * @param isDryRun whether the document is only looked at
     * @param onlyAtRevision the registry must be at that revision still when the document takes its place; {@link
     *     RestoreBegin#ANY_REVISION} = whatever it is
     */
    public record Mode(boolean isMerge, boolean isDryRun, long onlyAtRevision) {}

    /**
     * What stands now, or would stand in the document.
     *
     * @param services how many list something
     * @param isAppliedHere whether this node has applied it, too
     */
    public record Result(Kind kind, long revision, int services, int instances, boolean isAppliedHere) {}

    /** What a restore was good for. */
    public enum Kind {
        /** The document is the state now. */
        RESTORED,
        /** The state was as the document says already. */
        UNCHANGED,
        /** The document is good; nothing else was asked. */
        VALID
    }

    /**
     * Restores the document in {@code file}, which must stay there until the stage is done.
     *
     * <p>Fails with {@code InvalidRequest} (INVALID_SNAPSHOT, with the place of the fault), with {@code Conflict} where
     * another restore runs, a limit is reached or the registry has left the revision, and as {@link Proposer#propose} does.
     */
    public CompletionStage<Result> restore(Path file, Mode mode) {
        discovery.requireReady();
        if (!isRunning.compareAndSet(false, true)) {
            return CompletableFuture.failedStage(new RegistryException.Conflict(
                    ErrorCode.RESTORE_RUNNING,
                    "another restore is running",
                    discovery.local().scalars().revision(),
                    -1));
        }
        try {
            return CompletableFuture.supplyAsync(() -> run(file, mode), work)
                    .whenComplete((result, failure) -> isRunning.set(false));
        } catch (RejectedExecutionException full) {
            isRunning.set(false);
            return CompletableFuture.failedStage(
                    new RegistryException.Overloaded("too much work is waiting on this node", 1));
        }
    }

    private Result run(Path file, Mode mode) {
        CheckedDocument document = reader.check(file);
        if (mode.isDryRun()) {
            return new Result(
                    Kind.VALID,
                    discovery.local().scalars().revision(),
                    document.services(),
                    document.instances(),
                    true);
        }
        String id = UUID.randomUUID().toString().replace("-", "");
        long endNanos = limit.endNanos();
        try {
            propose(
                    new RestoreBegin(id, document.sha256(), document.isPlain(), mode.isMerge(), mode.onlyAtRevision()),
                    endNanos);
            return stageAndCommit(id, document, endNanos);
        } catch (
                RuntimeException
                        failure) { // whatever it was, the staging must not stay, and nobody knows whether it began
            abort(id);
            throw failure;
        }
    }

    private Result stageAndCommit(String id, CheckedDocument document, long endNanos) {
        int[] chunks = {0};
        document.forEachChunk(part -> propose(new RestoreChunk(id, chunks[0]++, part), endNanos));
        Committed committed =
                propose(new RestoreCommit(id, chunks[0], document.revision(), document.version()), endNanos);
        Outcome.Restored restored = (Outcome.Restored) committed.outcome();
        LOG.info(
                "restored sha256={} revision={} services={} instances={} changed={}",
                document.sha256(),
                restored.revision(),
                restored.services(),
                restored.instances(),
                restored.changed());
        return new Result(
                restored.changed() ? Kind.RESTORED : Kind.UNCHANGED,
                restored.revision(),
                restored.services(),
                restored.instances(),
                committed.isAppliedHere());
    }

    /** Waits for the command, so that the next one comes behind it. */
    private Committed propose(Command command, long endNanos) {
        Committed committed;
        try {
            committed = proposer.propose(command)
                    .toCompletableFuture()
                    .copy()
                    .orTimeout(limit.leftNanos(endNanos), TimeUnit.NANOSECONDS)
                    .join();
        } catch (CompletionException failure) {
            if (failure.getCause() instanceof TimeoutException) {
                throw new RegistryException.Indeterminate(
                        "the restore took longer than " + limit.time().toSeconds() + " s; look, then repeat it");
            }
            throw failure.getCause() instanceof RegistryException known ? known : failure;
        }
        if (committed.outcome() instanceof Outcome.Rejected rejected) {
            throw Refusals.of(rejected);
        }
        return committed;
    }

    private void abort(String id) {
        proposer.propose(new RestoreAbort(id)).whenComplete((done, failure) -> {
            if (failure != null) {
                LOG.warn("restore={} not aborted, it ends by itself within a minute: {}", id, failure.getMessage());
            }
        });
    }
}
