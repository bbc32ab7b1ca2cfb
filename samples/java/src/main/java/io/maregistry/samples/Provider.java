package io.maregistry.samples;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.maregistry.client.Registration;
import io.maregistry.client.RegistryClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Serves a greeting over HTTP and registers itself as {@code greeting}, until it is ended (SIGTERM, ctrl-C).
 *
 * <p>{@code Provider NODES [PORT]}: the registry's nodes as {@code host:port} of gRPC, separated by commas; the port to
 * serve at, any free one if nothing is said.
 */
public final class Provider {

    private static final int THREADS = 4;
    private static final int MILLIS_TO_BE_HEARD = 500; // consumers hear of it by their watches, within some ms
    private static final int SECONDS_TO_DRAIN = 1;

    private Provider() {}

    public static void main(String[] args) throws IOException {
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        int wanted = args.length > 1 ? Integer.parseInt(args[1]) : 0;
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), wanted), 0);
        int port = server.getAddress().getPort();
        server.createContext("/hello", exchange -> greet(exchange, port));
        server.setExecutor(threads);
        server.start(); // first serve, then register: whoever discovers this can call it

        RegistryClient registry = RegistryClient.builder()
                .endpoints(args[0].split(","))
                .unregisterAtExit(false) // leave below does it, in order
                .build();
        Registration registration;
        try {
            registration = registry.register("greeting", "http://127.0.0.1:" + port);
        } catch (RuntimeException unable) { // the threads of the server would keep a program alive that nobody can find
            stop(registry, server, threads);
            throw unable;
        }
        System.out.println("serving and registered at port " + port);

        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            registration.close(); // first leave, then serve those who have not heard of it yet, then stop
            pause();
            stop(registry, server, threads);
        }));
    }

    private static void pause() {
        try {
            Thread.sleep(MILLIS_TO_BE_HEARD);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt(); // then it stops at once
        }
    }

    private static void stop(RegistryClient registry, HttpServer server, ExecutorService threads) {
        registry.close();
        server.stop(SECONDS_TO_DRAIN);
        threads.shutdown();
    }

    private static void greet(HttpExchange exchange, int port) throws IOException {
        byte[] greeting = ("hello from " + port).getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(200, greeting.length);
        exchange.getResponseBody().write(greeting);
        exchange.close();
    }
}
