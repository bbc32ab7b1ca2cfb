package io.maregistry.server.check;

import io.maregistry.server.outbound.Call;
import io.maregistry.server.outbound.Destination;
import io.maregistry.server.outbound.Outbound;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The opening handshake of RFC 6455 on the path, and a close frame behind it; good where the other side accepts it as the
 * RFC says (section 4.1).
 */
final class WebSocketProbe implements Probe {

    private static final String VERSION = "13";
    private static final String ACCEPTING = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"; // RFC 6455, section 1.3
    private static final byte[] CLOSE_FRAME = {(byte) 0x88, (byte) 0x82, 0, 0, 0, 0, 0x03, (byte) 0xe8}; // masked, 1000

    private final Outbound outbound;
    private final boolean isEncrypted;

    WebSocketProbe(Outbound outbound, boolean isEncrypted) {
        this.outbound = outbound;
        this.isEncrypted = isEncrypted;
    }

    @Override
    public CompletionStage<Finding> ask(Question question) {
        Call call = question.call(isEncrypted, HeadReader.MAX_BYTES);
        return outbound.ask(
                call, (channel, destination, answer) -> talk(question.check().path(), channel, destination, answer));
    }

    private static void talk(String path, Channel channel, Destination destination, CompletableFuture<Finding> answer) {
        String key = key();
        channel.pipeline()
                .addLast(HeadReader.codec())
                .addLast(new HeadReader(head -> judged(head, key, channel), answer));
        FullHttpRequest request = RequestHead.get(path, destination);
        request.headers()
                .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE)
                .set(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET)
                .set(HttpHeaderNames.SEC_WEBSOCKET_VERSION, VERSION)
                .set(HttpHeaderNames.SEC_WEBSOCKET_KEY, key);
        var unused = channel.writeAndFlush(request); // where that fails, the connection ends
    }

    /** Not for secrecy: it shows that the answer belongs to this question. */
    private static String key() {
        byte[] key = new byte[16];
        ThreadLocalRandom.current().nextBytes(key);
        return Base64.getEncoder().encodeToString(key);
    }

    private static Finding judged(HttpResponse head, String key, Channel channel) {
        String line = HeadReader.statusLine(head);
        if (!head.status().equals(HttpResponseStatus.SWITCHING_PROTOCOLS)) {
            return new Finding(false, line + " (no WebSocket)");
        }
        boolean isAccepted = head.headers().containsValue(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET, true)
                && head.headers().containsValue(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE, true)
                && accepting(key).equals(head.headers().get(HttpHeaderNames.SEC_WEBSOCKET_ACCEPT))
                && !head.headers().contains(HttpHeaderNames.SEC_WEBSOCKET_EXTENSIONS) // none was offered
                && !head.headers().contains(HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL);
        if (isAccepted) {
            sayGoodbye(channel);
        }
        return new Finding(isAccepted, isAccepted ? line : line + " (not an answer to this handshake)");
    }

    static String accepting(String key) {
        byte[] text = (key + ACCEPTING).getBytes(StandardCharsets.US_ASCII);
        return Base64.getEncoder().encodeToString(sha1().digest(text));
    }

    private static MessageDigest sha1() {
        try {
            return MessageDigest.getInstance("SHA-1");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java has SHA-1", impossible);
        }
    }

    /** So that the other side need not take the end for a failure; the codec knows HTTP only, so it goes past it. */
    private static void sayGoodbye(Channel channel) {
        ChannelHandlerContext behindCodec = channel.pipeline().context(HttpClientCodec.class);
        var unused = behindCodec.writeAndFlush(Unpooled.wrappedBuffer(CLOSE_FRAME));
    }
}
