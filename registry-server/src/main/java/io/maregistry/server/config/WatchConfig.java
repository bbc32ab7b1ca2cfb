package io.maregistry.server.config;

import java.time.Duration;

/**
 * How much is kept for subscribers.
 *
 * @param ring changes kept for those that come back, 1 to 10,000,000
 * @param ringBytes what these changes may take, 1 MiB to 4 GiB; whichever bound is reached first counts
 * @param queue events that may wait for one slow subscriber before they collapse, 1 to 1,000,000
 * @param queueBytes what these events may take, 4 KiB to 1 GiB
 * @param progress after so long without an event a subscriber is told the revision, 100 ms to 1 h
 */
public record WatchConfig(int ring, long ringBytes, int queue, long queueBytes, Duration progress) {

    /** 65,536 changes or 64 MiB; 1,024 events or 1 MiB; 15 s. */
    public static final WatchConfig DEFAULT =
            new WatchConfig(65_536, 64 * Sizes.MIB, 1_024, Sizes.MIB, Duration.ofSeconds(15));

    public WatchConfig {
        new Rules("watch.")
                .between("ring", ring, 1, 10_000_000)
                .sizeBetween("ring-size", ringBytes, Sizes.MIB, 4 * Sizes.GIB)
                .between("queue", queue, 1, 1_000_000)
                .sizeBetween("queue-size", queueBytes, 4 * Sizes.KIB, Sizes.GIB)
                .between("progress", progress, Duration.ofMillis(100), Duration.ofHours(1))
                .check();
    }
}
