package io.maregistry.benchmark.load;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import java.net.InetSocketAddress;

/** One connection of a {@link ClosedLoop}: asks, waits for the whole answer, asks again. On the event loop. */
final class Asker extends SimpleChannelInboundHandler<HttpObject> {

    private final ClosedLoop load;
    private final InetSocketAddress target;
    private long askedNanos;
    private boolean succeeded;

    Asker(ClosedLoop load, InetSocketAddress target) {
        this.load = load;
        this.target = target;
    }

    @Override
    public void channelActive(ChannelHandlerContext connection) {
        ask(connection);
    }

    @Override
    protected void channelRead0(ChannelHandlerContext connection, HttpObject part) {
        if (part instanceof HttpResponse response) {
            succeeded = response.status().codeClass() == HttpStatusClass.SUCCESS;
        }
        if (part instanceof LastHttpContent) {
            if (succeeded) {
                load.answered(System.nanoTime() - askedNanos);
            } else {
                load.failed();
            }
            if (load.isRunning()) {
                ask(connection);
            }
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext connection) {
        if (load.isRunning()) {
            load.failed();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext connection, Throwable cause) {
        ChannelFuture ignored = connection.close(); // counted as failed by channelInactive
    }

    private void ask(ChannelHandlerContext connection) {
        askedNanos = System.nanoTime();
        ChannelFuture ignored =
                connection.writeAndFlush(Unpooled.wrappedBuffer(load.nextRequest(target)), connection.voidPromise());
    }
}
