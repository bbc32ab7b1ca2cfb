package io.maregistry.server.http;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The bytes of an answer in memory, as pieces that are written one after another and shared between answers. Immutable;
 * nobody writes into a piece.
 */
sealed interface Body {

    /** No bytes. */
    Body EMPTY = new Bytes(new byte[0]);

    /** How many bytes there are in all. */
    long length();

    int pieces();

    /** The piece at that place, 0 to {@link #pieces()} - 1. */
    byte[] piece(int at);

    static Body of(byte[] bytes) {
        return new Bytes(bytes);
    }

    static Body of(String text) {
        return new Bytes(text.getBytes(StandardCharsets.UTF_8));
    }

    /** A JSON list of which {@code parts} are the items, some of them in each part with commas between them. */
    static Body list(List<byte[]> parts) {
        long length = 2L + Math.max(0, parts.size() - 1);
        for (byte[] part : parts) {
            length += part.length;
        }
        return new JsonList(parts, length);
    }

    /** All bytes in one array. */
    default byte[] toBytes() {
        byte[] all = new byte[Math.toIntExact(length())];
        int filled = 0;
        for (int at = 0; at < pieces(); at++) {
            byte[] piece = piece(at);
            System.arraycopy(piece, 0, all, filled, piece.length);
            filled += piece.length;
        }
        return all;
    }

    /** One piece. */
    record Bytes(byte[] bytes) implements Body {
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
    record JsonList(List<byte[]> parts, long length) implements Body {

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
}
