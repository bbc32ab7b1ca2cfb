package io.maregistry.server.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.nio.charset.StandardCharsets;

/** A stream on its way out, in chunks (RFC 9112, section 7.1). The connection's event loop. */
final class StreamWriting {

    private static final int USUAL_BYTES = 1_024;
    private static final int HEAD_BYTES = 10; // room for eight digits and the end of a line
    private static final byte[] DIGITS = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] END = "0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private final Body.Stream stream;

    StreamWriting(Body.Stream stream) {
        this.stream = stream;
    }

    Body.Stream stream() {
        return stream;
    }

    /** One chunk of at most about {@code bytes} bytes, and the last one behind it where the stream is over; may be empty. */
    ByteBuf next(ByteBufAllocator allocator, int bytes) {
        ByteBuf part = allocator.buffer(USUAL_BYTES);
        part.writerIndex(HEAD_BYTES);
        stream.writeTo(part, bytes);
        int length = part.writerIndex() - HEAD_BYTES;
        if (length > 0) {
            part.readerIndex(writeHead(part, length));
            part.writeByte('\r').writeByte('\n');
        } else {
            part.clear();
        }
        return stream.isOver() ? part.writeBytes(END) : part;
    }

    /** Writes the length in front of the chunk; where it begins. */
    private static int writeHead(ByteBuf part, int length) {
        int at = HEAD_BYTES;
        part.setByte(--at, '\n');
        part.setByte(--at, '\r');
        int rest = length;
        do {
            part.setByte(--at, DIGITS[rest & 15]);
            rest >>>= 4;
        } while (rest != 0);
        return at;
    }
}
