package io.maregistry.wire;

import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The body of an HTTP answer up to a limit: of a longer one nothing more is taken, and it fails. For one call; the HTTP
 * client's threads, one at a time.
 *
 * @param <T> what the body becomes
 */
public final class LimitedBody<T> implements HttpResponse.BodySubscriber<T> {

    private final HttpResponse.BodySubscriber<T> whole;
    private final long most;
    private final Function<String, Throwable> failure;
    private Flow.@Nullable Subscription subscription;
    private long taken;
    private boolean isOver;

    /**
     * @param whole makes what the body becomes
     * @param most bytes
     * @param failure what a longer body fails with, from a message that says so
     */
    public LimitedBody(HttpResponse.BodySubscriber<T> whole, long most, Function<String, Throwable> failure) {
        this.whole = whole;
        this.most = most;
        this.failure = failure;
    }

    /** Up to so many bytes in memory. */
    public static LimitedBody<byte[]> ofBytes(long most, Function<String, Throwable> failure) {
        return new LimitedBody<>(HttpResponse.BodySubscribers.ofByteArray(), most, failure);
    }

    @Override
    public CompletionStage<T> getBody() {
        return whole.getBody();
    }

    @Override
    public void onSubscribe(Flow.Subscription newSubscription) {
        subscription = newSubscription;
        whole.onSubscribe(newSubscription);
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
        if (isOver) {
            return;
        }
        for (ByteBuffer buffer : buffers) {
            taken += buffer.remaining();
        }
        if (taken <= most) {
            whole.onNext(buffers);
            return;
        }
        isOver = true;
        if (subscription != null) {
            subscription.cancel();
        }
        whole.onError(failure.apply("the answer is longer than " + most + " bytes"));
    }

    @Override
    public void onError(Throwable broken) {
        if (!isOver) {
            whole.onError(broken);
        }
    }

    @Override
    public void onComplete() {
        if (!isOver) {
            whole.onComplete();
        }
    }
}
