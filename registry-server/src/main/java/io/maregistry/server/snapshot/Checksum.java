package io.maregistry.server.snapshot;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * How a full document ends: {@code ,"checksum":"<64 hexadecimal digits>"}} and nothing behind it, {@value #TAIL_LENGTH}
 * bytes. The digits are the SHA-256 of every byte before that comma, as the document is before it is compressed.
 */
final class Checksum {

    static final int TAIL_LENGTH = 79;

    private static final String BEFORE = ",\"checksum\":\"";
    private static final String BEHIND = "\"}";

    private Checksum() {}

    /** The last bytes of a document whose other bytes have that digest. */
    static byte[] tail(byte[] digest) {
        return (BEFORE + HexFormat.of().formatHex(digest) + BEHIND).getBytes(StandardCharsets.US_ASCII);
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }
}
