package io.maregistry.server.http;

import io.maregistry.server.config.LimitsConfig;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import java.util.List;

/**
 * Netty's decoder of requests, and stricter in what it lets pass: a header field that goes on in a second line is
 * malformed (RFC 9112, section 5.2), since two programs in a row seldom read it alike. It also tells whether a head has
 * begun, which the guard against slow clients must know.
 *
 * <p>One connection, its event loop.
 */
final class StrictRequestDecoder extends HttpRequestDecoder {

    private static final int BODY_PART_BYTES = 64 * 1024;
    private static final byte LINE_FEED = '\n';

    private boolean isInHead = true;
    private boolean hasRequestLine; // consumed already, the rest of the head has not come
    private boolean hasHeadBegun;
    private boolean isRefused;

    StrictRequestDecoder(LimitsConfig.Head limits) {
        super(new HttpDecoderConfig()
                .setMaxInitialLineLength(limits.lineBytes())
                .setMaxHeaderSize(limits.sizeBytes())
                .setMaxChunkSize(BODY_PART_BYTES)
                .setInitialBufferSize(512));
    }

    /** True where a part of a head has come, and its end has not. */
    boolean hasHeadBegun() {
        return hasHeadBegun;
    }

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) throws Exception {
        if (isRefused) {
            in.skipBytes(in.readableBytes());
            return;
        }
        if (isInHead && hasFoldedLine(in)) {
            isRefused = true;
            in.skipBytes(in.readableBytes());
            out.add(folded());
            return;
        }
        hasHeadBegun = isInHead && in.isReadable();
        int before = out.size();
        int from = in.readerIndex();
        super.decode(context, in, out);
        if (out.size() == before) {
            hasRequestLine |= isInHead && hasText(in, from, in.readerIndex());
        } else {
            hasRequestLine = false;
            hasHeadBegun = false;
            isInHead = out.get(out.size() - 1) instanceof LastHttpContent;
        }
    }

    /** True where a line of the head begins with a blank. Lines are consumed whole, so {@code in} begins with a line. */
    private boolean hasFoldedLine(ByteBuf in) {
        boolean isBehindRequestLine = hasRequestLine;
        int line = in.readerIndex();
        int end = in.writerIndex();
        while (line < end) {
            byte first = in.getByte(line);
            if (first == ' ' || first == '\t') {
                return true;
            }
            boolean isEmpty = first == '\r' || first == LINE_FEED;
            if (isEmpty && isBehindRequestLine) {
                return false; // the end of the head
            }
            isBehindRequestLine |= !isEmpty;
            int feed = in.indexOf(line, end, LINE_FEED);
            if (feed < 0) {
                return false;
            }
            line = feed + 1;
        }
        return false;
    }

    /** True where there is more than the ends of lines, which may come before a request line. */
    private static boolean hasText(ByteBuf in, int from, int to) {
        return in.forEachByte(from, to - from, octet -> octet <= ' ') >= 0;
    }

    private static HttpRequest folded() {
        HttpRequest refused = new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, "/");
        refused.setDecoderResult(
                DecoderResult.failure(new IllegalArgumentException("a line of the head begins with a blank")));
        return refused;
    }
}
