package io.maregistry.server.outbound;

import io.maregistry.server.outbound.OutboundException.Reason;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/** Ends a connection that sends more than a call may read. First in its pipeline; one connection, its event loop. */
final class ReadLimit extends ChannelInboundHandlerAdapter {

    private final int maxBytes;
    private long read;

    ReadLimit(int maxBytes) {
        this.maxBytes = maxBytes;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ByteBuf bytes = (ByteBuf) message;
        read += bytes.readableBytes();
        if (read <= maxBytes) {
            context.fireChannelRead(bytes);
            return;
        }
        bytes.release();
        context.fireExceptionCaught(
                new OutboundException(Reason.FAILED, "the answer is longer than " + maxBytes + " bytes"));
        var unused = context.close();
    }
}
