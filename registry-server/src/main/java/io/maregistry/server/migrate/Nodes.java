package io.maregistry.server.migrate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.maregistry.error.Causes;
import io.maregistry.wire.LimitedBody;
import io.maregistry.wire.LimitedCall;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/** Blocking calls to the nodes of a cluster. One thread. */
final class Nodes {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration CONNECTING = Duration.ofSeconds(2);
    private static final Duration SHORT = Duration.ofSeconds(5);
    private static final Duration LONG = Duration.ofMinutes(10);
    private static final long MAX_ANSWER = 1 << 20;
    private static final long MAX_DOCUMENT = 1L << 30;
    private static final int OK = 200;
    private static final int UNAVAILABLE = 503;
    private static final int HUNDRED = 100;
    private static final int REQUEST_REFUSED = 4; // hundreds

    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECTING)
            .build();

    /**
     * The node to go to: of those that answer and serve the leader, else the one that has gone furthest. Of two leaders
     * each may hold what the other does not, so that somebody has to say which.
     */
    NodeSaid best(List<String> urls) {
        List<NodeSaid> serving = new ArrayList<>();
        List<String> troubles = new ArrayList<>();
        for (String url : urls) {
            try {
                NodeSaid said = NodeSaid.of(url, json(url, "/info"));
                if (said.isReady()) {
                    serving.add(said);
                } else {
                    troubles.add(url + ": it is not ready");
                }
            } catch (MigrateException away) {
                troubles.add(String.valueOf(away.getMessage()));
            }
        }
        List<String> leaders =
                serving.stream().filter(NodeSaid::isLeader).map(NodeSaid::url).toList();
        if (leaders.size() > 1) {
            throw new MigrateException("more than one node says that it leads, each may hold what the others do not: "
                    + String.join(", ", leaders) + "; name one of them alone. Nothing was written");
        }
        return serving.stream()
                .max(Comparator.comparing(NodeSaid::isLeader).thenComparingLong(NodeSaid::version))
                .orElseThrow(() -> new MigrateException("no node serves: " + String.join("; ", troubles)));
    }

    /** Fetches a document into {@code file}, packed or not. */
    void fetch(String url, String path, Path file) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url + path))
                .header("Accept-Encoding", "zstd, gzip")
                .build();
        call(
                url,
                request,
                LONG,
                () -> new LimitedBody<>(HttpResponse.BodySubscribers.ofFile(file), MAX_DOCUMENT, IOException::new));
    }

    /**
     * Restores the document in {@code file}, or only has the node look at it; gives what the node answered. Where it fails
     * the message says whether anything was written.
     */
    JsonNode restore(String url, String query, Path file, boolean isDryRun) throws IOException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url + "/v1/snapshot" + query + "&dryRun=" + isDryRun))
                .header("Content-Type", "application/json")
                .PUT(HttpRequest.BodyPublishers.ofFile(file))
                .build();
        try {
            return parsed(url, call(url, request, LONG, () -> LimitedBody.ofBytes(MAX_ANSWER, IOException::new)));
        } catch (MigrateException failed) {
            String outcome = isDryRun || isSurelyNotDone(failed)
                    ? "nothing was written"
                    : "whether it took the document is not known: look at " + url + "/info before you repeat it";
            throw new MigrateException(failed.getMessage() + "; " + outcome, failed);
        }
    }

    /** Any other answer may be a proxy's, of a node that did it and was gone before it could say so. */
    private static boolean isSurelyNotDone(MigrateException failed) {
        return failed.getCause() instanceof ConnectException
                || failed.status() / HUNDRED == REQUEST_REFUSED
                || failed.status() == UNAVAILABLE;
    }

    private JsonNode json(String url, String path) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url + path)).build();
        return parsed(url, call(url, request, SHORT, () -> LimitedBody.ofBytes(MAX_ANSWER, IOException::new)));
    }

    private static JsonNode parsed(String url, byte[] body) {
        try {
            return JSON.readTree(body);
        } catch (IOException malformed) {
            throw new MigrateException(url + ": its answer is not JSON", malformed);
        }
    }

    private <T> T call(String url, HttpRequest request, Duration time, Supplier<BodySubscriber<T>> body) {
        CompletableFuture<HttpResponse<Object>> sent = LimitedCall.send(
                client,
                request,
                head -> {
                    BodySubscriber<?> taken =
                            head.statusCode() == OK ? body.get() : LimitedBody.ofBytes(MAX_ANSWER, IOException::new);
                    return HttpResponse.BodySubscribers.mapping(taken, whole -> (Object) whole);
                },
                time);
        try {
            HttpResponse<Object> answer = sent.get();
            if (answer.statusCode() != OK) {
                throw new MigrateException(
                        url + request.uri().getPath() + " was answered " + answer.statusCode() + ": "
                                + message((byte[]) answer.body()),
                        answer.statusCode());
            }
            @SuppressWarnings("unchecked") // what its own subscriber made
            T whole = (T) answer.body();
            return whole;
        } catch (ExecutionException unanswered) {
            Throwable why = Causes.of(unanswered);
            String reason = why instanceof TimeoutException ? "not within " + time.toSeconds() + " s" : why.toString();
            throw new MigrateException(url + " does not answer: " + reason, why);
        } catch (InterruptedException hurried) {
            sent.cancel(true);
            Thread.currentThread().interrupt();
            throw new MigrateException(url + " was not waited for", hurried);
        }
    }

    private static String message(byte[] body) {
        try {
            return JSON.readTree(body).path("message").asText();
        } catch (IOException malformed) { // a node of another kind, or a proxy: its status says enough
            return "no reason that can be read";
        }
    }
}
