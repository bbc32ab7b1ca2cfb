package io.maregistry.testkit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** HTTP calls to one node, answered as text. Any thread. */
public final class HttpCalls {

    private static final Duration MAX_WAIT = Duration.ofSeconds(15);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient client;
    private final String base;

    /** Calls below {@code base}, for example {@code http://127.0.0.1:8081}. */
    public HttpCalls(String base) {
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(MAX_WAIT)
                .build();
        this.base = base;
    }

    /** An answer; a header that is not there is empty. */
    public record Answer(int status, String body, HttpResponse<String> response) {

        /** The first value of that header, or an empty text. */
        public String header(String name) {
            return response.headers().firstValue(name).orElse("");
        }

        /** The body as JSON. */
        public JsonNode json() {
            try {
                return JSON.readTree(body);
            } catch (JsonProcessingException malformed) {
                throw new IllegalStateException(status + " without JSON: " + body, malformed);
            }
        }

        /** Status and body, which is what a reader of a failed test wants to see. */
        @Override
        public String toString() {
            return status + " " + body;
        }
    }

    /** The url that paths are put behind. */
    public String base() {
        return base;
    }

    /** A GET; {@code headers} are names and values in turn. */
    public Answer get(String path, String... headers) {
        return call("GET", path, null, headers);
    }

    /** A POST; {@code headers} are names and values in turn. */
    public Answer post(String path, String body, String... headers) {
        return call("POST", path, body, headers);
    }

    /** Any request; {@code headers} are names and values in turn. Where no answer comes: {@link UncheckedIOException}. */
    public Answer call(String method, String path, @Nullable String body, String... headers) {
        HttpRequest request = request(method, path, body, headers);
        try {
            return answer(client.send(request, HttpResponse.BodyHandlers.ofString()));
        } catch (IOException failed) {
            throw new UncheckedIOException(method + " " + base + path + ": " + failed, failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", interrupted);
        }
    }

    /** Whether a GET of that path is answered by 200; where no answer comes, it is not. */
    public boolean isOk(String path) {
        try {
            return get(path).status() == 200;
        } catch (UncheckedIOException unreachable) {
            return false;
        }
    }

    /** The same without waiting; fails with what the transport says. */
    public CompletableFuture<Answer> begin(String method, String path, @Nullable String body, String... headers) {
        return client.sendAsync(request(method, path, body, headers), HttpResponse.BodyHandlers.ofString())
                .thenApply(HttpCalls::answer);
    }

    private HttpRequest request(String method, String path, @Nullable String body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + path))
                .timeout(MAX_WAIT)
                .method(
                        method,
                        body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return request.build();
    }

    private static Answer answer(HttpResponse<String> response) {
        return new Answer(response.statusCode(), response.body(), response);
    }
}
