package io.maregistry.client.internal.transport;

import io.grpc.stub.StreamObserver;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Waits for the one answer of a call. The transport's thread. */
final class Answer<R> implements StreamObserver<R> {

    private final RegistryCall<?, R> call;
    private final CompletableFuture<R> answer;
    private final SentMark sent;
    private @Nullable R reply;

    Answer(RegistryCall<?, R> call, CompletableFuture<R> answer, SentMark sent) {
        this.call = call;
        this.answer = answer;
        this.sent = sent;
    }

    @Override
    public void onNext(R message) {
        reply = message;
    }

    @Override
    public void onError(Throwable failure) {
        answer.completeExceptionally(Failures.of(failure, sent.isSent()));
    }

    @Override
    public void onCompleted() {
        R whole = reply;
        if (whole == null) {
            answer.completeExceptionally(Failures.ended());
            return;
        }
        CallFailure refusal = call.refusal(whole);
        if (refusal == null) {
            answer.complete(whole);
        } else {
            answer.completeExceptionally(refusal);
        }
    }
}
