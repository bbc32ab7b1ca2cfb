package io.maregistry.server.config;

import java.time.Duration;

/**
 * When and how snapshots are saved.
 *
 * @param everyEntries after so many log entries
 * @param every after so long, if there were entries
 * @param codec how the file is compressed
 */
public record SnapshotConfig(long everyEntries, Duration every, Codec codec) {

    /** Every 100,000 entries or 30 min, zstd. */
    public static final SnapshotConfig DEFAULT = new SnapshotConfig(100_000, Duration.ofMinutes(30), Codec.ZSTD);

    /** How a snapshot file is compressed. */
    public enum Codec {
        NONE,
        GZIP,
        ZSTD
    }
}
