package io.maregistry.client;

import io.maregistry.error.RegistryException;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waits for stages on behalf of callers that block. Stateless. */
final class Waiting {

    private static final Duration GRACE = Duration.ofSeconds(2); // each stage ends by itself; this is for a bug of ours

    private Waiting() {}

    /** The result of the stage, which ends by itself within {@code atMost}; its failure is thrown. */
    static <T> T on(CompletionStage<T> stage, Duration atMost) {
        return noLongerThan(atMost.plus(GRACE), stage);
    }

    /** The same where nobody waits longer, whatever becomes of the stage. */
    static <T> T noLongerThan(Duration atMost, CompletionStage<T> stage) {
        ClientThreads.checkMayBlock();
        try {
            return stage.toCompletableFuture().get(atMost.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof RegistryException known) {
                throw known;
            }
            throw new IllegalStateException("a bug of the client", failed.getCause());
        } catch (TimeoutException late) {
            throw new RegistryException.Indeterminate("no answer within " + atMost);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new RegistryException.Indeterminate("interrupted while waiting for the answer");
        }
    }
}
