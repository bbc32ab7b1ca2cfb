package io.maregistry.client.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HttpInvokerTest {

    private static final Duration LONG = Duration.ofSeconds(30);

    private final HttpInvoker invoker = HttpInvoker.of(16, LONG);
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final ConcurrentLinkedQueue<String> heard = new ConcurrentLinkedQueue<>();
    private HttpServer server;
    private String url;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/echo", exchange -> {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            heard.add(exchange.getRequestMethod()
                    + ' '
                    + exchange.getRequestURI()
                    + ' '
                    + exchange.getRequestHeaders().getFirst("Content-Type")
                    + ' '
                    + body);
            answer(exchange, 200, "Grüße");
        });
        server.createContext("/busy", exchange -> answer(exchange, 503, "{\"code\":\"NO_LEADER\"}"));
        server.createContext("/moved", exchange -> {
            exchange.getResponseHeaders().set("Location", "/echo");
            answer(exchange, 307, "");
        });
        server.start();
        url = "http://127.0.0.1:" + server.getAddress().getPort();
    }

    @AfterEach
    void stop() {
        server.stop(0);
        threads.shutdownNow();
    }

    @Test
    void getAnswersTheBody() {
        assertThat(HttpInvoker.of(1, LONG).get(url + "/echo")).isEqualTo("Grüße");
        assertThat(heard).containsExactly("GET /echo null ");
    }

    @Test
    void parametersAreEncodedBehindThoseOfTheUrl() {
        Map<String, String> params = new TreeMap<>(Map.of("service", "a b&c", "x", "ü"));

        invoker.get(url + "/echo", params);
        invoker.get(url + "/echo?y=1", Map.of("z", "2"));
        invoker.post(url + "/echo", Map.of("service", "a.B"), "{}");

        assertThat(heard)
                .containsExactly(
                        "GET /echo?service=a+b%26c&x=%C3%BC null ",
                        "GET /echo?y=1&z=2 null ", "POST /echo?service=a.B application/json; charset=utf-8 {}");
    }

    @Test
    void postSendsJson() {
        assertThat(invoker.post(url + "/echo", "{\"host\":\"ä\"}")).isEqualTo("Grüße");
        assertThat(heard).containsExactly("POST /echo application/json; charset=utf-8 {\"host\":\"ä\"}");
    }

    @Test
    void otherStatusIsAnExceptionWithAllThatIsKnown() {
        var failure =
                catchThrowableOfType(HttpInvokeException.class, () -> invoker.get(url + "/busy", Map.of("a", "b")));

        assertThat(failure.url()).isEqualTo(url + "/busy?a=b");
        assertThat(failure.method()).isEqualTo("GET");
        assertThat(failure.status()).isEqualTo(503);
        assertThat(failure).hasMessageContaining("NO_LEADER").hasNoCause();
    }

    @Test
    void redirectIsNotFollowed() {
        var failure = catchThrowableOfType(HttpInvokeException.class, () -> invoker.post(url + "/moved", "{}"));

        assertThat(failure.status()).isEqualTo(307);
        assertThat(heard).isEmpty();
    }

    @Test
    void refusedConnectionIsSaidWithItsCause() throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }

        var failure = catchThrowableOfType(
                HttpInvokeException.class, () -> invoker.post("http://127.0.0.1:" + port + "/reg", "{}"));

        assertThat(failure.status()).isEqualTo(HttpInvokeException.NO_STATUS);
        assertThat(failure.method()).isEqualTo("POST");
        assertThat(failure).hasCauseInstanceOf(ConnectException.class);
    }

    @Test
    void serverThatDoesNotAnswerIsLeft() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            HttpInvoker impatient = HttpInvoker.of(1, Duration.ofMillis(50));

            var failure = catchThrowableOfType(
                    HttpInvokeException.class, () -> impatient.get("http://127.0.0.1:" + silent.getLocalPort()));

            assertThat(failure.status()).isEqualTo(HttpInvokeException.NO_STATUS);
            assertThat(failure).hasCauseInstanceOf(TimeoutException.class);
        }
    }

    @Test
    void bodyThatDoesNotEndIsLeft() throws IOException {
        CountDownLatch end = new CountDownLatch(1);
        server.createContext("/endless", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write('x');
            exchange.getResponseBody().flush();
            awaitQuietly(end);
            exchange.close();
        });

        assertThatThrownBy(() -> HttpInvoker.of(1, Duration.ofMillis(200)).get(url + "/endless"))
                .isInstanceOf(HttpInvokeException.class)
                .hasCauseInstanceOf(TimeoutException.class);
        end.countDown();
    }

    @Test
    void noMoreCallsAreUnderWayThanAllowed() {
        AtomicInteger underWay = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        server.createContext("/count", exchange -> {
            most.accumulateAndGet(underWay.incrementAndGet(), Math::max);
            heard.add("counted");
            underWay.decrementAndGet();
            answer(exchange, 200, "");
        });
        HttpInvoker narrow = HttpInvoker.of(2, LONG);

        List<CompletableFuture<String>> calls = new ArrayList<>();
        for (int n = 0; n < 50; n++) {
            calls.add(CompletableFuture.supplyAsync(() -> narrow.get(url + "/count"), threads));
        }
        calls.forEach(CompletableFuture::join);

        assertThat(most.get()).isBetween(1, 2);
    }

    @Test
    void whatIsNoUrlIsRefused() {
        for (String bad :
                List.of("", "host:8081", "ftp://127.0.0.1/", "http://", "/reg", "http://a b/", "http://x:y")) {
            assertThatThrownBy(() -> invoker.get(bad))
                    .as(bad)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("url must be");
        }
    }

    @Test
    void oneIsSharedByTheWholeProcess() {
        assertThat(HttpInvoker.DEFAULT).isSameAs(HttpInvoker.DEFAULT);
        assertThatThrownBy(() -> HttpInvoker.of(0, LONG)).hasMessageContaining("calls");
        assertThatThrownBy(() -> HttpInvoker.of(1, Duration.ZERO)).hasMessageContaining("timeout");
    }

    private static void awaitQuietly(CountDownLatch end) {
        try {
            end.await();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private static void answer(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }
}
