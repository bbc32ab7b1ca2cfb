package io.maregistry.server.check;

import io.maregistry.model.HealthCheck;
import io.maregistry.model.Status;
import io.maregistry.server.net.EventLoops;
import io.maregistry.server.outbound.AddressRules;
import io.maregistry.server.outbound.Destinations;
import io.maregistry.server.outbound.Outbound;
import io.maregistry.server.outbound.OutboundTls;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Probes that may ask this machine; every name that ends in {@code .test} is this machine, others are unknown. */
final class ProbesUnderTest implements AutoCloseable {

    private static final long PATIENCE_MILLIS = 20_000;
    private static final long IMPATIENCE_MILLIS = 200;

    final EventLoops loops = EventLoops.of(1);
    private final Destinations destinations;
    private final Probes probes;

    ProbesUnderTest(OutboundTls tls) {
        this(tls, new AddressRules(true));
    }

    ProbesUnderTest(OutboundTls tls, AddressRules rules) {
        this.destinations = new Destinations(ProbesUnderTest::address, rules, System::nanoTime);
        this.probes = new Probes(new Outbound(loops, destinations, tls, System::nanoTime), System::nanoTime);
    }

    private static List<InetAddress> address(String host) throws UnknownHostException {
        if (host.endsWith(".test")) {
            return List.of(InetAddress.getLoopbackAddress());
        }
        throw new UnknownHostException(host);
    }

    /** Begins to ask. */
    CompletionStage<ProbeResult> begin(Question question) {
        return probes.probe(question);
    }

    /** Asks with all the time in the world. */
    ProbeResult ask(HealthCheck.Type type, String host, int port, String path) {
        return ask(type, host, port, path, PATIENCE_MILLIS);
    }

    /** Asks one that will not answer in time. */
    ProbeResult askInHaste(HealthCheck.Type type, int port, String path) {
        return ask(type, "127.0.0.1", port, path, IMPATIENCE_MILLIS);
    }

    private ProbeResult ask(HealthCheck.Type type, String host, int port, String path, long limitMillis) {
        HealthCheck.Pace pace = new HealthCheck.Pace(PATIENCE_MILLIS, limitMillis, 1, 1);
        HealthCheck check = new HealthCheck(type, port, path, pace, Status.RUNNING, 0);
        try {
            return probes.probe(new Question(host, check))
                    .toCompletableFuture()
                    .get(2 * PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException failed) {
            throw new AssertionError(failed);
        }
    }

    @Override
    public void close() {
        destinations.close();
        loops.close();
    }
}
