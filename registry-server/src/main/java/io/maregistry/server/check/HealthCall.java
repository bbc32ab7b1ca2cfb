package io.maregistry.server.check;

import com.google.protobuf.InvalidProtocolBufferException;
import io.grpc.Status;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.maregistry.server.outbound.OutboundException;
import io.maregistry.server.outbound.OutboundException.Reason;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.netty.handler.codec.http2.Http2ChannelDuplexHandler;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2GoAwayFrame;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2ResetFrame;
import io.netty.util.ReferenceCountUtil;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The answer to one call of gRPC over HTTP/2 (grpc/doc/PROTOCOL-HTTP2.md): a head, one message behind five bytes that say
 * its length, trailers with the status. One stream of one connection, its event loop.
 */
final class HealthCall extends Http2ChannelDuplexHandler {

    /** A message is a few bytes; more than this is not read. */
    static final int MAX_MESSAGE_BYTES = 4 << 10;

    private static final int PREFIX_BYTES = 5;
    private static final String OK = "200";
    private static final char INTERIM = '1';

    private final CompletableFuture<Finding> answer;
    private final ByteBuf message = Unpooled.buffer(64);

    HealthCall(CompletableFuture<Finding> answer) {
        this.answer = answer;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object frame) {
        try {
            read(frame);
        } finally {
            ReferenceCountUtil.release(frame);
        }
    }

    private void read(Object frame) {
        if (frame instanceof Http2HeadersFrame headers) {
            head(headers.headers(), headers.isEndStream());
        } else if (frame instanceof Http2DataFrame data) {
            data(data);
        } else if (frame instanceof Http2ResetFrame reset) {
            fail("the call was reset: " + error(reset.errorCode()));
        } else if (frame instanceof Http2GoAwayFrame goAway && goAway.errorCode() != Http2Error.NO_ERROR.code()) {
            fail("the connection was given up: " + error(goAway.errorCode()));
        }
    }

    private void head(Http2Headers headers, boolean isLast) {
        CharSequence http = headers.status();
        if (http != null && http.length() == 3 && http.charAt(0) == INTERIM && !isLast) {
            return; // the answer's own head follows
        }
        if (http != null && !OK.contentEquals(http)) {
            fail("HTTP/2 " + http);
        } else if (isLast) {
            end(headers);
        }
    }

    private void data(Http2DataFrame data) {
        if (message.readableBytes() + data.content().readableBytes() > PREFIX_BYTES + MAX_MESSAGE_BYTES) {
            fail("the answer is longer than " + MAX_MESSAGE_BYTES + " bytes");
            return;
        }
        message.writeBytes(data.content());
        if (data.isEndStream()) {
            fail("the call ended without a status");
        }
    }

    private void end(Http2Headers trailers) {
        Status status = status(trailers.get("grpc-status"));
        if (status.isOk()) {
            conclude();
        } else {
            CharSequence words = trailers.get("grpc-message");
            fail(status.getCode() + (words == null ? "" : ": " + decoded(words.toString())));
        }
    }

    private void conclude() {
        if (message.readableBytes() < PREFIX_BYTES
                || message.readByte() != 0 // compressed, which nobody asked for
                || message.readInt() != message.readableBytes()) {
            fail("the call ended without a whole message");
            return;
        }
        try {
            ServingStatus status =
                    HealthCheckResponse.parseFrom(message.nioBuffer()).getStatus();
            answer.complete(new Finding(status == ServingStatus.SERVING, status.name()));
        } catch (InvalidProtocolBufferException malformed) {
            fail("the answer is no HealthCheckResponse");
        }
    }

    private static Status status(@Nullable CharSequence code) {
        try {
            return code == null ? Status.UNKNOWN : Status.fromCodeValue(Integer.parseInt(code.toString()));
        } catch (NumberFormatException malformed) {
            return Status.UNKNOWN;
        }
    }

    /** Percent-encoded by the protocol; as it is where that is malformed. */
    private static String decoded(String words) {
        try {
            return QueryStringDecoder.decodeComponent(words.replace("+", "%2B"));
        } catch (IllegalArgumentException malformed) {
            return words;
        }
    }

    private static String error(long code) {
        Http2Error known = Http2Error.valueOf(code);
        return known == null ? Long.toString(code) : known.name();
    }

    private void fail(String words) {
        answer.completeExceptionally(new OutboundException(Reason.FAILED, words));
    }
}
