package io.maregistry.server.raft;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import com.google.protobuf.Parser;
import io.netty.buffer.ByteBuf;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;

/** The frames of an introduction, as {@code birth.proto} describes them. */
final class HelloFrames {

    /** The longest message; seven founders with the longest names fit. */
    static final int MAX_MESSAGE_BYTES = 4096;

    private static final int MAGIC = 0x4D524E31; // "MRN1"
    private static final int HEAD_BYTES = 8;

    private HelloFrames() {}

    /** Bytes that are no frame of an introduction; the connection has no meaning any more. */
    static final class NoHelloException extends IOException {
        private static final long serialVersionUID = 1L;

        NoHelloException(String message) {
            super(message);
        }
    }

    static byte[] encode(MessageLite message) {
        byte[] body = message.toByteArray();
        if (body.length == 0 || body.length > MAX_MESSAGE_BYTES) {
            throw new IllegalArgumentException("an introduction must be 1 to 4096 bytes, was " + body.length);
        }
        return ByteBuffer.allocate(HEAD_BYTES + body.length)
                .putInt(MAGIC)
                .putInt(body.length)
                .put(body)
                .array();
    }

    /** Takes one whole message from {@code in}; empty, with nothing taken, where more bytes are needed. */
    static <T> Optional<T> take(ByteBuf in, Parser<T> parser) throws NoHelloException {
        checkMagic(in);
        if (in.readableBytes() < HEAD_BYTES) {
            return Optional.empty();
        }
        int length = in.getInt(in.readerIndex() + 4);
        checkLength(length);
        if (in.readableBytes() < HEAD_BYTES + length) {
            return Optional.empty();
        }
        byte[] body = new byte[length];
        in.skipBytes(HEAD_BYTES).readBytes(body);
        return Optional.of(parse(body, parser));
    }

    /** Blocks for one whole message. */
    static <T> T read(DataInputStream in, Parser<T> parser) throws IOException {
        if (in.readInt() != MAGIC) {
            throw new NoHelloException("is no node port");
        }
        int length = in.readInt();
        checkLength(length);
        byte[] body = new byte[length];
        in.readFully(body);
        return parse(body, parser);
    }

    /** The first byte that differs tells: who sends a request of another protocol need not send eight bytes. */
    private static void checkMagic(ByteBuf in) throws NoHelloException {
        for (int at = 0; at < Math.min(4, in.readableBytes()); at++) {
            if (in.getByte(in.readerIndex() + at) != (byte) (MAGIC >>> (24 - 8 * at))) {
                throw new NoHelloException("the first bytes are no introduction");
            }
        }
    }

    private static void checkLength(int length) throws NoHelloException {
        if (length < 1 || length > MAX_MESSAGE_BYTES) {
            throw new NoHelloException("an introduction of " + length + " bytes");
        }
    }

    private static <T> T parse(byte[] body, Parser<T> parser) throws NoHelloException {
        try {
            return parser.parseFrom(body);
        } catch (InvalidProtocolBufferException e) {
            throw new NoHelloException("an introduction that cannot be read");
        }
    }
}
