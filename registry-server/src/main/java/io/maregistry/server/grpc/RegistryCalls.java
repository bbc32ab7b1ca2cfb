package io.maregistry.server.grpc;

import io.grpc.stub.StreamObserver;
import io.maregistry.proto.v1.ClearRoutingRequest;
import io.maregistry.proto.v1.ClusterReply;
import io.maregistry.proto.v1.ClusterRequest;
import io.maregistry.proto.v1.ConfigHistoryReply;
import io.maregistry.proto.v1.ConfigHistoryRequest;
import io.maregistry.proto.v1.ConfigReply;
import io.maregistry.proto.v1.DeleteNamespaceReply;
import io.maregistry.proto.v1.DeleteNamespaceRequest;
import io.maregistry.proto.v1.DrainReply;
import io.maregistry.proto.v1.DrainRequest;
import io.maregistry.proto.v1.GetConfigReply;
import io.maregistry.proto.v1.GetConfigRequest;
import io.maregistry.proto.v1.GetNamespaceReply;
import io.maregistry.proto.v1.GetNamespaceRequest;
import io.maregistry.proto.v1.GetRoutingRequest;
import io.maregistry.proto.v1.GetServiceReply;
import io.maregistry.proto.v1.GetServiceRequest;
import io.maregistry.proto.v1.KeepAliveReply;
import io.maregistry.proto.v1.KeepAliveRequest;
import io.maregistry.proto.v1.ListConfigsReply;
import io.maregistry.proto.v1.ListConfigsRequest;
import io.maregistry.proto.v1.ListNamespacesReply;
import io.maregistry.proto.v1.ListNamespacesRequest;
import io.maregistry.proto.v1.ListServicesReply;
import io.maregistry.proto.v1.ListServicesRequest;
import io.maregistry.proto.v1.ListWatchersReply;
import io.maregistry.proto.v1.ListWatchersRequest;
import io.maregistry.proto.v1.PatchInstanceReply;
import io.maregistry.proto.v1.PatchInstanceRequest;
import io.maregistry.proto.v1.PatchNamespaceRequest;
import io.maregistry.proto.v1.PatchServiceReply;
import io.maregistry.proto.v1.PatchServiceRequest;
import io.maregistry.proto.v1.PublishConfigRequest;
import io.maregistry.proto.v1.PutNamespaceReply;
import io.maregistry.proto.v1.PutNamespaceRequest;
import io.maregistry.proto.v1.RegisterReply;
import io.maregistry.proto.v1.RegisterRequest;
import io.maregistry.proto.v1.RegistryGrpc;
import io.maregistry.proto.v1.RemoveConfigRequest;
import io.maregistry.proto.v1.RenewReply;
import io.maregistry.proto.v1.RenewRequest;
import io.maregistry.proto.v1.RollbackConfigRequest;
import io.maregistry.proto.v1.RoutingReply;
import io.maregistry.proto.v1.SetRoutingRequest;
import io.maregistry.proto.v1.UnregisterReply;
import io.maregistry.proto.v1.UnregisterRequest;
import io.maregistry.proto.v1.WatchEvent;
import io.maregistry.proto.v1.WatchRequest;
import io.maregistry.server.net.EventLoops;
import java.security.SecureRandom;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;

/** The methods of the service, each handed to the class of its kind. On event loops. */
final class RegistryCalls extends RegistryGrpc.RegistryImplBase {

    private final WriteCalls writes;
    private final DrainCalls drains;
    private final PatchCalls patches;
    private final ReadCalls reads;
    private final ConfigCalls configs;
    private final NamespaceCalls namespaces;
    private final RoutingCalls routings;
    private final KeepAliveStream.Parts keepAlive;
    private final WatchStream.Parts watch;
    private final EventLoops loops;
    private final String node;
    private final String run = String.format(Locale.ROOT, "%04x", new SecureRandom().nextInt(1 << 16));
    private final AtomicLong watches = new AtomicLong();

    /** {@code node} is the name of this node. */
    RegistryCalls(
            WriteCalls writes,
            DrainCalls drains,
            PatchCalls patches,
            ReadCalls reads,
            ConfigCalls configs,
            NamespaceCalls namespaces,
            RoutingCalls routings,
            KeepAliveStream.Parts keepAlive,
            WatchStream.Parts watch,
            EventLoops loops,
            String node) {
        this.writes = writes;
        this.drains = drains;
        this.patches = patches;
        this.reads = reads;
        this.configs = configs;
        this.namespaces = namespaces;
        this.routings = routings;
        this.keepAlive = keepAlive;
        this.watch = watch;
        this.loops = loops;
        this.node = node;
    }

