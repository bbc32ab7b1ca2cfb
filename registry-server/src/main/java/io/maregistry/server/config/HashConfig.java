package io.maregistry.server.config;

import java.time.Duration;

/**
 * The documents' election, for {@code election=hash}.
 *
 * @param probeEvery how often every other node is asked whether it is alive, 100 ms to 1 min
 * @param probeTimeout how long it may take to connect and to answer, 10 ms to 10 s, and no longer than {@code probeEvery}
 * @param syncEvery how often a follower compares itself with its leader, 50 ms to 1 min
 */
public record HashConfig(Duration probeEvery, Duration probeTimeout, Duration syncEvery) {

    /** The documents' 5 s and 500 ms; a follower looks every second, so that it is equal well within 5 s. */
    public static final HashConfig DEFAULT =
            new HashConfig(Duration.ofSeconds(5), Duration.ofMillis(500), Duration.ofSeconds(1));

    public HashConfig {
        new Rules("hash.")
                .between("probe-every", probeEvery, Duration.ofMillis(100), Duration.ofMinutes(1))
                .between("probe-timeout", probeTimeout, Duration.ofMillis(10), Duration.ofSeconds(10))
                .between("sync-every", syncEvery, Duration.ofMillis(50), Duration.ofMinutes(1))
                .must(
                        probeTimeout.compareTo(probeEvery) <= 0,
                        "probe-timeout",
                        "be at most hash.probe-every, " + Durations.print(probeEvery) + ", was "
                                + Durations.print(probeTimeout))
                .check();
    }
}
