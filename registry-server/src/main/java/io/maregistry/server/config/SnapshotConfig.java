package io.maregistry.server.config;

import java.time.Duration;

/**
 * When and how snapshots are saved.
 *
 * @param everyEntries after so many log entries, 10 to 100,000,000
 * @param every after so long, if there were entries; 1 s to 24 h
 * @param codec how the file is compressed
 */
public record SnapshotConfig(long everyEntries, Duration every, Codec codec) {

    /** Every 100,000 entries or 30 min, zstd. */
    public static final SnapshotConfig DEFAULT = new SnapshotConfig(100_000, Duration.ofMinutes(30), Codec.ZSTD);

    public SnapshotConfig {
        new Rules("snapshot.")
                .between("every-entries", everyEntries, 10, 100_000_000)
                .between("every", every, Duration.ofSeconds(1), Duration.ofHours(24))
                .check();
    }

    /** How a snapshot file is compressed. */
    public enum Codec {
        NONE,
        GZIP,
        ZSTD
    }
}
