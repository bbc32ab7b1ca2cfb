package io.maregistry.server.http;

import io.maregistry.error.Causes;
import io.maregistry.error.ErrorCode;
import io.maregistry.error.RegistryException;
import io.maregistry.wire.LimitedBody;
import io.maregistry.wire.LimitedCall;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

/**
 * Hands writes on to the leader as they came, for nodes in hash mode that forward them: there is no log that a command could
 * travel in. A write is handed on once; the node that gets it does it or says that it does not lead. Any thread.
 */
public final class LeaderRelay {

    private static final String RELAYED = "X-Registry-Relayed";
    private static final long MAX_ANSWER_BYTES = 16 << 20;
    private static final Duration CONNECTING = Duration.ofMillis(500);
    private static final List<String> FIELDS =
            List.of("Content-Type", Fields.REQUEST_ID.toString(), "If-Match", "If-None-Match");

    private final Supplier<Optional<String>> leader;
    private final Duration limit;
    private final Semaphore room;
    private final HttpClient client;

    /**
     * @param leader the url of the node that a write is handed on to now; empty where this node takes it itself
     * @param limit how long the leader may take over a write
     * @param most how many may be on their way
     * @param threads run what is done with answers
     */
    public LeaderRelay(Supplier<Optional<String>> leader, Duration limit, int most, Executor threads) {
        this.leader = leader;
        this.room = new Semaphore(most);
        this.limit = limit;
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(CONNECTING)
                .executor(threads)
                .build();
    }

    /** Where this request is to be handed on to; empty where it is to be done here. */
    Optional<String> target(Request request) {
        return request.field(RELAYED) == null ? leader.get() : Optional.empty();
    }

    /**
     * What the leader answers. Fails with {@code Unavailable} where it was surely not reached, else with {@code
     * Indeterminate}; with {@code Overloaded} where too many are on their way.
     *
     * @param more how much longer than a usual write it may take
     */
    CompletionStage<HttpResponse<byte[]>> handOn(String url, Request request, byte[] body, Duration more) {
        HttpRequest.Builder sent = HttpRequest.newBuilder(
                        URI.create(url + request.target().path() + query(request.target())))
                .method(request.method().name(), HttpRequest.BodyPublishers.ofByteArray(body))
                .header(RELAYED, "true");
        for (String field : FIELDS) {
            String value = request.field(field);
            if (value != null) {
                sent.header(field, value);
            }
        }
        if (!room.tryAcquire()) {
            return CompletableFuture.failedFuture(
                    new RegistryException.Overloaded("too many writes are on their way to the leader", 1));
        }
        return LimitedCall.send(
                        client,
                        sent.build(),
                        head -> LimitedBody.ofBytes(MAX_ANSWER_BYTES, IOException::new),
                        limit.plus(more))
                .whenComplete((came, failure) -> room.release())
                .exceptionallyCompose(failure -> CompletableFuture.failedFuture(outcome(url, Causes.of(failure))));
    }

    private static String query(Target target) {
        return target.query().isEmpty() ? "" : '?' + target.query();
    }

    private static RegistryException outcome(String url, Throwable failure) {
        return failure instanceof ConnectException || failure instanceof HttpConnectTimeoutException
                ? new RegistryException.Unavailable(ErrorCode.NO_LEADER, url + " leads, and is not reached; retry")
                : new RegistryException.Indeterminate(url + " leads, and did not answer: " + failure);
    }
}
