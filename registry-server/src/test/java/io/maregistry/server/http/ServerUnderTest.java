package io.maregistry.server.http;

import io.maregistry.server.config.Address;
import io.maregistry.server.config.LimitsConfig;
import io.maregistry.server.registry.ClusterView;
import io.maregistry.server.registry.Discovery;
import io.maregistry.server.registry.DocumentRenewals;
import io.maregistry.server.registry.Registrations;
import io.maregistry.server.registry.Restores;
import io.maregistry.server.registry.Transfers;
import io.maregistry.server.replication.InMemoryReplication;
import io.maregistry.server.snapshot.DocumentReader;
import io.maregistry.wire.InstanceLimits;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;

/** An HTTP server on a free port, over a registry in memory. */
final class ServerUnderTest implements AutoCloseable {

    static final String INSTANCE = "{\"scheme\":\"http\",\"host\":\"10.0.0.1\",\"port\":8080,\"context\":\"x\"}";

    final InMemoryReplication replication;
    private final EventLoops loops = EventLoops.of(2);
    private final WorkPool work = new WorkPool(2);
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    final HttpServer server;
    final InetSocketAddress address;

    ServerUnderTest(Path directory) {
        this(directory, InMemoryReplication.born(), LimitsConfig.DEFAULT, false);
    }

    ServerUnderTest(Path directory, InMemoryReplication replication, LimitsConfig limits, boolean redirects) {
        this.replication = replication;
        Discovery discovery = new Discovery(replication, replication, replication);
        ClusterView cluster = new ClusterView(replication, InMemoryReplication.SELF, 10_000);
        HttpServer.UseCases useCases = new HttpServer.UseCases(
                discovery,
                cluster,
                new Registrations(replication, discovery, limits.minTtl().toMillis()),
                new DocumentRenewals(replication, discovery),
                new Transfers(replication, discovery, InMemoryReplication.SELF.peer()),
                new Restores(replication, discovery, new DocumentReader(InstanceLimits.DEFAULT), work));
        this.server = new HttpServer(
                new HttpServer.Settings(
                        new Address("127.0.0.1", 0), limits, directory.resolve("spool"), redirects, false),
                useCases,
                loops,
                work,
                new PrometheusMeterRegistry(PrometheusConfig.DEFAULT));
        try {
            this.address = server.start();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    HttpResponse<String> get(String target, String... fields) {
        return send("GET", target, "", fields);
    }

    HttpResponse<String> post(String target, String body, String... fields) {
        return send("POST", target, body, fields);
    }

    HttpResponse<String> send(String verb, String target, String body, String... fields) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + target))
                .timeout(Duration.ofSeconds(10))
                .method(verb, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        if (fields.length > 0) {
            request.headers(fields);
        }
        try {
            return client.send(request.build(), BodyHandlers.ofString());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    int port() {
        return address.getPort();
    }

    @Override
    public void close() {
        server.close();
        work.close();
        loops.close();
    }
}
