package io.maregistry.server.check;

import io.maregistry.server.outbound.HttpConversation;
import io.maregistry.server.outbound.OutboundException;
import io.maregistry.server.outbound.OutboundException.Reason;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.PrematureChannelClosureException;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** Takes the head of an answer for the answer: the body says nothing to a check. One connection, its event loop. */
final class HeadReader extends SimpleChannelInboundHandler<HttpObject> {

    /** What a check reads at most, handshakes of TLS with long chains of certificates included. */
    static final int MAX_BYTES = 64 << 10;

    private static final int MAX_LINE_BYTES = 4 << 10;
    private static final int MAX_HEAD_BYTES = 16 << 10;

    private final Function<HttpResponse, Finding> judged;
    private final CompletableFuture<Finding> answer;

    HeadReader(Function<HttpResponse, Finding> judged, CompletableFuture<Finding> answer) {
        this.judged = judged;
        this.answer = answer;
    }

    /** Reads no longer lines and heads than a check has use for. */
    static HttpClientCodec codec() {
        return new HttpClientCodec(
                new HttpDecoderConfig()
                        .setMaxInitialLineLength(MAX_LINE_BYTES)
                        .setMaxHeaderSize(MAX_HEAD_BYTES)
                        .setInitialBufferSize(512),
                HttpClientCodec.DEFAULT_PARSE_HTTP_AFTER_CONNECT_REQUEST,
                false);
    }

    /** The first line of an answer. */
    static String statusLine(HttpResponse head) {
        return head.protocolVersion() + " " + head.status();
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, HttpObject message) {
        if (!(message instanceof HttpResponse head)) {
            return;
        }
        Throwable cause = head.decoderResult().cause();
        if (cause != null) {
            answer.completeExceptionally(new OutboundException(Reason.FAILED, why(cause), cause));
        } else if (!HttpConversation.isInterim(head)) {
            answer.complete(judged.apply(head));
        }
    }

    private static String why(Throwable cause) {
        return cause instanceof PrematureChannelClosureException
                ? "the connection was closed before a whole answer had come"
                : "no answer in HTTP: " + cause.getMessage();
    }
}
