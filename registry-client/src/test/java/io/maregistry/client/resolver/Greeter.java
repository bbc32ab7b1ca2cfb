package io.maregistry.client.resolver;

import io.grpc.Grpc;
import io.grpc.InsecureServerCredentials;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.protobuf.services.HealthStatusManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.atomic.AtomicInteger;

/** A server of an application on a free port, which answers health calls and counts them. */
final class Greeter implements ServerInterceptor, AutoCloseable {

    private final AtomicInteger calls = new AtomicInteger();
    private final Server server;

    Greeter() {
        this(0);
    }

    /** One in the place of another that has stopped. */
    Greeter(int port) {
        server = Grpc.newServerBuilderForPort(port, InsecureServerCredentials.create())
                .addService(new HealthStatusManager().getHealthService())
                .intercept(this)
                .build();
        try {
            server.start();
        } catch (IOException unable) {
            throw new UncheckedIOException(unable);
        }
    }

    String url() {
        return "grpc://127.0.0.1:" + server.getPort();
    }

    int port() {
        return server.getPort();
    }

    /** How many calls have come. */
    int calls() {
        return calls.get();
    }

    @Override
    public <Q, R> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
        calls.incrementAndGet();
        return next.startCall(call, headers);
    }

    void stop() {
        server.shutdownNow();
    }

    @Override
    public void close() {
        stop();
    }
}
