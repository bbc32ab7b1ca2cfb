package io.maregistry.benchmark.load;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.LastHttpContent;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;

/**
 * The baseline: parses each request as HTTP/1.1 and answers the same bytes to all, whatever they ask. As many event loops
 * as the server has.
 */
final class BareServer implements AutoCloseable {

    private final EventLoopGroup acceptor = Loops.named("bare-accept", 1);
    private final EventLoopGroup workers =
            Loops.named("bare", Runtime.getRuntime().availableProcessors());
    private final Channel channel;

    private BareServer(byte[] answer, int port) throws InterruptedException {
        ByteBuf bytes = Unpooled.unreleasableBuffer(Unpooled.directBuffer().writeBytes(answer));
        channel = new ServerBootstrap()
                .group(acceptor, workers)
                .channel(Loops.serverChannel())
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel connection) {
                        connection.pipeline().addLast(new HttpRequestDecoder(), new Answerer(bytes));
                    }
                })
                .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
                .sync()
                .channel();
    }

    /**
     * Listens on loopback.
     *
     * @param answer a whole answer, head and body
     * @param port 0 = a free one
     */
    static BareServer start(byte[] answer, int port) throws InterruptedException {
        return new BareServer(answer, port);
    }

    InetSocketAddress address() {
        return (InetSocketAddress) channel.localAddress();
    }

    @Override
    public void close() {
        channel.close().syncUninterruptibly();
        workers.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
        acceptor.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }

    private static final class Answerer extends SimpleChannelInboundHandler<HttpObject> {
        private final ByteBuf answer;

        Answerer(ByteBuf answer) {
            this.answer = answer;
        }

        @Override
        protected void channelRead0(ChannelHandlerContext connection, HttpObject part) {
            if (part instanceof LastHttpContent) {
                ChannelFuture ignored = connection.write(answer.duplicate(), connection.voidPromise());
            }
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext connection) {
            connection.flush();
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext connection, Throwable cause) {
            ChannelFuture ignored = connection.close();
        }
    }
}
