package io.maregistry.client.http;

import io.maregistry.wire.LimitedBody;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The calls on the JDK's client, whose connections are as many as there are calls under way. */
final class JdkHttpInvoker implements HttpInvoker {

    private static final int MAX_BYTES = 64 << 20;
    private static final int OK_CLASS = 2;

    private final HttpClient client;
    private final Duration timeout;
    private final Semaphore places;

    JdkHttpInvoker(int calls, Duration timeout) {
        if (calls < 1) {
            throw new IllegalArgumentException("calls must be at least 1, was " + calls);
        }
        if (timeout.isNegative() || timeout.isZero()) {
            throw new IllegalArgumentException("timeout must be above 0, was " + timeout);
        }
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(timeout)
                .build();
        this.timeout = timeout;
        this.places = new Semaphore(calls, true);
    }

    @Override
    public String get(String url) {
        return call(request(url, Map.of()).GET().build());
    }

    @Override
    public String get(String url, Map<String, String> params) {
        return call(request(url, params).GET().build());
    }

    @Override
    public String post(String url, String json) {
        return post(url, Map.of(), json);
    }

    @Override
    public String post(String url, Map<String, String> params, String json) {
        require("json", json);
        return call(request(url, params)
                .header("Content-Type", "application/json; charset=utf-8")
                .POST(HttpRequest.BodyPublishers.ofString(json))
                .build());
    }

    private static HttpRequest.Builder request(String url, Map<String, String> params) {
        require("url", url);
        require("params", params);
        URI uri;
        try {
            uri = URI.create(params.isEmpty() ? url : with(url, params));
        } catch (IllegalArgumentException malformed) {
            throw new IllegalArgumentException("url must be one, was " + url, malformed);
        }
        String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        if (uri.getHost() == null || !(scheme.equals("http") || scheme.equals("https"))) {
            throw new IllegalArgumentException("url must be http://host or https://host, was " + url);
        }
        return HttpRequest.newBuilder(uri);
    }

    private static void require(String name, @Nullable Object argument) {
        if (argument == null) {
            throw new IllegalArgumentException(name + " must not be null");
        }
    }

    private static String with(String url, Map<String, String> params) {
        String query = params.entrySet().stream()
                .map(param -> encoded(param.getKey()) + '=' + encoded(param.getValue()))
                .collect(Collectors.joining("&"));
        return url + (url.indexOf('?') < 0 ? '?' : '&') + query;
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private String call(HttpRequest request) {
        long end = System.nanoTime() + timeout.toNanos();
        try {
            if (!places.tryAcquire(timeout.toNanos(), TimeUnit.NANOSECONDS)) {
                throw failed(request, "no turn within " + timeout, null);
            }
            try {
                return answer(request, end - System.nanoTime());
            } finally {
                places.release();
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw failed(request, "interrupted", interrupted);
        }
    }

    private String answer(HttpRequest request, long nanos) throws InterruptedException {
        CompletableFuture<HttpResponse<String>> call = client.sendAsync(request, head -> text());
        try {
            HttpResponse<String> answer = call.get(nanos, TimeUnit.NANOSECONDS);
            if (answer.statusCode() / 100 != OK_CLASS) {
                throw HttpInvokeException.answered(
                        request.uri().toString(), request.method(), answer.statusCode(), answer.body());
            }
            return answer.body();
        } catch (TimeoutException late) {
            throw failed(request, "no answer within " + timeout, late);
        } catch (ExecutionException failure) {
            throw failed(request, String.valueOf(failure.getCause()), failure.getCause());
        } finally {
            call.cancel(true); // ends the connection of one that is still under way
        }
    }

    private static HttpInvokeException failed(HttpRequest request, String message, @Nullable Throwable cause) {
        return HttpInvokeException.unanswered(request.uri().toString(), request.method(), message, cause);
    }

    private static HttpResponse.BodySubscriber<String> text() {
        return HttpResponse.BodySubscribers.mapping(
                LimitedBody.ofBytes(MAX_BYTES, IOException::new), bytes -> new String(bytes, StandardCharsets.UTF_8));
    }
}
