package io.maregistry.benchmark.load;

import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.maregistry.client.spi.Endpoint;
import io.maregistry.model.ServiceName;
import io.maregistry.proto.v1.ClusterRequest;
import io.maregistry.proto.v1.Header;
import io.maregistry.proto.v1.Instance;
import io.maregistry.proto.v1.RegisterItem;
import io.maregistry.proto.v1.RegisterRequest;
import io.maregistry.proto.v1.RegistryGrpc;
import io.maregistry.proto.v1.RegistryGrpc.RegistryBlockingStub;
import io.maregistry.proto.v1.RegistryGrpc.RegistryStub;
import io.maregistry.proto.v1.UnregisterItem;
import io.maregistry.proto.v1.UnregisterRequest;
import io.maregistry.wire.KeyMessages;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** A node by the bare generated stub, without anything of the client: what the client is compared with. Any thread. */
final class GrpcNode implements AutoCloseable {

    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final String HOST = "10.0.0.9";

    private final ManagedChannel channel;

    private GrpcNode(Endpoint endpoint) {
        channel = Grpc.newChannelBuilder(endpoint.toString(), InsecureChannelCredentials.create())
                .directExecutor()
                .build();
    }

    static GrpcNode of(Endpoint endpoint) {
        return new GrpcNode(endpoint);
    }

    /** The one that leads, as {@code any} says. */
    static GrpcNode leader(Endpoint any) {
        try (GrpcNode node = of(any)) {
            Header header =
                    node.blocking().cluster(ClusterRequest.getDefaultInstance()).getHeader();
            if (!header.hasLeader()) {
                throw new IllegalStateException(any + " knows no leader");
            }
            return of(Endpoint.of(header.getLeader().getGrpc()));
        }
    }

    static String url(int port) {
        return "http://" + HOST + ':' + port;
    }

    void register(ServiceName service, int port) {
        Instance instance = Instance.newBuilder()
                .setScheme("http")
                .setHost(HOST)
                .setPort(port)
                .build();
        RegisterItem item = RegisterItem.newBuilder()
                .setService(KeyMessages.toMessage(service))
                .setInstance(instance)
                .build();
        var result = blocking()
                .register(RegisterRequest.newBuilder().addItems(item).build())
                .getResults(0);
        if (result.hasError()) {
            throw new IllegalStateException("not registered: " + result.getError());
        }
    }

    void unregister(ServiceName service, int port) {
        UnregisterItem item = UnregisterItem.newBuilder()
                .setService(KeyMessages.toMessage(service))
                .setId(url(port))
                .build();
        var reply = blocking()
                .unregister(UnregisterRequest.newBuilder().addItems(item).build());
        if (!reply.getResults(0).getRemoved()) {
            throw new IllegalStateException("not unregistered: " + reply.getResults(0));
        }
    }

    RegistryStub streams() {
        return RegistryGrpc.newStub(channel);
    }

    private RegistryBlockingStub blocking() {
        return RegistryGrpc.newBlockingStub(channel).withDeadlineAfter(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        channel.shutdownNow();
    }
}
