package io.maregistry.server.config;

import java.time.Duration;

/**
 * What a node says about the age of its answers.
 *
 * @param staleAfter a node that has not heard from a leader for this long says {@code Complete: false}, 100 ms to 1 h
 */
public record ReadConfig(Duration staleAfter) {

    /** 10 s. */
    public static final ReadConfig DEFAULT = new ReadConfig(Duration.ofSeconds(10));

    public ReadConfig {
        new Rules("read.")
                .between("stale-after", staleAfter, Duration.ofMillis(100), Duration.ofHours(1))
                .check();
    }
}
