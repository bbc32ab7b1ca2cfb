package io.maregistry.server.outbound;

import io.maregistry.server.outbound.OutboundException.Reason;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.handler.ssl.SslHandler;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Connects, shakes hands where that is asked for, and begins the conversation. Stateless; the event loop of the call. */
final class Connection<T> {

    private static final String EDGE = "edge";

    private final Call call;
    private final Conversation<T> conversation;
    private final ChannelFactory<? extends Channel> channels;
    private final OutboundTls tls;

    Connection(Call call, Conversation<T> conversation, ChannelFactory<? extends Channel> channels, OutboundTls tls) {
        this.call = call;
        this.conversation = conversation;
        this.channels = channels;
        this.tls = tls;
    }

    /** Begins to connect; what is returned ends it, whatever has become of it. On {@code loop}. */
    Runnable open(Destination destination, EventLoop loop, Waiting waiting, CompletableFuture<T> answer) {
        ChannelFuture connecting = new Bootstrap()
                .group(loop)
                .channelFactory(channels)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, 0) // the call has a limit of its own
                .handler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel made) {
                        made.pipeline().addLast(new ReadLimit(call.maxBytes())).addLast(EDGE, new Edge<>(answer));
                    }
                })
                .disableResolver() // the address is the one that was judged
                .connect(destination.address());
        var unused = connecting.addListener(done -> {
            if (done.isSuccess()) {
                connected(connecting.channel(), destination, waiting, answer);
            } else {
                refused(done.cause(), answer);
            }
        });
        return () -> close(connecting.channel());
    }

    private static void close(Channel channel) {
        if (channel.isOpen()) { // where no socket could be made it never was, and closing it throws
            var unused = channel.close();
        }
    }

    private void refused(Throwable cause, CompletableFuture<T> answer) {
        Optional<T> meant = NetworkFailures.isReset(cause) ? conversation.ofReset() : Optional.empty();
        meant.ifPresentOrElse(answer::complete, () -> answer.completeExceptionally(NetworkFailures.told(cause)));
    }

    private void connected(Channel channel, Destination destination, Waiting waiting, CompletableFuture<T> answer) {
        if (!call.isEncrypted()) {
            talk(channel, destination, answer);
            return;
        }
        SslHandler handler = tls.handler(channel.alloc(), destination, waiting);
        channel.pipeline().addBefore(EDGE, null, handler);
        handler.handshakeFuture().addListener(done -> {
            if (done.isSuccess()) {
                talk(channel, destination, answer);
            } else {
                answer.completeExceptionally(NetworkFailures.told(done.cause()));
            }
        });
    }

    private void talk(Channel channel, Destination destination, CompletableFuture<T> answer) {
        if (answer.isDone()) {
            return; // given up meanwhile
        }
        try {
            channel.pipeline().remove(EDGE);
            conversation.begin(channel, destination, answer);
            channel.pipeline().addLast(EDGE, new Edge<>(answer));
        } catch (RuntimeException fault) { // of the conversation; whoever asked must not wait for ever
            answer.completeExceptionally(NetworkFailures.told(fault));
        }
        if (!channel.isActive()) {
            answer.completeExceptionally(closed()); // before anybody in the pipeline could hear of it
        }
    }

    private static OutboundException closed() {
        return new OutboundException(Reason.FAILED, "the connection was closed before a whole answer had come");
    }

    /** Last in the pipeline: what no handler understood ends the call. */
    private static final class Edge<T> extends ChannelInboundHandlerAdapter {

        private final CompletableFuture<T> answer;

        Edge(CompletableFuture<T> answer) {
            this.answer = answer;
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            answer.completeExceptionally(closed());
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            answer.completeExceptionally(NetworkFailures.told(cause));
        }
    }
}
