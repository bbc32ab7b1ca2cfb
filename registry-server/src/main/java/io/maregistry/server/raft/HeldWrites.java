package io.maregistry.server.raft;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.channel.PendingWriteQueue;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.channels.ClosedChannelException;
import org.jspecify.annotations.Nullable;

/**
 * Holds what the engine writes until the peers have introduced themselves, and remembers whom the engine dialled. Event
 * loop of the connection.
 */
@SuppressWarnings("FutureReturnValueIgnored") // what cannot be written or closed is closed already
final class HeldWrites extends ChannelOutboundHandlerAdapter {

    private static final long MAX_HELD_BYTES = 4 << 20;

    private @Nullable PendingWriteQueue held;
    private String dialled = "";

    /** {@code host:port} as the engine dialled it, names unresolved; empty on an accepted connection. */
    String dialled() {
        return dialled;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        held = new PendingWriteQueue(context);
    }

    @Override
    public void connect(
            ChannelHandlerContext context, SocketAddress remote, SocketAddress local, ChannelPromise promise) {
        if (remote instanceof InetSocketAddress address) {
            dialled = address.getHostString() + ':' + address.getPort();
        }
        context.connect(remote, local, promise);
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        PendingWriteQueue queue = held;
        if (queue == null) {
            context.write(message, promise);
        } else if (queue.bytes() > MAX_HELD_BYTES) {
            ReferenceCountUtil.release(message);
            promise.tryFailure(new IOException("the peer has not introduced itself, and too much waits for it"));
        } else {
            queue.add(message, promise);
        }
    }

    /** Lets everything through, what was held first, and leaves the pipeline. */
    void release(ChannelPipeline pipeline) {
        PendingWriteQueue queue = held;
        held = null;
        if (queue != null) {
            queue.removeAndWriteAll();
        }
        pipeline.remove(this);
        pipeline.flush();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        PendingWriteQueue queue = held;
        held = null;
        if (queue != null) {
            queue.removeAndFailAll(new ClosedChannelException());
        }
    }
}
