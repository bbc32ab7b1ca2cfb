package io.maregistry.server.registry;

import io.maregistry.error.Causes;
import io.maregistry.error.RegistryException;
import io.maregistry.model.RequestId;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Many writes in one request, each done or refused by itself. Any thread; nothing blocks. */
public final class Batches {

    private Batches() {}

    /** One write of a batch. */
    @FunctionalInterface
    public interface Item {
        /** Begins the write under that request id, null where it has none. */
        CompletionStage<? extends Written<?>> begin(@Nullable RequestId request);
    }

    /**
     * What became of one write: exactly one of the two is there.
     *
     * @param done what it gave
     * @param failure why it was refused, or is not known
     */
    public record Result(
            @Nullable Written<?> done, @Nullable RegistryException failure) {}

    /**
     * Begins all items in order, without waiting for one before the next.
     *
     * @param first the request id of the first item, which the others count on from; null where they have none
     */
    public static CompletionStage<List<Result>> run(List<Item> items, @Nullable RequestId first) {
        List<CompletableFuture<Result>> results = new ArrayList<>(items.size());
        for (int at = 0; at < items.size(); at++) {
            results.add(begin(items.get(at), first == null ? null : first.plus(at)));
        }
        return CompletableFuture.allOf(results.toArray(new CompletableFuture<?>[0]))
                .thenApply(all -> results.stream().map(CompletableFuture::join).toList());
    }

    /** An item that is refused before it begins. */
    public static Item refused(RegistryException fault) {
        return request -> CompletableFuture.failedStage(fault);
    }

    /**
     * Fails as the items did where no item got further, the failure lies in none of them and one tells of all: an {@code
     * Indeterminate}, since "surely not done" would be a lie about its item, or one where all are of the same kind.
     */
    public static void throwFailureOfAll(List<Result> results) {
        List<RegistryException> failures = new ArrayList<>(results.size());
        for (Result result : results) {
            RegistryException failure = result.failure();
            if (failure == null || isOfTheItem(failure)) {
                return;
            }
            failures.add(failure);
        }
        RegistryException common = common(failures);
        if (common != null) {
            throw common;
        }
    }

    private static @Nullable RegistryException common(List<RegistryException> failures) {
        RegistryException last = null;
        boolean isOfOneKind = true;
        for (RegistryException failure : failures) {
            if (failure instanceof RegistryException.Indeterminate) {
                return failure;
            }
            isOfOneKind &= last == null || last.getClass() == failure.getClass();
            last = failure;
        }
        return isOfOneKind ? last : null;
    }

    private static boolean isOfTheItem(RegistryException failure) {
        return failure instanceof RegistryException.InvalidRequest || failure instanceof RegistryException.Conflict;
    }

    /**
     * What the writes of a batch that are done have in common.
     *
     * @param revision the highest that one made or found; 0 where none is done
     * @param isAppliedHere whether this node has applied all of them
     */
    public record Summary(long revision, boolean isAppliedHere) {}

    public static Summary summary(List<Result> results) {
        long revision = 0;
        boolean isAppliedHere = true;
        for (Result result : results) {
            Written<?> done = result.done();
            if (done != null) {
                revision = Math.max(revision, done.outcome().revision());
                isAppliedHere &= done.isAppliedHere();
            }
        }
        return new Summary(revision, isAppliedHere);
    }

    private static CompletableFuture<Result> begin(Item item, @Nullable RequestId request) {
        CompletionStage<? extends Written<?>> begun;
        try {
            begun = item.begin(request);
        } catch (RegistryException refused) {
            return CompletableFuture.completedFuture(new Result(null, refused));
        }
        return begun.handle((done, failure) -> failure == null ? new Result(done, null) : refused(failure))
                .toCompletableFuture();
    }

    private static Result refused(Throwable failure) {
        Throwable cause = Causes.of(failure);
        if (cause instanceof RegistryException refusal) {
            return new Result(null, refusal);
        }
        throw new CompletionException(cause);
    }
}
