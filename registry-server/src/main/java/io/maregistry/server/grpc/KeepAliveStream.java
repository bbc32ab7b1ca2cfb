package io.maregistry.server.grpc;

import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.maregistry.proto.v1.KeepAliveReply;
import io.maregistry.proto.v1.KeepAliveRequest;
import io.maregistry.server.net.EventLoops;
import io.maregistry.server.registry.InstanceRenewals;
import io.netty.util.concurrent.EventExecutor;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * One client's renewals: each message is answered before the next one is taken, and that only while the client reads its
 * answers. So a client that sends faster than the cluster commits, or than it reads, is slowed down by its own flow
 * control. The event loop of the call.
 */
final class KeepAliveStream implements StreamObserver<KeepAliveRequest>, OpenStreams.Stream {

    private final Parts parts;
    private final EventExecutor loop;
    private final ServerCallStreamObserver<KeepAliveReply> out;
    private final Blockage blockage;
    private final Runnable cutOff = CutOff.ofThisCall();
    private boolean isUnderWay;
    private boolean isNextDue; // the last answer is given, and the next message not asked for yet
    private boolean isClosing; // nothing more is taken
    private boolean isOver;

    private KeepAliveStream(Parts parts, EventExecutor loop, ServerCallStreamObserver<KeepAliveReply> out) {
        this.parts = parts;
        this.loop = loop;
        this.out = out;
        this.blockage = parts.streams().blockage(0);
    }

    /** What all streams of a server share. */
    record Parts(InstanceRenewals renewals, CallErrors errors, OpenStreams streams, WriteCalls.Limits limits) {}

    static KeepAliveStream open(Parts parts, EventExecutor loop, StreamObserver<KeepAliveReply> caller) {
        ServerCallStreamObserver<KeepAliveReply> out = (ServerCallStreamObserver<KeepAliveReply>) caller;
        KeepAliveStream stream = new KeepAliveStream(parts, loop, out);
        out.disableAutoRequest();
        out.setOnCancelHandler(stream::forget);
        out.setOnReadyHandler(stream::becomesReady);
        out.request(1);
        parts.streams().add(loop, stream);
        return stream;
    }

    @Override
    public void onNext(KeepAliveRequest request) {
        if (isOver) {
            return;
        }
        isUnderWay = true;
        CompletionStage<KeepAliveReply> asked;
        try {
            parts.limits()
                    .check(
                            request.getItemsCount() + request.getHandlesCount(),
                            parts.limits().renewals());
            asked = ask(request);
        } catch (RuntimeException refused) { // whatever it is, the client is told
            fail(refused);
            return;
        }
        asked.whenComplete((done, failure) -> EventLoops.run(loop, () -> answer(done, failure)));
    }

    private CompletionStage<KeepAliveReply> ask(KeepAliveRequest request) {
        List<InstanceRenewals.Item> items =
                Renewing.items(request.getItemsList(), parts.limits().instance()); // before anything is renewed
        CompletionStage<InstanceRenewals.RenewedStays> stays =
                parts.renewals().renewStays(request.getClusterId(), request.getHandlesList());
        return parts.renewals().renew(items).thenCombine(stays, (named, handled) -> reply(request, named, handled));
    }

    private static KeepAliveReply reply(
            KeepAliveRequest request, InstanceRenewals.Renewed named, InstanceRenewals.RenewedStays handled) {
        KeepAliveReply.Builder reply =
                KeepAliveReply.newBuilder().setRevision(Math.max(named.revision(), handled.revision()));
        handled.over().forEach(place -> reply.addUnknownHandles(request.getHandles(place)));
        for (int at = 0; at < named.known().size(); at++) {
            if (!named.known().get(at)) {
                reply.addUnknownItems(at);
            }
        }
        return reply.build();
    }

    private void answer(@Nullable KeepAliveReply done, @Nullable Throwable failure) {
        isUnderWay = false;
        if (isOver) {
            return;
        }
        if (failure != null || done == null) {
            fail(failure == null ? new IllegalStateException("renewals gave nothing") : failure);
            return;
        }
        out.onNext(done);
        if (isClosing) {
            complete();
        } else {
            isNextDue = true;
            takeNext();
        }
    }

    private void becomesReady() {
        blockage.ends();
        takeNext();
    }

    private void takeNext() {
        if (isNextDue && !isOver && out.isReady()) {
            isNextDue = false;
            out.request(1);
        }
    }

    @Override
    public void onError(Throwable gone) {
        forget();
    }

    @Override
    public void onCompleted() {
        close();
    }

    @Override
    public void check(long nowNanos) {
        if (blockage.isTooLong(out.isReady(), nowNanos)) {
            forget();
            cutOff.run();
        }
    }

    @Override
    public void drain() {
        close();
    }

    private void close() {
        isClosing = true;
        if (!isUnderWay && !isOver) {
            complete();
        }
    }

    private void complete() {
        forget();
        out.onCompleted();
    }

    @Override
    public void fail(Throwable failure) {
        forget();
        out.onError(parts.errors().of(failure));
    }

    private void forget() {
        isOver = true;
        parts.streams().remove(loop, this);
    }
}
