package io.maregistry.client;

import io.grpc.Server;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import io.maregistry.proto.v1.Address;
import io.maregistry.proto.v1.ClusterMember;
import io.maregistry.proto.v1.ClusterReply;
import io.maregistry.proto.v1.ClusterRequest;
import io.maregistry.proto.v1.KeepAliveReply;
import io.maregistry.proto.v1.KeepAliveRequest;
import io.maregistry.proto.v1.RegisterReply;
import io.maregistry.proto.v1.RegisterRequest;
import io.maregistry.proto.v1.RegisterResult;
import io.maregistry.proto.v1.RegistryGrpc;
import io.maregistry.proto.v1.RenewReply;
import io.maregistry.proto.v1.RenewRequest;
import io.maregistry.proto.v1.UnregisterItem;
import io.maregistry.proto.v1.UnregisterReply;
import io.maregistry.proto.v1.UnregisterRequest;
import io.maregistry.proto.v1.UnregisterResult;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A node that answers registrations when a test says so, and everything else at once. */
final class FakeNode extends RegistryGrpc.RegistryImplBase implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    final List<UnregisterItem> unregistered = new CopyOnWriteArrayList<>();
    final List<KeepAliveRequest> renewed = new CopyOnWriteArrayList<>();
    volatile long renewEveryMillis = 60_000;
    volatile boolean forgets; // what is renewed next
    final AtomicInteger lookedAt = new AtomicInteger(); // how often it was asked who the members are
    volatile List<FakeNode> members = List.of(); // as it says
    volatile List<String> http = List.of(); // where members serve HTTP, as it says
    final List<RenewRequest> renewals = new CopyOnWriteArrayList<>(); // by single calls
    final List<RegisterRequest> taken = new CopyOnWriteArrayList<>(); // at once
    volatile boolean isEmpty; // it knows no instance that is renewed, and takes each registration at once
    private final BlockingQueue<Asked> asked = new LinkedBlockingQueue<>();
    private final Server server;

    FakeNode() {
        try {
            server = NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                    .directExecutor()
                    .maxInboundMessageSize(1 << 20) // as of a real one
                    .addService(this)
                    .build()
                    .start();
        } catch (IOException unable) {
            throw new UncheckedIOException(unable);
        }
    }

    /** A registration that waits for its answer. */
    record Asked(RegisterRequest request, StreamObserver<RegisterReply> caller, FakeNode node) {

        void take() {
            RegisterReply.Builder reply =
                    RegisterReply.newBuilder().setClusterId("c").setRenewEveryMs(node.renewEveryMillis);
            for (int item = 0; item < request.getItemsCount(); item++) {
                reply.addResults(RegisterResult.newBuilder().setHandle(item + 1));
            }
            caller.onNext(reply.build());
            caller.onCompleted();
        }

        /** The node is busy for a moment; it may be asked again. */
        void leave() {
            caller.onError(Status.UNAVAILABLE.asRuntimeException());
        }
    }

    String endpoint() {
        return "127.0.0.1:" + server.getPort();
    }

    /** The next registration that arrives. */
    Asked next() {
        try {
            Asked next = asked.poll(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            if (next == null) {
                throw new AssertionError("nobody registers");
            }
            return next;
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
    }

    @Override
    public void register(RegisterRequest request, StreamObserver<RegisterReply> caller) {
        Asked next = new Asked(request, caller, this);
        if (isEmpty) {
            taken.add(request);
            next.take();
        } else {
            asked.add(next);
        }
    }

    @Override
    public void renew(RenewRequest request, StreamObserver<RenewReply> caller) {
        renewals.add(request);
        RenewReply.Builder reply = RenewReply.newBuilder();
        request.getItemsList().forEach(item -> reply.addRequireReregister(isEmpty));
        caller.onNext(reply.build());
        caller.onCompleted();
    }

    @Override
    public void unregister(UnregisterRequest request, StreamObserver<UnregisterReply> caller) {
        unregistered.addAll(request.getItemsList());
        UnregisterReply.Builder reply = UnregisterReply.newBuilder();
        request.getItemsList()
                .forEach(item -> reply.addResults(UnregisterResult.newBuilder().setRemoved(true)));
        caller.onNext(reply.build());
        caller.onCompleted();
    }

    @Override
    public StreamObserver<KeepAliveRequest> keepAlive(StreamObserver<KeepAliveReply> caller) {
        return new StreamObserver<>() {
            @Override
            public void onNext(KeepAliveRequest request) {
                renewed.add(request);
                KeepAliveReply.Builder reply = KeepAliveReply.newBuilder();
                if (forgets) {
                    forgets = false;
                    reply.addAllUnknownHandles(request.getHandlesList());
                }
                caller.onNext(reply.build());
            }

            @Override
            public void onError(Throwable gone) {
                renewed.clear(); // the stream is over, and nobody asks what was sent on it
            }

            @Override
            public void onCompleted() {
                caller.onCompleted();
            }
        };
    }

    @Override
    public void cluster(ClusterRequest request, StreamObserver<ClusterReply> caller) {
        lookedAt.incrementAndGet();
        ClusterReply.Builder reply = ClusterReply.newBuilder().setClusterId("c");
        members.forEach(member -> reply.addMembers(
                ClusterMember.newBuilder().setAddress(Address.newBuilder().setGrpc(member.endpoint()))));
        http.forEach(address -> reply.addMembers(ClusterMember.newBuilder()
                .setIsUp(true)
                .setAddress(Address.newBuilder().setHttp(address))));
        caller.onNext(reply.build());
        caller.onCompleted();
    }

    /** It is gone, and does not come back. */
    void stop() {
        server.shutdownNow();
    }

    @Override
    public void close() {
        stop();
    }
}
