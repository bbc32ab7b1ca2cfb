package io.maregistry.server.hash;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** A node that says what a test tells it to; ours or a plain v5 one. */
final class FakeLeader implements AutoCloseable {

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Map<String, byte[]> bodies = new ConcurrentHashMap<>();
    private final AtomicInteger fetched = new AtomicInteger();
    private final AtomicInteger asked = new AtomicInteger();
    private final Map<String, Runnable> before = new ConcurrentHashMap<>();
    private final Map<String, CountDownLatch> stalls = new ConcurrentHashMap<>();
    private final Queue<String> calls = new ConcurrentLinkedQueue<>();

    FakeLeader() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException unable) {
            throw new UncheckedIOException(unable);
        }
        server.setExecutor(threads);
        server.createContext("/", this::answer);
        server.start();
    }

    int port() {
        return server.getAddress().getPort();
    }

    /** How often a document was asked for. */
    int fetched() {
        return fetched.get();
    }

    /** How often it was asked how it is. */
    int asked() {
        return asked.get();
    }

    void says(String path, byte[] body) {
        bodies.put(path, body);
    }

    void says(String path, String body) {
        says(path, body.getBytes(StandardCharsets.UTF_8));
    }

    /** Has that done before each answer to that path. */
    void before(String path, Runnable what) {
        before.put(path, what);
    }

    /** Sends the half of each answer to that path, and the rest when the latch is open. */
    void stalls(String path, CountDownLatch until) {
        stalls.put(path, until);
    }

    /** The paths that were asked for, in order. */
    List<String> calls() {
        return List.copyOf(calls);
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        calls.add(path);
        before.getOrDefault(path, () -> {}).run();
        byte[] body = bodies.get(path);
        if (path.endsWith("snapshot")) {
            fetched.incrementAndGet();
        } else {
            asked.incrementAndGet();
        }
        try (exchange) {
            exchange.sendResponseHeaders(body == null ? 404 : 200, body == null || body.length == 0 ? -1 : body.length);
            if (body != null && body.length > 0) {
                OutputStream out = exchange.getResponseBody();
                CountDownLatch until = stalls.get(path);
                int half = until == null ? body.length : body.length / 2;
                out.write(body, 0, half);
                out.flush();
                if (until != null) {
                    until.await();
                    out.write(body, half, body.length - half);
                }
            }
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
