package io.maregistry.server.registry;

import io.maregistry.error.ErrorCode;
import io.maregistry.error.RegistryException;
import io.maregistry.model.ResumeToken;
import io.maregistry.server.replication.Leadership;
import io.maregistry.server.replication.ReadBarrier;
import io.maregistry.server.replication.Replica;
import io.maregistry.server.replication.Standing;
import io.maregistry.server.state.Root;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Which root a read is made from. Any thread; nothing blocks.
 *
 * <p>A node serves data only once it has caught up since its start: before that, and once it stops or has diverged, every
 * method fails with {@code Unavailable} and the reason as its code.
 */
public final class Discovery {

    private static final long MAX_WAIT_MILLIS = 5_000;

    private final Replica replica;
    private final ReadBarrier barrier;
    private final Leadership leadership;

    public Discovery(Replica replica, ReadBarrier barrier, Leadership leadership) {
        this.replica = replica;
        this.barrier = barrier;
        this.leadership = leadership;
    }

    /** The newest root, old as it may be. */
    public Root local() {
        requireReady();
        return replica.root();
    }

    /** The newest root, whether the node serves or not: for what is said about the node itself. */
    public Root unchecked() {
        return replica.root();
    }

    /**
     * The root for a read.
     *
     * @param linearizable whether the root must hold every write that was acknowledged before this call
     * @param atLeast the least that the root must hold, null = anything; waited for up to 5 s, and answered at once where
     *     it is of another lineage. Whoever waits no more cancels the stage's {@code toCompletableFuture()}
     */
    public CompletionStage<Root> read(boolean linearizable, @Nullable ResumeToken atLeast) {
        requireReady();
        if (!linearizable) {
            return atLeast == null ? CompletableFuture.completedStage(replica.root()) : await(atLeast);
        }
        if (atLeast == null) {
            return barrier.confirm().thenApply(done -> replica.root());
        }
        CompletableFuture<Root> read = new CompletableFuture<>();
        barrier.confirm().whenComplete((done, unconfirmed) -> {
            if (unconfirmed != null) {
                read.completeExceptionally(unconfirmed);
            } else if (!read.isDone()) {
                forward(await(atLeast), read);
            }
        });
        return read;
    }

    /** Has what {@code from} gives or fails with become of {@code to}; where that is done before, nobody waits any more. */
    private static void forward(CompletionStage<Root> from, CompletableFuture<Root> to) {
        from.whenComplete((root, failure) -> {
            if (failure == null) {
                to.complete(root);
            } else {
                to.completeExceptionally(failure);
            }
        });
        var unused =
                to.whenComplete((root, failure) -> from.toCompletableFuture().cancel(false));
    }

    /** The place in the line of changes that {@code text} names; {@code InvalidRequest} where it names none. */
    public ResumeToken token(String text) {
        try {
            return ResumeToken.parse(text, replica.root().scalars().lineage());
        } catch (IllegalArgumentException malformed) {
            throw new RegistryException.InvalidRequest(
                    ErrorCode.INVALID_REVISION, String.valueOf(malformed.getMessage()));
        }
    }

    /**
     * The name of what gives handles of stays: they mean nothing elsewhere. In Raft mode that is the cluster; in hash mode each
     * reign gives its own, since two of them may give the same handle to different instances.
     */
    public String stayScope(Root root) {
        String cluster = root.scalars().clusterId();
        return leadership.standing().mode() == Standing.Mode.RAFT
                ? cluster
                : cluster + '-' + ResumeToken.lineageText(root.scalars().lineage());
    }

    /** Fails unless this node serves. */
    public void requireReady() {
        ready();
    }

    /** How this node stands now, which serves; fails where it does not. Take the root of an answer after it, not before. */
    public Moment serving() {
        return new Moment(ready());
    }

    private Standing ready() {
        Standing standing = leadership.standing();
        if (!standing.isReady()) {
            throw unready(standing.health(), leadership.waitsFor());
        }
        return standing;
    }

    /** Fails unless this node serves and knows a leader. */
    public void requireQuorum() {
        if (ready().leader() == null) {
            throw new RegistryException.Unavailable(ErrorCode.NOT_READY, "no leader is known");
        }
    }

    private CompletionStage<Root> await(ResumeToken token) {
        return replica.awaitRevision(token.lineage(), token.revision(), MAX_WAIT_MILLIS);
    }

    private static RegistryException unready(Standing.Health health, Optional<String> waitsFor) {
        return switch (health) {
            case READY, UNDECIDED -> throw new IllegalArgumentException("a node that serves is not unready");
            case NOT_READY ->
                new RegistryException.Unavailable(
                        ErrorCode.NOT_READY,
                        waitsFor.map(what -> "the node does not take part yet: " + what)
                                .orElse("the node has not caught up since its start; retry"));
            case STOPPING -> new RegistryException.Unavailable(ErrorCode.STOPPING, "the node is stopping; ask another");
            case DIVERGED ->
                new RegistryException.Unavailable(
                        ErrorCode.DIVERGED, "the node's state is not that of the majority; ask another");
        };
    }
}
