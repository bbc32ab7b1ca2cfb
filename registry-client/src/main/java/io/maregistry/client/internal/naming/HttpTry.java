package io.maregistry.client.internal.naming;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.maregistry.error.ErrorCode;
import io.maregistry.error.RegistryException;
import io.maregistry.wire.LimitedBody;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * One request to one node, with a limit for all of its answer: the JDK's own time-out ends with the answer's head. It ends
 * once; what it holds is let go then, though its alarm may ring much later. Any thread.
 */
final class HttpTry {

    private static final int MOST_BYTES = 64 << 20;

    @GuardedBy("this")
    private @Nullable BiConsumer<@Nullable HttpResponse<byte[]>, @Nullable Throwable> listener; // null = it has ended

    @GuardedBy("this")
    private @Nullable CompletableFuture<HttpResponse<byte[]>> sent;

    /** @param listener is told the answer, or why there is none */
    HttpTry(BiConsumer<@Nullable HttpResponse<byte[]>, @Nullable Throwable> listener) {
        this.listener = listener;
    }

    void begin(HttpCalls calls, HttpRequest request, long mostNanos) {
        calls.scheduler().after(mostNanos, () -> late(mostNanos));
        var unused = calls.http().thenCompose(http -> send(http, request)).whenComplete(this::ended);
    }

    private synchronized CompletionStage<HttpResponse<byte[]>> send(HttpClient http, HttpRequest request) {
        if (listener == null) {
            return CompletableFuture.failedStage(new CancellationException());
        }
        CompletableFuture<HttpResponse<byte[]>> sending = http.sendAsync(
                request,
                head -> LimitedBody.ofBytes(
                        MOST_BYTES,
                        message -> new RegistryException.InvalidRequest(ErrorCode.BODY_TOO_LARGE, message)));
        sent = sending;
        return sending;
    }

    private void late(long mostNanos) {
        String message = "no answer within " + Duration.ofNanos(mostNanos).toMillis() + " ms";
        boolean isSent;
        synchronized (this) {
            isSent = sent != null;
        }
        ended(null, isSent ? new HttpTimeoutException(message) : new HttpConnectTimeoutException(message));
    }

    /** Nobody waits for it any more. */
    void cancel() {
        ended(null, new CancellationException());
    }

    private void ended(@Nullable HttpResponse<byte[]> answer, @Nullable Throwable failure) {
        BiConsumer<@Nullable HttpResponse<byte[]>, @Nullable Throwable> told;
        CompletableFuture<HttpResponse<byte[]>> sending;
        synchronized (this) {
            told = listener;
            sending = sent;
            listener = null;
            sent = null;
        }
        if (told != null) {
            if (sending != null) {
                sending.cancel(true); // closes the connection, unless the answer is whole
            }
            told.accept(answer, failure);
        }
    }
}
