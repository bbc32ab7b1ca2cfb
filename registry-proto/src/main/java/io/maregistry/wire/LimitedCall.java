package io.maregistry.wire;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A call over HTTP with a limit for the whole of it: the JDK's own limit ends with the answer's head. Any thread. */
public final class LimitedCall {

    private LimitedCall() {}

    /**
     * Sends the request. The stage fails with {@link java.util.concurrent.TimeoutException} where the answer, its body
     * included, is not there within {@code limit}; then, and where the stage is cancelled, the transfer ends, too.
     */
    public static <T> CompletableFuture<HttpResponse<T>> send(
            HttpClient client, HttpRequest request, HttpResponse.BodyHandler<T> body, Duration limit) {
        CompletableFuture<HttpResponse<T>> sent = client.sendAsync(request, body);
        CompletableFuture<HttpResponse<T>> limited = sent.copy().orTimeout(limit.toMillis(), TimeUnit.MILLISECONDS);
        var unused = limited.whenComplete((answer, failure) -> sent.cancel(true)); // of no effect where it came
        return limited;
    }
}
