package io.maregistry.server.http;

import com.github.luben.zstd.ZstdInputStream;
import io.maregistry.server.centre.CentreCalls;
import io.maregistry.server.config.Address;
import io.maregistry.server.config.LimitsConfig;
import io.maregistry.server.config.WatchConfig;
import io.maregistry.server.net.EventLoops;
import io.maregistry.server.net.WorkPool;
import io.maregistry.server.outbound.AddressRules;
import io.maregistry.server.outbound.Destinations;
import io.maregistry.server.outbound.Lookup;
import io.maregistry.server.outbound.Outbound;
import io.maregistry.server.outbound.OutboundTls;
import io.maregistry.server.registry.ClusterView;
import io.maregistry.server.registry.ConfigItems;
import io.maregistry.server.registry.Discovery;
import io.maregistry.server.registry.DocumentRenewals;
import io.maregistry.server.registry.Drains;
import io.maregistry.server.registry.InstanceRenewals;
import io.maregistry.server.registry.Patches;
import io.maregistry.server.registry.Registrations;
import io.maregistry.server.registry.Restores;
import io.maregistry.server.registry.Tenancy;
import io.maregistry.server.registry.Transfers;
import io.maregistry.server.registry.Watchers;
import io.maregistry.server.registry.Watching;
import io.maregistry.server.replication.InMemoryReplication;
import io.maregistry.server.replication.Replica;
import io.maregistry.server.snapshot.DocumentReader;
import io.maregistry.server.state.PatchInstance;
import io.maregistry.server.watch.WatchLimits;
import io.maregistry.server.watch.WatchThread;
import io.maregistry.server.watch.Watches;
import io.maregistry.wire.InstanceLimits;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.zip.GZIPInputStream;
import org.awaitility.Awaitility;

/** An HTTP server on a free port, over a registry in memory. Every answer that it gives is held against the contract. */
final class ServerUnderTest implements AutoCloseable {

    static final String SAMPLE = "{\"scheme\":\"http\",\"host\":\"10.0.0.1\",\"port\":8080,\"context\":\"x\"}";

    static final int WORKERS = 2;

    private static final Contract CONTRACT = new Contract();
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    final InMemoryReplication replication;
    final HttpServer server;
    final Watches watches;
    private final WatchThread watchThread = new WatchThread();
    private final EventLoops loops = EventLoops.of(2);
    final WorkPool work = new WorkPool(WORKERS);
    private final Destinations destinations =
            new Destinations(Lookup.ofSystem(), new AddressRules(true), System::nanoTime);
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final InetSocketAddress address;

    /** An answer, unpacked. */
    record Reply(int status, String body, HttpResponse<byte[]> raw) {

        /** The value of a field of the head; empty where it is not there. */
        String field(String name) {
            return raw.headers().firstValue(name).orElse("");
        }
    }

    ServerUnderTest(Path directory) {
        this(directory, InMemoryReplication.born());
    }

    ServerUnderTest(Path directory, InMemoryReplication replication) {
        this(directory, replication, LimitsConfig.DEFAULT, false);
    }

    ServerUnderTest(Path directory, InMemoryReplication replication, LimitsConfig limits, boolean redirects) {
        this(directory, replication, limits, WatchConfig.DEFAULT, redirects);
    }

    ServerUnderTest(
            Path directory,
            InMemoryReplication replication,
            LimitsConfig limits,
            WatchConfig watch,
            boolean redirects) {
        this.replication = replication;
        this.watches = new Watches(
                new WatchLimits(
                        watch.ring(),
                        watch.ringBytes(),
                        watch.queue(),
                        watch.queueBytes(),
                        limits.connections().watches()),
                replication.root(),
                watchThread);
        Replica.Listener listener = watches::applied;
        replication.listen(listener);
        Discovery discovery = new Discovery(replication, replication, replication);
        ClusterView cluster = new ClusterView(replication, InMemoryReplication.SELF, 10_000);
        Watchers watchers = new Watchers(replication, replication, watches.confirmations());
        watchers.serve();
        HttpServer.UseCases useCases = new HttpServer.UseCases(
                discovery,
                cluster,
                new Registrations(replication, discovery, limits.minTtl().toMillis()),
                new Patches(
                        replication,
                        discovery,
                        new PatchInstance.Room(
                                limits.parameters().entries(),
                                limits.parameters().total(),
                                limits.metrics().entries())),
                new ConfigItems(replication, discovery),
                new Tenancy(replication, discovery),
                new Drains(replication, discovery, watchers),
                watchers,
                new DocumentRenewals(replication, discovery),
                new InstanceRenewals(replication, discovery),
                new Transfers(replication, discovery, InMemoryReplication.SELF.peer()),
                new Restores(
                        replication,
                        discovery,
                        new DocumentReader(InstanceLimits.DEFAULT),
                        work.restores(),
                        new Restores.Limit(limits.time().restore(), System::nanoTime)),
                new Watching(discovery, replication, watches, watch.progress()),
                new CentreCalls(
                        new Outbound(loops, destinations, OutboundTls.trustingAnybody(Runnable::run), System::nanoTime),
                        System::nanoTime));
        this.server = new HttpServer(
                new HttpServer.Settings(
                        new Address("127.0.0.1", 0),
                        limits,
                        directory.resolve("spool"),
                        redirects,
                        null,
                        false,
                        System::currentTimeMillis),
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

    Reply get(String target, String... fields) {
        return send("GET", target, "", fields);
    }

    Reply post(String target, String body, String... fields) {
        return send("POST", target, body, fields);
    }

    Reply put(String target, String body, String... fields) {
        return send("PUT", target, body, fields);
    }

    Reply send(String verb, String target, String body, String... fields) {
        return send(verb, target, body.getBytes(StandardCharsets.UTF_8), fields);
    }

    /** The answer to the request; {@code fields} are names and values in turn. */
    Reply send(String verb, String target, byte[] body, String... fields) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + target))
                .timeout(PATIENCE)
                .method(verb, body.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body));
        if (fields.length > 0) {
            request.headers(fields);
        }
        try {
            HttpResponse<byte[]> answer = client.send(request.build(), BodyHandlers.ofByteArray());
            byte[] unpacked = unpacked(answer);
            if (!List.of("OPTIONS", "TRACE").contains(verb)) {
                CONTRACT.check(verb, target, answer, unpacked);
            }
            return new Reply(answer.statusCode(), new String(unpacked, StandardCharsets.UTF_8), answer);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    /** The answer to a GET, some time. */
    CompletableFuture<HttpResponse<byte[]>> begin(String target) {
        return client.sendAsync(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + target))
                        .timeout(PATIENCE)
                        .build(),
                BodyHandlers.ofByteArray());
    }

    private static byte[] unpacked(HttpResponse<byte[]> answer) throws IOException {
        InputStream packed = new ByteArrayInputStream(answer.body());
        return switch (answer.headers().firstValue("Content-Encoding").orElse("")) {
            case "gzip" -> new GZIPInputStream(packed).readAllBytes();
            case "zstd" -> new ZstdInputStream(packed).readAllBytes();
            default -> answer.body();
        };
    }

    int port() {
        return address.getPort();
    }

    /** Waits until the port takes no further connection. */
    void awaitRefusal() {
        Awaitility.await().until(() -> {
            try (Socket probe = new Socket()) {
                probe.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port()));
                return false;
            } catch (ConnectException refused) {
                return true;
            }
        });
    }

    @Override
    public void close() {
        server.close();
        watchThread.close();
        work.close();
        destinations.close();
        loops.close();
    }
}
