package io.maregistry.server.lease;

import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * Makes of done renewals what their caller was promised. Any thread.
 *
 * @param <T> what that is
 */
final class AskedRenewals<T> implements WaitingRenewal.Caller {

    private final CompletableFuture<T> stage = new CompletableFuture<>();
    private final Function<WaitingRenewal.Done, T> answer;

    AskedRenewals(Function<WaitingRenewal.Done, T> answer) {
        this.answer = answer;
    }

    CompletableFuture<T> stage() {
        return stage;
    }

    @Override
    public void done(WaitingRenewal.Done done) {
        stage.complete(answer.apply(done));
    }

    @Override
    public void failed(Throwable reason) {
        stage.completeExceptionally(reason);
    }
}
