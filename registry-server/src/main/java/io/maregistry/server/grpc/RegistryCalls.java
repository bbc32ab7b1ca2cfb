package io.maregistry.server.grpc;

import io.grpc.stub.StreamObserver;
import io.maregistry.proto.v1.ClusterReply;
import io.maregistry.proto.v1.ClusterRequest;
import io.maregistry.proto.v1.GetServiceReply;
import io.maregistry.proto.v1.GetServiceRequest;
import io.maregistry.proto.v1.KeepAliveReply;
import io.maregistry.proto.v1.KeepAliveRequest;
import io.maregistry.proto.v1.ListServicesReply;
import io.maregistry.proto.v1.ListServicesRequest;
import io.maregistry.proto.v1.RegisterReply;
import io.maregistry.proto.v1.RegisterRequest;
import io.maregistry.proto.v1.RegistryGrpc;
import io.maregistry.proto.v1.RenewReply;
import io.maregistry.proto.v1.RenewRequest;
import io.maregistry.proto.v1.UnregisterReply;
import io.maregistry.proto.v1.UnregisterRequest;
import io.maregistry.proto.v1.WatchEvent;
import io.maregistry.proto.v1.WatchRequest;
import io.maregistry.server.net.EventLoops;
import java.util.concurrent.atomic.AtomicLong;

/** The methods of the service, each handed to the class of its kind. On event loops. */
final class RegistryCalls extends RegistryGrpc.RegistryImplBase {

    private final WriteCalls writes;
    private final ReadCalls reads;
    private final KeepAliveStream.Parts keepAlive;
    private final WatchStream.Parts watch;
    private final EventLoops loops;
    private final String node;
    private final AtomicLong watches = new AtomicLong();

    /** {@code node} is the name of this node. */
    RegistryCalls(
            WriteCalls writes,
            ReadCalls reads,
            KeepAliveStream.Parts keepAlive,
            WatchStream.Parts watch,
            EventLoops loops,
            String node) {
        this.writes = writes;
        this.reads = reads;
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
    public void renew(RenewRequest request, StreamObserver<RenewReply> caller) {
        writes.renew(request, caller);
    }

    @Override
    public StreamObserver<KeepAliveRequest> keepAlive(StreamObserver<KeepAliveReply> caller) {
        return KeepAliveStream.open(keepAlive, loops.current(), caller);
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
        String name = node + "-g" + watches.incrementAndGet();
        return WatchStream.open(watch, loops.current(), caller, new WatchStream.Name(name, node));
    }

    @Override
    public void cluster(ClusterRequest request, StreamObserver<ClusterReply> caller) {
        reads.cluster(request, caller);
    }
}
