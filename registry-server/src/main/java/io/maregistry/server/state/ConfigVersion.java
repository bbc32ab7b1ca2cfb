package io.maregistry.server.state;

import org.jspecify.annotations.Nullable;

/**
 * What a configuration item was made to say at some time, or that it was removed then.
 *
 * @param revision of the registry, which names the version
 * @param atMillis wall time of the leader, epoch milliseconds
 * @param content null = removed
 */
public record ConfigVersion(
        long revision, long atMillis, @Nullable ConfigText content) {

    static final int FRAME_BYTES = 100;

    /** What it counts of the limit on all configuration: its text, its content type, and {@value #FRAME_BYTES}. */
    long bytes() {
        return content == null
                ? FRAME_BYTES
                : FRAME_BYTES + content.contentType().length() + content.bytes();
    }
}
