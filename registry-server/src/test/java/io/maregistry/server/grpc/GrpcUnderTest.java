package io.maregistry.server.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.protobuf.StatusProto;
import io.maregistry.proto.v1.ErrorDetail;
import io.maregistry.proto.v1.Instance;
import io.maregistry.proto.v1.RegisterItem;
import io.maregistry.proto.v1.RegisterReply;
import io.maregistry.proto.v1.RegisterRequest;
import io.maregistry.proto.v1.RegistryGrpc;
import io.maregistry.proto.v1.ServiceKey;
import io.maregistry.proto.v1.UnregisterItem;
import io.maregistry.proto.v1.UnregisterRequest;
import io.maregistry.server.config.Address;
import io.maregistry.server.config.LimitsConfig;
import io.maregistry.server.config.WatchConfig;
import io.maregistry.server.net.EventLoops;
import io.maregistry.server.net.WorkPool;
import io.maregistry.server.registry.ClusterView;
import io.maregistry.server.registry.ConfigItems;
import io.maregistry.server.registry.Discovery;
import io.maregistry.server.registry.Drains;
import io.maregistry.server.registry.InstanceRenewals;
import io.maregistry.server.registry.Patches;
import io.maregistry.server.registry.Registrations;
import io.maregistry.server.registry.Tenancy;
import io.maregistry.server.registry.Watchers;
import io.maregistry.server.registry.Watching;
import io.maregistry.server.replication.InMemoryReplication;
import io.maregistry.server.replication.Replica;
import io.maregistry.server.state.PatchInstance;
import io.maregistry.server.watch.WatchLimits;
import io.maregistry.server.watch.WatchThread;
import io.maregistry.server.watch.Watches;
import io.maregistry.wire.InstanceLimits;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** A gRPC server on a free port, over a registry in memory, and a channel to it. */
final class GrpcUnderTest implements AutoCloseable {

    private static final long PATIENCE_SECONDS = 20;

    final InMemoryReplication replication;
    final GrpcServer server;
    final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    final Watches watches;
    final ManagedChannel channel;
    final RegistryGrpc.RegistryBlockingStub calls;
    private final WatchThread watchThread = new WatchThread();
    private final EventLoops loops = EventLoops.of(2);
    private final WorkPool work = new WorkPool(2);

    GrpcUnderTest() {
        this(InMemoryReplication.born(), WatchConfig.DEFAULT);
    }

    GrpcUnderTest(InMemoryReplication replication, WatchConfig watch) {
        this(replication, watch, 64 << 20);
    }

    GrpcUnderTest(InMemoryReplication replication, WatchConfig watch, long unreadBytes) {
        this(replication, watch, unreadBytes, LimitsConfig.DEFAULT);
    }

    GrpcUnderTest(InMemoryReplication replication, WatchConfig watch, long unreadBytes, LimitsConfig limits) {
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
        Watchers watchers = new Watchers(replication, replication, watches.confirmations());
        watchers.serve();
        this.server = new GrpcServer(
                new GrpcServer.Settings(new Address("127.0.0.1", 0), limits, InstanceLimits.DEFAULT, unreadBytes),
                new GrpcServer.UseCases(
                        discovery,
                        new ClusterView(replication, InMemoryReplication.SELF, 10_000),
                        new Registrations(
                                replication, discovery, limits.minTtl().toMillis()),
                        new InstanceRenewals(replication, discovery),
                        new Drains(replication, discovery, watchers),
                        watchers,
                        new Patches(replication, discovery, new PatchInstance.Room(128, 64 << 10, 64)),
                        new ConfigItems(replication, discovery),
                        new Tenancy(replication, discovery),
                        new Watching(discovery, replication, watches, watch.progress())),
                loops,
                work,
                meters);
        InetSocketAddress address = start();
        this.channel = NettyChannelBuilder.forAddress(address).usePlaintext().build();
        this.calls = RegistryGrpc.newBlockingStub(channel);
    }

    private InetSocketAddress start() {
        try {
            return server.start();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Calls that have to be answered while the test waits. */
    RegistryGrpc.RegistryBlockingStub calls() {
        return calls.withDeadlineAfter(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    RegistryGrpc.RegistryStub streams() {
        return RegistryGrpc.newStub(channel);
    }

    static ServiceKey service(String name) {
        return ServiceKey.newBuilder().setName(name).build();
    }

    static Instance instance(int port) {
        return Instance.newBuilder()
                .setScheme("http")
                .setHost("10.0.0.1")
                .setPort(port)
                .build();
    }

    static String url(int port) {
        return "http://10.0.0.1:" + port;
    }

    static RegisterItem item(String service, Instance instance) {
        return RegisterItem.newBuilder()
                .setService(service(service))
                .setInstance(instance)
                .build();
    }

    RegisterReply register(String service, Instance... instances) {
        RegisterRequest.Builder request = RegisterRequest.newBuilder();
        for (Instance instance : instances) {
            request.addItems(item(service, instance));
        }
        return calls().register(request.build());
    }

    boolean unregister(String service, int port) {
        return calls().unregister(UnregisterRequest.newBuilder()
                        .addItems(UnregisterItem.newBuilder()
                                .setService(service(service))
                                .setId(url(port)))
                        .build())
                .getResults(0)
                .getRemoved();
    }

    /** What a call that must fail says of its failure. */
    static ErrorDetail failureOf(ThrowingCallable call) {
        return detail(catchThrowableOfType(StatusRuntimeException.class, call));
    }

    static ErrorDetail detail(Throwable failure) {
        var status = StatusProto.fromThrowable(failure);
        assertThat(status).isNotNull();
        List<Any> details = status.getDetailsList();
        assertThat(details).as(status.getMessage()).hasSize(1);
        try {
            return details.get(0).unpack(ErrorDetail.class);
        } catch (InvalidProtocolBufferException other) {
            throw new AssertionError("no ErrorDetail: " + details, other);
        }
    }

    @Override
    public void close() {
        channel.shutdownNow();
        server.close();
        watchThread.close();
        work.close();
        loops.close();
    }
}
