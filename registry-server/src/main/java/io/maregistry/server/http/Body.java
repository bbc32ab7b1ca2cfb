package io.maregistry.server.http;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The bytes of an answer. What is in memory is immutable and shared between answers. */
sealed interface Body permits Body.Pieces, Body.Stream, FileBody {

    /** The length of a body that nobody knows yet. */
    long UNKNOWN = -1;

    /** How many bytes there are in all, or {@link #UNKNOWN}. */
    long length();

    /** The answer is not sent after all. */
    default void release() {}

    static Pieces of(byte[] bytes) {
        return new Bytes(bytes);
    }

    static Pieces of(String text) {
        return new Bytes(text.getBytes(StandardCharsets.UTF_8));
    }

    /** A JSON list of which {@code parts} are the items, some of them in each part with commas between them. */
    static Pieces list(List<byte[]> parts) {
        long length = 2L + Math.max(0, parts.size() - 1);
        for (byte[] part : parts) {
            length += part.length;
        }
        return new JsonList(parts, length);
    }

    /** {@code inner} between other bytes. */
    static Pieces framed(byte[] before, Pieces inner, byte[] behind) {
        return new Framed(before, inner, behind);
    }

    /**
     * Bytes that come one after another, for as long as the connection lasts. The connection's event loop; it may be
     * released more than once.
     */
    non-sealed interface Stream extends Body {

        @Override
        default long length() {
            return UNKNOWN;
        }

        /** It is being written; {@code whenReady} is to be called where there is something to write again. */
        void begin(Runnable whenReady);

        /** Whether there may be something to write. */
        boolean hasMore();

        /** Writes what there is, at most that many bytes. */
        void writeTo(ByteBuf out, int most);

        /** Whether all is written and nothing will follow. */
        boolean isOver();

        /** Comes to its end soon, since the node stops. */
        void drain();

        /** Comes to its end soon, since the client has gone as far as anybody can tell: nobody is to be told why. */
        void leave();

        /** Whether something has been on its way for longer than that which has to be told as a whole. */
        boolean isLate(long maxNanos, long nowNanos);

        /** Looks at the clock; called from time to time. */
        void check(long nowNanos);

        /** What is to be done once all that was written so far has left for the client; null where nothing is. */
        default @Nullable Runnable takeWhenSent() {
            return null;
        }
    }

    /** Bytes in memory, as pieces that are written one after another. Nobody writes into a piece. */
    sealed interface Pieces extends Body {

        int pieces();

        /** The piece at that place, 0 to {@link #pieces()} - 1. */
        byte[] piece(int at);
    }

    /** One piece. */
    @SuppressWarnings("ArrayRecordComponent") // bodies are never compared
    record Bytes(byte[] bytes) implements Pieces {
        @Override
        public long length() {
            return bytes.length;
        }

        @Override
        public int pieces() {
            return 1;
        }

        @Override
        public byte[] piece(int at) {
            return bytes;
        }
    }

    /** Brackets, and between them the parts with commas between them. */
    record JsonList(List<byte[]> parts, long length) implements Pieces {

        private static final byte[] OPEN = {'['};
        private static final byte[] COMMA = {','};
        private static final byte[] CLOSE = {']'};
        private static final byte[] NONE = {};

        @Override
        public int pieces() {
            return Math.max(1, 2 * parts.size() - 1) + 2;
        }

        @Override
        public byte[] piece(int at) {
            if (at == 0) {
                return OPEN;
            }
            if (at == pieces() - 1) {
                return CLOSE;
            }
            if (parts.isEmpty()) {
                return NONE;
            }
            return at % 2 == 0 ? COMMA : parts.get(at / 2);
        }
    }

    /** Pieces between two others. */
    @SuppressWarnings("ArrayRecordComponent") // bodies are never compared
    record Framed(byte[] before, Pieces inner, byte[] behind) implements Pieces {
        @Override
        public long length() {
            return before.length + inner.length() + behind.length;
        }

        @Override
        public int pieces() {
            return inner.pieces() + 2;
        }

        @Override
        public byte[] piece(int at) {
            if (at == 0) {
                return before;
            }
            return at == pieces() - 1 ? behind : inner.piece(at - 1);
        }
    }
}
