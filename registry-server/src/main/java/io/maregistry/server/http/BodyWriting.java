package io.maregistry.server.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/** A long body on its way out. The connection's event loop. */
final class BodyWriting {

    private final Body.Pieces body;
    private final boolean isLastAnswer;
    private int piece;
    private int at; // in that piece

    BodyWriting(Body.Pieces body, boolean isLastAnswer) {
        this.body = body;
        this.isLastAnswer = isLastAnswer;
    }

    boolean isLastAnswer() {
        return isLastAnswer;
    }

    boolean hasMore() {
        return piece < body.pieces();
    }

    /** The next part, of about {@code bytes} bytes. */
    ByteBuf next(ByteBufAllocator allocator, int bytes) {
        ByteBuf part = allocator.buffer(bytes);
        writeTo(part, bytes);
        return part;
    }

    /** Writes the next {@code most} bytes, or what is left. */
    void writeTo(ByteBuf out, int most) {
        int end = out.writerIndex() + most;
        while (hasMore() && out.writerIndex() < end) {
            byte[] from = body.piece(piece);
            int length = Math.min(from.length - at, end - out.writerIndex());
            out.writeBytes(from, at, length);
            at += length;
            if (at == from.length) {
                piece++;
                at = 0;
            }
        }
    }
}
