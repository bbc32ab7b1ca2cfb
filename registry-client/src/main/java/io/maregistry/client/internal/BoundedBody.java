package io.maregistry.client.internal;

import java.io.ByteArrayOutputStream;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A body up to a limit: a longer one fails. One call; the HTTP client's threads, one at a time. */
public final class BoundedBody implements HttpResponse.BodySubscriber<byte[]> {

    private final int most;
    private final Function<String, Throwable> failure;
    private final CompletableFuture<byte[]> whole = new CompletableFuture<>();
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private Flow.@Nullable Subscription subscription;

    /**
     * @param most bytes
     * @param failure what a longer body fails with, from a message that says so
     */
    public BoundedBody(int most, Function<String, Throwable> failure) {
        this.most = most;
        this.failure = failure;
    }

    @Override
    public CompletionStage<byte[]> getBody() {
        return whole;
    }

    @Override
    public void onSubscribe(Flow.Subscription newSubscription) {
        subscription = newSubscription;
        newSubscription.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
        for (ByteBuffer buffer : buffers) {
            if (whole.isDone() || bytes.size() + buffer.remaining() > most) {
                tooLong();
                return;
            }
            byte[] some = new byte[buffer.remaining()];
            buffer.get(some);
            bytes.write(some, 0, some.length);
        }
    }

    private void tooLong() {
        if (subscription != null) {
            subscription.cancel();
        }
        whole.completeExceptionally(failure.apply("the answer is longer than " + most + " bytes"));
    }

    @Override
    public void onError(Throwable broken) {
        whole.completeExceptionally(broken);
    }

    @Override
    public void onComplete() {
        whole.complete(bytes.toByteArray());
    }
}
