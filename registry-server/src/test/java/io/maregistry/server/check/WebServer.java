package io.maregistry.server.check;

import io.maregistry.server.net.EventLoops;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolConfig;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler;
import io.netty.handler.ssl.SslContext;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * Netty's own server of HTTP and WebSocket, with TLS where a context is given. {@code /ok} and {@code /} serve, {@code
 * /sick} and {@code /busy} do not, {@code /moved} leads to {@code /ok}, {@code /slow} never answers, {@code /ws} is a
 * WebSocket.
 */
final class WebServer implements AutoCloseable {

    private static final WebSocketServerProtocolConfig WEB_SOCKET = WebSocketServerProtocolConfig.newBuilder()
            .websocketPath("/ws")
            .handleCloseFrames(false)
            .build();

    private final EventLoops loops = EventLoops.of(1);
    private final Channel listening;
    private final Queue<String> asked = new ConcurrentLinkedQueue<>();
    private final Queue<Integer> closings = new ConcurrentLinkedQueue<>();

    WebServer(@Nullable SslContext tls) {
        this.listening = new ServerBootstrap()
                .group(loops.acceptor(), loops.workers())
                .channel(loops.serverChannel())
                .childHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel made) {
                        equip(made.pipeline(), tls);
                    }
                })
                .bind(InetAddress.getLoopbackAddress(), 0)
                .syncUninterruptibly()
                .channel();
    }

    private void equip(ChannelPipeline pipeline, @Nullable SslContext tls) {
        if (tls != null) {
            pipeline.addLast(tls.newHandler(pipeline.channel().alloc()));
        }
        pipeline.addLast(new HttpServerCodec());
        pipeline.addLast(new HttpObjectAggregator(1_024));
        pipeline.addLast(new WebSocketServerProtocolHandler(WEB_SOCKET));
        pipeline.addLast(new Closings());
        pipeline.addLast(new Pages());
    }

    int port() {
        return ((InetSocketAddress) listening.localAddress()).getPort();
    }

    /** What was asked: method, path and Host of each request. */
    Queue<String> asked() {
        return asked;
    }

    /** The codes of the close frames that came. */
    Queue<Integer> closings() {
        return closings;
    }

    @Override
    public void close() {
        listening.close().syncUninterruptibly();
        loops.close();
    }

    private final class Closings extends SimpleChannelInboundHandler<CloseWebSocketFrame> {

        @Override
        protected void channelRead0(ChannelHandlerContext context, CloseWebSocketFrame frame) {
            closings.add(frame.statusCode());
            var unused = context.close();
        }
    }

    private final class Pages extends SimpleChannelInboundHandler<FullHttpRequest> {

        @Override
        protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
            asked.add(request.method() + " " + request.uri() + " "
                    + request.headers().get(HttpHeaderNames.HOST));
            switch (request.uri()) {
                case "/", "/ok" -> answer(context, HttpResponseStatus.OK);
                case "/empty" -> answer(context, HttpResponseStatus.NO_CONTENT);
                case "/sick" -> answer(context, HttpResponseStatus.SERVICE_UNAVAILABLE);
                case "/busy" -> answer(context, HttpResponseStatus.TOO_MANY_REQUESTS);
                case "/moved" -> answer(context, HttpResponseStatus.FOUND);
                case "/slow" -> context.read();
                default -> answer(context, HttpResponseStatus.NOT_FOUND);
            }
        }

        private void answer(ChannelHandlerContext context, HttpResponseStatus status) {
            FullHttpResponse response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status);
            response.headers().set(HttpHeaderNames.CONTENT_LENGTH, 0).set(HttpHeaderNames.LOCATION, "/ok");
            var unused = context.writeAndFlush(response);
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            var unused = context.close(); // whoever asked has had enough
        }
    }
}
