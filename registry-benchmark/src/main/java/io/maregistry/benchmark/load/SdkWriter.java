package io.maregistry.benchmark.load;

import io.maregistry.client.RegistryClient;
import io.maregistry.error.RegistryException;
import io.maregistry.model.Content;
import io.maregistry.model.Lease;
import io.maregistry.model.Parameters;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Writes every millisecond, one write after another, by the Java client, which looks for a node itself. What the client
 * throws is counted. On a thread of its own.
 */
final class SdkWriter {

    private static final long PAUSE_NANOS = 1_000_000;
    private static final int SERVICES = 100;
    private static final Lease PERSISTENT = new Lease(false, Lease.UNSET, Lease.UNSET);

    private final RegistryClient client;
    private final AckLog acknowledged;
    private final String prefix;
    private final Thread thread = new Thread(this::write, "sdk-writer");
    private volatile boolean running = true;
    private final AtomicInteger failures = new AtomicInteger();

    /** {@code endpoints} are those of gRPC. */
    SdkWriter(List<String> endpoints, AckLog acknowledged, String prefix) {
        this.client = RegistryClient.builder()
                .endpoints(endpoints.toArray(String[]::new))
                .unregisterAtExit(false)
                .build();
        this.acknowledged = acknowledged;
        this.prefix = prefix;
    }

    void start() {
        thread.start();
    }

    void stop() throws InterruptedException {
        running = false;
        thread.join();
        client.close();
    }

    /** How many calls the client gave up. */
    int failures() {
        return failures.get();
    }

    private void write() {
        for (long number = 0; running; number++) {
            String service = prefix + ".Service" + number % SERVICES;
            Content content = Content.PLAIN
                    .withLease(PERSISTENT)
                    .withParameters(Parameters.of(Map.of("number", Long.toString(number))));
            try {
                client.register(service, "http://10.0.0.1:8080", content);
                acknowledged.acknowledged(System.nanoTime());
            } catch (RegistryException e) {
                failures.incrementAndGet();
                System.err.println("load: the client gave a call up: " + e.getMessage());
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }
}
