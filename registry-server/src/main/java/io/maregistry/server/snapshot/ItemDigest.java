package io.maregistry.server.snapshot;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * The content of an item as far as it takes to tell it from another one: half of its SHA-256. A store that compares what it
 * holds with what it should keeps this of each, since all texts together may be as large as the registry's memory.
 * Immutable; any thread.
 */
public record ItemDigest(long high, long low) {

    public static ItemDigest of(String content) {
        byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
        ByteBuffer digest = ByteBuffer.wrap(Checksum.sha256().digest(bytes));
        return new ItemDigest(digest.getLong(), digest.getLong());
    }
}
