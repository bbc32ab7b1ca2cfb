package io.maregistry.server.check;

import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthGrpc;
import io.maregistry.server.outbound.Call;
import io.maregistry.server.outbound.Destination;
import io.maregistry.server.outbound.Outbound;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.Http2FrameCodec;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2FrameStream;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Settings;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * {@code grpc.health.v1.Health/Check} without TLS; good where the answer is SERVING. The path without its slash names the
 * service that is asked about, an empty one means the whole server.
 *
 * <p>Netty's HTTP/2 and not a channel of grpc-java, which takes five times as long to make for one call.
 */
final class GrpcProbe implements Probe {

    private static final int MAX_BYTES = 64 << 10;
    private static final int MAX_HEAD_BYTES = 16 << 10;
    private static final String METHOD = "/" + HealthGrpc.getCheckMethod().getFullMethodName();

    private final Outbound outbound;

    GrpcProbe(Outbound outbound) {
        this.outbound = outbound;
    }

    @Override
    public CompletionStage<Finding> ask(Question question) {
        long limitMillis = question.limitMillis();
        Call call = question.call(false, MAX_BYTES);
        HealthCheckRequest request = request(question.check().path());
        return outbound.ask(
                call, (channel, destination, answer) -> talk(request, limitMillis, channel, destination, answer));
    }

    private static HealthCheckRequest request(String path) {
        return HealthCheckRequest.newBuilder()
                .setService(path.startsWith("/") ? path.substring(1) : path)
                .build();
    }

    private static void talk(
            HealthCheckRequest request,
            long limitMillis,
            Channel channel,
            Destination destination,
            CompletableFuture<Finding> answer) {
        HealthCall health = new HealthCall(answer);
        channel.pipeline().addLast(codec()).addLast(health);
        Http2FrameStream stream = health.newStream();
        Http2Headers head = head(destination, limitMillis);
        var unusedHead = channel.write(new DefaultHttp2HeadersFrame(head, false).stream(stream));
        var unused = channel.writeAndFlush(new DefaultHttp2DataFrame(message(channel, request), true).stream(stream));
    }

    private static Http2FrameCodec codec() {
        return Http2FrameCodecBuilder.forClient()
                .initialSettings(
                        Http2Settings.defaultSettings().pushEnabled(false).maxHeaderListSize(MAX_HEAD_BYTES))
                .gracefulShutdownTimeoutMillis(0) // a connection of one call ends with it
                .build();
    }

    private static Http2Headers head(Destination destination, long limitMillis) {
        return new DefaultHttp2Headers()
                .method("POST")
                .scheme("http")
                .path(METHOD)
                .authority(destination.authority())
                .set("te", "trailers")
                .set("content-type", "application/grpc")
                .set("user-agent", RequestHead.USER_AGENT)
                .set("grpc-timeout", limitMillis + "m");
    }

    private static ByteBuf message(Channel channel, HealthCheckRequest request) {
        byte[] bytes = request.toByteArray();
        return channel.alloc()
                .buffer(5 + bytes.length)
                .writeByte(0)
                .writeInt(bytes.length)
                .writeBytes(bytes);
    }
}
