package io.maregistry.server.outbound;

import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpVersion;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * One HTTP/1.1 request, and the whole of what is answered. A redirect is an answer like any other.
 *
 * @param path with its query, as it stands in the request line; in ASCII, without blanks
 * @param json what is posted; empty: the path is only asked for
 * @param maxBytes of the answer's body; a longer one fails
 */
public record HttpConversation(String path, Optional<String> json, int maxBytes)
        implements Conversation<HttpConversation.Reply> {

    private static final int MAX_LINE = 4_096;
    private static final int MAX_HEAD = 16 << 10;
    private static final int SWITCHING_PROTOCOLS = 101;
    private static final int MAX_CHUNK = 8_192;

    /**
     * An answer.
     *
     * @param status of HTTP
     * @param body its bytes, whatever they are
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record Reply(int status, byte[] body) {}

    @Override
    public void begin(Channel channel, Destination destination, CompletableFuture<Reply> answer) {
        channel.pipeline()
                .addLast(new HttpClientCodec(MAX_LINE, MAX_HEAD, MAX_CHUNK))
                .addLast(new HttpObjectAggregator(maxBytes))
                .addLast(new Reader(answer));
        var unused = channel.writeAndFlush(request(destination)); // where that fails, the connection ends
    }

    private FullHttpRequest request(Destination destination) {
        HttpMethod verb = json.isPresent() ? HttpMethod.POST : HttpMethod.GET;
        FullHttpRequest request = new DefaultFullHttpRequest(
                HttpVersion.HTTP_1_1,
                verb,
                path,
                json.map(text -> ByteBufUtil.writeUtf8(UnpooledByteBufAllocator.DEFAULT, text))
                        .orElse(Unpooled.EMPTY_BUFFER));
        request.headers()
                .set(HttpHeaderNames.HOST, destination.authority())
                .set(HttpHeaderNames.USER_AGENT, "maregistry")
                .set(HttpHeaderNames.ACCEPT, "application/json, */*")
                .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        if (json.isPresent()) {
            request.headers()
                    .set(HttpHeaderNames.CONTENT_TYPE, HttpHeaderValues.APPLICATION_JSON)
                    .set(HttpHeaderNames.CONTENT_LENGTH, request.content().readableBytes());
        }
        return request;
    }

    /** Whether it is a head before the answer's own; behind 101 comes no HTTP any more. */
    public static boolean isInterim(HttpResponse head) {
        return head.status().codeClass() == HttpStatusClass.INFORMATIONAL
                && head.status().code() != SWITCHING_PROTOCOLS;
    }

    private static final class Reader extends SimpleChannelInboundHandler<FullHttpResponse> {

        private final CompletableFuture<Reply> answer;

        Reader(CompletableFuture<Reply> answer) {
            this.answer = answer;
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, FullHttpResponse response) {
            if (response.decoderResult().isFailure()) {
                answer.completeExceptionally(new OutboundException(
                        OutboundException.Reason.FAILED,
                        "the answer is no HTTP: "
                                + response.decoderResult().cause().getMessage()));
                return;
            }
            if (isInterim(response)) {
                return; // the answer follows
            }
            answer.complete(new Reply(response.status().code(), ByteBufUtil.getBytes(response.content())));
        }
    }
}
