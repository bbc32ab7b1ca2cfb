package io.maregistry.benchmark.load;

import io.grpc.stub.StreamObserver;
import io.maregistry.client.RegistryClient;
import io.maregistry.client.spi.Endpoint;
import io.maregistry.model.ServiceName;
import io.maregistry.proto.v1.WatchAdd;
import io.maregistry.proto.v1.WatchEvent;
import io.maregistry.proto.v1.WatchRequest;
import io.maregistry.wire.KeyMessages;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * From the write of a change until a listener of the client has it, beside watches of the bare stub on each node: the client
 * sits at one of them. One change after another, each once all have heard of the one before.
 */
final class ClientWatching {

    private static final ServiceName SERVICE = ServiceName.of("bench.Listened");
    private static final int LIMIT_SECONDS = 30;

    private final BlockingQueue<Long> stubs = new LinkedBlockingQueue<>();
    private final BlockingQueue<Long> listener = new LinkedBlockingQueue<>();
    private final Histogram stubNanos = new Histogram(3);
    private final Histogram listenerNanos = new Histogram(3);
    private final Histogram ownNanos = new Histogram(3); // of the client: behind the first of the stubs

    private ClientWatching() {}

    /** The rows; both numbers of changes must be even, so that what is added is removed again. */
    static String run(List<Endpoint> nodes, int warmUp, int changes) throws IOException, InterruptedException {
        ClientWatching measured = new ClientWatching();
        List<GrpcNode> open = new ArrayList<>();
        try (GrpcNode writer = GrpcNode.leader(nodes.get(0));
                RegistryClient client = RegistryClient.builder()
                        .endpoints(nodes.stream().map(Endpoint::toString).toArray(String[]::new))
                        .build()) {
            for (Endpoint node : nodes) {
                open.add(GrpcNode.of(node));
                measured.watch(open.get(open.size() - 1));
            }
            client.subscribe(SERVICE.name(), change -> measured.listener.add(System.nanoTime()));
            measured.await(measured.listener, 1); // the first lists
            measured.await(measured.stubs, nodes.size());
            measured.change(writer, nodes.size(), warmUp);
            measured.reset();
            measured.change(writer, nodes.size(), changes);
        } finally {
            open.forEach(GrpcNode::close);
        }
        return measured.rows();
    }

    private void watch(GrpcNode node) {
        StreamObserver<WatchRequest> requests = node.streams().watch(new StreamObserver<>() {
            @Override
            public void onNext(WatchEvent event) {
                if (event.hasState() || event.hasChange()) {
                    stubs.add(System.nanoTime());
                }
            }

            @Override
            public void onError(Throwable failure) {
                // nothing more is heard: whoever waits says so
            }

            @Override
            public void onCompleted() {
                // as above
            }
        });
        requests.onNext(WatchRequest.newBuilder()
                .setAdd(WatchAdd.newBuilder().setId(1).addServices(KeyMessages.toMessage(SERVICE)))
                .build());
    }

    private void change(GrpcNode writer, int nodes, int changes) throws IOException, InterruptedException {
        for (int change = 0; change < changes; change++) {
            long began = System.nanoTime();
            if (change % 2 == 0) {
                writer.register(SERVICE, 1);
            } else {
                writer.unregister(SERVICE, 1);
            }
            List<Long> heard = await(stubs, nodes);
            long told = await(listener, 1).get(0);
            heard.forEach(at -> stubNanos.recordValue(at - began));
            listenerNanos.recordValue(told - began);
            ownNanos.recordValue(Math.max(0, told - heard.get(0)));
        }
    }

    private void reset() {
        stubNanos.reset();
        listenerNanos.reset();
        ownNanos.reset();
    }

    private List<Long> await(BlockingQueue<Long> queue, int times) throws IOException, InterruptedException {
        List<Long> moments = new ArrayList<>();
        while (moments.size() < times) {
            Long moment = queue.poll(LIMIT_SECONDS, TimeUnit.SECONDS);
            if (moment == null) {
                throw new IOException("a change was not heard of within " + LIMIT_SECONDS + " s");
            }
            moments.add(moment);
        }
        return moments;
    }

    private String rows() {
        return Latencies.row("change, until a watch of the bare stub has it", stubNanos)
                + '\n'
                + Latencies.row("change, until a listener of the client has it", listenerNanos)
                + '\n'
                + Latencies.row("listener of the client behind the first bare watch", ownNanos)
                + '\n'
                + String.format(
                        Locale.ROOT,
                        "| listener against bare watch | | %.2f | %.2f | |",
                        Latencies.ratio(listenerNanos, stubNanos, 50),
                        Latencies.ratio(listenerNanos, stubNanos, 99));
    }
}