    @Override
    public void register(RegisterRequest request, StreamObserver<RegisterReply> caller) {
        writes.register(request, caller);
    }

    @Override
    public void unregister(UnregisterRequest request, StreamObserver<UnregisterReply> caller) {
        writes.unregister(request, caller);
    }

    @Override
    public void drain(DrainRequest request, StreamObserver<DrainReply> caller) {
        drains.drain(request, caller);
    }

    @Override
    public void listWatchers(ListWatchersRequest request, StreamObserver<ListWatchersReply> caller) {
        drains.list(request, caller);
    }

    @Override
    public void renew(RenewRequest request, StreamObserver<RenewReply> caller) {
        writes.renew(request, caller);
    }

    @Override
    public StreamObserver<KeepAliveRequest> keepAlive(StreamObserver<KeepAliveReply> caller) {
        return KeepAliveStream.open(keepAlive, loops.current(), caller);
    }

    @Override
    public void patchInstance(PatchInstanceRequest request, StreamObserver<PatchInstanceReply> caller) {
        patches.instance(request, caller);
    }

    @Override
    public void patchService(PatchServiceRequest request, StreamObserver<PatchServiceReply> caller) {
        patches.service(request, caller);
    }

    @Override
    public void getService(GetServiceRequest request, StreamObserver<GetServiceReply> caller) {
        reads.service(request, caller);
    }

    @Override
    public void listServices(ListServicesRequest request, StreamObserver<ListServicesReply> caller) {
        reads.services(request, caller);
    }

    @Override
    public StreamObserver<WatchRequest> watch(StreamObserver<WatchEvent> caller) {
        String name = node + "-g" + watches.incrementAndGet() + '-' + run;
        return WatchStream.open(
                watch, loops.current(), caller, new WatchStream.Name(name, node, CallOrigin.ofThisCall()));
    }

    @Override
    public void cluster(ClusterRequest request, StreamObserver<ClusterReply> caller) {
        reads.cluster(request, caller);
    }

    @Override
    public void publishConfig(PublishConfigRequest request, StreamObserver<ConfigReply> caller) {
        configs.publish(request, caller);
    }

    @Override
    public void getConfig(GetConfigRequest request, StreamObserver<GetConfigReply> caller) {
        configs.get(request, caller);
    }

    @Override
    public void removeConfig(RemoveConfigRequest request, StreamObserver<ConfigReply> caller) {
        configs.remove(request, caller);
    }

    @Override
    public void listConfigs(ListConfigsRequest request, StreamObserver<ListConfigsReply> caller) {
        configs.list(request, caller);
    }

    @Override
    public void configHistory(ConfigHistoryRequest request, StreamObserver<ConfigHistoryReply> caller) {
        configs.history(request, caller);
    }

    @Override
    public void rollbackConfig(RollbackConfigRequest request, StreamObserver<ConfigReply> caller) {
        configs.rollBack(request, caller);
    }

    @Override
    public void putNamespace(PutNamespaceRequest request, StreamObserver<PutNamespaceReply> caller) {
        namespaces.put(request, caller);
    }

    @Override
    public void patchNamespace(PatchNamespaceRequest request, StreamObserver<PutNamespaceReply> caller) {
        namespaces.patch(request, caller);
    }

    @Override
    public void getNamespace(GetNamespaceRequest request, StreamObserver<GetNamespaceReply> caller) {
        namespaces.get(request, caller);
    }

    @Override
    public void listNamespaces(ListNamespacesRequest request, StreamObserver<ListNamespacesReply> caller) {
        namespaces.list(request, caller);
    }

    @Override
    public void deleteNamespace(DeleteNamespaceRequest request, StreamObserver<DeleteNamespaceReply> caller) {
        namespaces.delete(request, caller);
    }

    @Override
    public void setRouting(SetRoutingRequest request, StreamObserver<RoutingReply> caller) {
        routings.set(request, caller);
    }

    @Override
    public void clearRouting(ClearRoutingRequest request, StreamObserver<RoutingReply> caller) {
        routings.clear(request, caller);
    }

    @Override
    public void getRouting(GetRoutingRequest request, StreamObserver<RoutingReply> caller) {
        routings.get(request, caller);
    }
}
