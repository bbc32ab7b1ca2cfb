package io.maregistry.server.hash;

import io.maregistry.error.Causes;
import io.maregistry.wire.LimitedBody;
import io.maregistry.wire.LimitedCall;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpTimeoutException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * Calls over HTTP with the documents' figures: 500 ms to connect and for an answer, and longer only where a document is
 * fetched. One client, whose connections stay open. Any thread; answers come on the threads that it was given.
 */
final class HttpPeers implements Peers {

    private static final int MAX_INFO_BYTES = 64 << 10;
    private static final int MAX_ANSWER_BYTES = 4 << 20;
    private static final long MAX_DOCUMENT_BYTES = 1L << 30;
    private static final Duration FETCHING = Duration.ofSeconds(60);
    private static final Duration LEADING = Duration.ofSeconds(10);
    private static final int OK = 200;

    private final HttpClient client;
    private final Duration limit;

    /** @param limit for a connection, and for the answer to a probe */
    HttpPeers(Duration limit, Executor threads) {
        this.limit = limit;
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(limit)
                .executor(threads)
                .build();
    }

    @Override
    public CompletionStage<Reported> info(String url) {
        return call(url, get(url, "/info").build(), limit, HttpPeers::bytes).thenApply(body -> reported(url, body));
    }

    private static Reported reported(String url, byte[] body) {
        try {
            return Reported.read(body);
        } catch (RuntimeException malformed) { // whatever answers there, it is no node of a registry
            throw new PeerException(url, "its /info is not a node's: " + malformed.getMessage(), false, malformed);
        }
    }

    @Override
    public CompletionStage<Void> fetch(String url, String path, Path file) {
        HttpRequest request =
                get(url, path).header("Accept-Encoding", "zstd, gzip").build();
        CompletableFuture<Path> fetching = call(
                        url,
                        request,
                        FETCHING,
                        () -> new LimitedBody<>(
                                HttpResponse.BodySubscribers.ofFile(file), MAX_DOCUMENT_BYTES, IOException::new))
                .toCompletableFuture();
        CompletableFuture<Void> fetched = fetching.thenAccept(written -> {});
        var unused =
                fetched.whenComplete((done, failure) -> fetching.cancel(true)); // a cancelled one ends the transfer
        return fetched;
    }

    @Override
    public CompletionStage<Void> lead(String url) {
        return post(url, "/sl", HttpRequest.BodyPublishers.noBody());
    }

    @Override
    public CompletionStage<Void> askToYield(String url, String successor) {
        return post(url, "/v1/cluster/yield", HttpRequest.BodyPublishers.ofString("{\"to\":\"" + successor + "\"}"));
    }

    @Override
    public CompletionStage<byte[]> ask(String url, String topic, byte[] question, long timeoutMillis) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url + "/v1/cluster/ask/" + topic))
                .POST(HttpRequest.BodyPublishers.ofByteArray(question))
                .build();
        return call(
                url,
                request,
                Duration.ofMillis(timeoutMillis),
                () -> LimitedBody.ofBytes(MAX_ANSWER_BYTES, IOException::new));
    }

    private CompletionStage<Void> post(String url, String path, HttpRequest.BodyPublisher body) {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(url + path)).POST(body).build();
        return call(url, request, LEADING, HttpPeers::bytes).thenApply(answer -> null);
    }

    private static HttpRequest.Builder get(String url, String path) {
        return HttpRequest.newBuilder(URI.create(url + path)).GET();
    }

    private static BodySubscriber<byte[]> bytes() {
        return LimitedBody.ofBytes(MAX_INFO_BYTES, IOException::new);
    }

    private <T> CompletionStage<T> call(
            String url, HttpRequest request, Duration time, Supplier<BodySubscriber<T>> body) {
        CompletableFuture<HttpResponse<T>> sent = LimitedCall.send(
                client,
                request,
                head -> head.statusCode() == OK ? body.get() : HttpResponse.BodySubscribers.replacing(null),
                time);
        CompletableFuture<T> answered = sent.handle((answer, failure) -> {
            if (failure != null) {
                throw failed(url, Causes.of(failure), time);
            }
            if (answer.statusCode() != OK) {
                throw new PeerException(url, request.uri().getPath(), answer.statusCode());
            }
            return answer.body();
        });
        // whoever gives it up ends the transfer, too; where it is done there is nothing to cancel
        var unused = answered.whenComplete((done, failure) -> sent.cancel(true));
        return answered;
    }

    private static PeerException failed(String url, Throwable why, Duration time) {
        boolean isLate = why instanceof TimeoutException || why instanceof HttpTimeoutException;
        String reason = isLate ? "no answer in " + time.toMillis() + " ms" : String.valueOf(why);
        return new PeerException(url, reason, isLate, why);
    }
}
