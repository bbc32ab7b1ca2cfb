package io.maregistry.server.grpc;

import com.google.protobuf.MessageLite;
import io.grpc.stub.ServerCallStreamObserver;
import io.maregistry.server.net.Budget;
import io.netty.util.concurrent.EventExecutor;
import org.jspecify.annotations.Nullable;

/**
 * The reply of a call, while it is not written yet. A long one takes its bytes out of a budget, and is given up where its
 * client does not take it in time. The call's event loop.
 */
final class UnreadReply implements OpenStreams.Stream {

    private static final int SHORT = 4 * 1024; // bytes that are not counted: a connection may hold 4,096 of them

    private final OpenStreams streams;
    private final EventExecutor loop;
    private final Budget unread;
    private final Runnable cutOff;
    private @Nullable Blockage blockage; // of a long one that is not written
    private long bytes;

    private UnreadReply(OpenStreams streams, EventExecutor loop, Budget unread) {
        this.streams = streams;
        this.loop = loop;
        this.unread = unread;
        this.cutOff = CutOff.ofThisCall();
    }

    /** That of the call that is being served. */
    static UnreadReply of(ServerCallStreamObserver<?> call, OpenStreams streams, EventExecutor loop, Budget unread) {
        UnreadReply reply = new UnreadReply(streams, loop, unread);
        call.setOnCancelHandler(reply::release); // without one, answering a caller who has gone would throw
        call.setOnCloseHandler(reply::release);
        return reply;
    }

    /** It is about to be written. */
    void take(MessageLite reply) {
        int size = reply.getSerializedSize();
        if (size > SHORT) {
            unread.take(size);
            bytes = size;
            blockage = streams.blockage(size);
            streams.add(loop, this);
        }
    }

    /** It is written, or nobody waits for it. */
    void release() {
        if (blockage != null) {
            blockage = null;
            unread.give(bytes);
            streams.remove(loop, this);
        }
    }

    @Override
    public void check(long nowNanos) {
        if (blockage != null && blockage.isTooLong(false, nowNanos)) {
            release();
            cutOff.run();
        }
    }

    @Override
    public void drain() {
        // it is written or given up, as before
    }

    @Override
    public void fail(Throwable why) {
        release();
        cutOff.run();
    }
}
