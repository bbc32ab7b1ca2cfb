package io.maregistry.client.internal.transport;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.netty.channel.ChannelOption;
import io.grpc.netty.shaded.io.netty.channel.EventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.MultiThreadIoEventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.nio.NioIoHandler;
import io.grpc.netty.shaded.io.netty.channel.socket.nio.NioSocketChannel;
import io.grpc.stub.ClientCalls;
import io.maregistry.client.spi.Credentials;
import io.maregistry.client.spi.Endpoint;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Channels to nodes: one for each, made at its first call, all on one event loop thread. A connection that stays silent is
 * found by pings, so a half-open one is given up after {@value #PING_SECONDS} + {@value #PING_ANSWER_SECONDS} s at most.
 */
public final class GrpcTransport implements Transport {

    private static final int PING_SECONDS = 10; // a node takes one in 5 s
    private static final int PING_ANSWER_SECONDS = 5;
    private static final int MAX_MESSAGE_BYTES = 64 << 20;
    private static final int CONNECT_MILLIS = 3_000;
    private static final int CLOSE_SECONDS = 5;
    private static final Metadata.Key<String> AUTHORIZATION =
            Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

    private final EventLoopGroup loop;
    private final Executor lookups;
    private final Credentials credentials;

    private final Channels channels = new Channels(this::connect);
    private final AtomicBoolean isClosed = new AtomicBoolean();

    /**
     * @param threads makes the event loop's thread, which starts at the first call
     * @param lookups runs what may block: looking up host names
     */
    public GrpcTransport(ThreadFactory threads, Executor lookups, Credentials credentials) {
        this.loop = new MultiThreadIoEventLoopGroup(1, threads, NioIoHandler.newFactory());
        this.lookups = lookups;
        this.credentials = credentials;
    }

    @Override
    public <Q, R> CompletionStage<R> call(Endpoint node, RegistryCall<Q, R> call, Q request, Duration deadline) {
        CompletableFuture<R> answer = new CompletableFuture<>();
        ManagedChannel channel;
        try {
            channel = channels.to(node);
        } catch (CallFailure unfit) {
            answer.completeExceptionally(unfit);
            return answer;
        }
        SentMark sent = new SentMark();
        CallOptions options;
        try {
            options = options()
                    .withDeadlineAfter(deadline.toNanos(), TimeUnit.NANOSECONDS)
                    .withStreamTracerFactory(sent);
        } catch (RuntimeException unable) { // the user's credentials: whatever it is, the caller is told
            answer.completeExceptionally(Failures.noCredentials(unable));
            return answer;
        }
        ClientCalls.asyncUnaryCall(channel.newCall(call.method(), options), request, new Answer<>(call, answer, sent));
        return answer;
    }

    @Override
    public <Q, R> Outgoing<Q> open(Endpoint node, RegistryStream<Q, R> stream, Incoming<R> incoming) {
        ManagedChannel channel;
        try {
            channel = channels.to(node);
        } catch (CallFailure unfit) {
            incoming.ended(unfit);
            return new NoStream<>();
        }
        ClientCall<Q, R> call;
        try {
            call = channel.newCall(stream.method(), options());
        } catch (RuntimeException unable) { // as of a call
            incoming.ended(Failures.noCredentials(unable));
            return new NoStream<>();
        }
        return new OpenStream<>(call, ClientCalls.asyncBidiStreamingCall(call, new Arriving<>(incoming)));
    }

    private CallOptions options() {
        return credentials
                .authorization()
                .map(said -> CallOptions.DEFAULT.withCallCredentials(new Authorization(AUTHORIZATION, said)))
                .orElse(CallOptions.DEFAULT);
    }

    private ManagedChannel connect(Endpoint node) {
        return NettyChannelBuilder.forAddress(node.host(), node.port())
                .usePlaintext()
                .eventLoopGroup(loop)
                .channelType(NioSocketChannel.class)
                .withOption(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_MILLIS)
                .directExecutor()
                .offloadExecutor(lookups)
                .keepAliveTime(PING_SECONDS, TimeUnit.SECONDS)
                .keepAliveTimeout(PING_ANSWER_SECONDS, TimeUnit.SECONDS)
                .keepAliveWithoutCalls(true)
                .maxInboundMessageSize(MAX_MESSAGE_BYTES)
                .disableRetry()
                .build();
    }

    @Override
    public void keepOnly(Set<Endpoint> nodes) {
        channels.keepOnly(nodes);
    }

    @Override
    public void close() {
        if (!isClosed.compareAndSet(false, true)) {
            return;
        }
        List<ManagedChannel> open = channels.takeAll();
        open.forEach(ManagedChannel::shutdownNow);
        try {
            for (ManagedChannel channel : open) {
                channel.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS);
            }
            var unused = loop.shutdownGracefully(0, CLOSE_SECONDS, TimeUnit.SECONDS);
            loop.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException interrupted) {
            var unused = loop.shutdownGracefully(0, 0, TimeUnit.SECONDS);
            Thread.currentThread().interrupt();
        }
    }
}
