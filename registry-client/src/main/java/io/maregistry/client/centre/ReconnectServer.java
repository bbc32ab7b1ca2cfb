package io.maregistry.client.centre;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;

/** Answers the calls that a RegisterCentre makes to its clients. The server's own thread. */
final class ReconnectServer implements AutoCloseable {

    private static final int OK = 200;
    private static final int NOT_ALLOWED = 405;
    private static final int MAX_WAITING = 16;

    private final HttpServer http;

    private ReconnectServer(HttpServer http) {
        this.http = http;
    }

    static ReconnectServer start(InetSocketAddress address, RegisterCentreClient client) throws IOException {
        HttpServer http = HttpServer.create(address, MAX_WAITING);
        http.createContext("/centre-client/reconnect", exchange -> {
            if (isRefused(exchange, "POST")) {
                return;
            }
            client.reconnect();
            answer(exchange, OK, "{\"Code\":0,\"Message\":\"\"}");
        });
        http.createContext("/centre-client/status", exchange -> {
            if (!isRefused(exchange, "GET")) {
                answer(exchange, OK, CentreJson.res(client.serviceStatus()));
            }
        });
        http.start();
        return new ReconnectServer(http);
    }

    InetSocketAddress address() {
        return http.getAddress();
    }

    @Override
    public void close() {
        http.stop(0);
    }

    private static boolean isRefused(HttpExchange exchange, String verb) throws IOException {
        boolean isOther = !exchange.getRequestMethod().equals(verb);
        if (isOther) {
            answer(exchange, NOT_ALLOWED, "{\"Code\":405,\"Message\":\"METHOD_NOT_ALLOWED: use " + verb + "\"}");
        }
        return isOther;
    }

    private static void answer(HttpExchange exchange, int status, String json) throws IOException {
        byte[] body = json.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, body.length);
        try (exchange) {
            exchange.getResponseBody().write(body);
        }
    }
}
