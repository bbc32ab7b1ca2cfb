package io.maregistry.server.snapshot;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * Reads a document and keeps account of its checksum: what has been read is digested {@link Checksum#TAIL_LENGTH} bytes
 * late, so that at the end those bytes are the tail and the digest is that of all before them. One thread.
 */
final class ChecksumInput extends FilterInputStream {

    private final MessageDigest digest = Checksum.sha256();
    private final byte[] held = new byte[Checksum.TAIL_LENGTH];
    private int heldLength;

    ChecksumInput(InputStream in) {
        super(in);
    }

    /** True where everything that was read ends as a full document must; ask once, at the end. */
    boolean endsInItsChecksum() {
        return heldLength == held.length && Arrays.equals(held, Checksum.tail(cloned().digest()));
    }

    /** The SHA-256 of everything that was read, as 64 hexadecimal digits; ask at the end. */
    String sha256() {
        MessageDigest whole = cloned();
        whole.update(held, 0, heldLength);
        return HexFormat.of().formatHex(whole.digest());
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int wanted) throws IOException {
        int read = super.read(bytes, offset, wanted);
        if (read > 0) {
            account(bytes, offset, read);
        }
        return read;
    }

    @Override
    public long skip(long bytes) {
        throw new UnsupportedOperationException("every byte must be read");
    }

    @Override
    public boolean markSupported() {
        return false;
    }

    private void account(byte[] bytes, int offset, int read) {
        if (read >= held.length) {
            digest.update(held, 0, heldLength);
            digest.update(bytes, offset, read - held.length);
            System.arraycopy(bytes, offset + read - held.length, held, 0, held.length);
            heldLength = held.length;
            return;
        }
        int surplus = Math.max(0, heldLength + read - held.length);
        digest.update(held, 0, surplus);
        System.arraycopy(held, surplus, held, 0, heldLength - surplus);
        System.arraycopy(bytes, offset, held, heldLength - surplus, read);
        heldLength += read - surplus;
    }

    private MessageDigest cloned() {
        try {
            return (MessageDigest) digest.clone();
        } catch (CloneNotSupportedException impossible) {
            throw new IllegalStateException("the platform's SHA-256 can be copied", impossible);
        }
    }
}
