package io.maregistry.benchmark.load;

import io.maregistry.client.Registration;
import io.maregistry.client.RegistryClient;
import io.maregistry.client.spi.Endpoint;
import io.maregistry.model.ServiceName;
import java.util.List;
import java.util.Locale;
import org.HdrHistogram.Histogram;

/** Lone registrations by the client and by the bare stub at the leader, in turns, so that both meet the same moments. */
final class ClientWrites {

    private static final ServiceName SERVICE = ServiceName.of("bench.Written");
    private static final int BY_STUB = 1;
    private static final int BY_CLIENT = 2;

    private final Histogram stubRegisters = new Histogram(3);
    private final Histogram stubUnregisters = new Histogram(3);
    private final Histogram clientRegisters = new Histogram(3);
    private final Histogram clientUnregisters = new Histogram(3);

    private ClientWrites() {}

    /** The rows. */
    static String run(List<Endpoint> nodes, int warmUp, int times) {
        ClientWrites measured = new ClientWrites();
        try (GrpcNode leader = GrpcNode.leader(nodes.get(0));
                RegistryClient client = RegistryClient.builder()
                        .endpoints(nodes.stream().map(Endpoint::toString).toArray(String[]::new))
                        .build()) {
            measured.write(leader, client, warmUp);
            measured.stubRegisters.reset();
            measured.stubUnregisters.reset();
            measured.clientRegisters.reset();
            measured.clientUnregisters.reset();
            measured.write(leader, client, times);
        }
        return measured.rows();
    }

    private void write(GrpcNode leader, RegistryClient client, int times) {
        for (int n = 0; n < times; n++) {
            timed(stubRegisters, () -> leader.register(SERVICE, BY_STUB));
            timed(stubUnregisters, () -> leader.unregister(SERVICE, BY_STUB));
            long began = System.nanoTime();
            Registration registration = client.register(SERVICE.name(), GrpcNode.url(BY_CLIENT));
            clientRegisters.recordValue(System.nanoTime() - began);
            timed(clientUnregisters, registration::close);
        }
    }

    private static void timed(Histogram nanos, Runnable write) {
        long began = System.nanoTime();
        write.run();
        nanos.recordValue(System.nanoTime() - began);
    }

    private String rows() {
        return Latencies.row("registration by the bare stub", stubRegisters)
                + '\n'
                + Latencies.row("registration by the client", clientRegisters)
                + '\n'
                + Latencies.row("unregistration by the bare stub", stubUnregisters)
                + '\n'
                + Latencies.row("unregistration by the client", clientUnregisters)
                + '\n'
                + difference("registration", clientRegisters, stubRegisters)
                + '\n'
                + difference("unregistration", clientUnregisters, stubUnregisters);
    }

    private static String difference(String what, Histogram client, Histogram stub) {
        return String.format(
                Locale.ROOT,
                "| %s, what the client adds | | %+.2f | %+.2f | |",
                what,
                Latencies.millis(client, 50) - Latencies.millis(stub, 50),
                Latencies.millis(client, 99) - Latencies.millis(stub, 99));
    }
}
