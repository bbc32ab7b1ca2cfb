package io.maregistry.server.config;

/**
 * How this node asks instances whether they serve, and how it calls them at all.
 *
 * @param loopback whether instances on this machine itself may be called; where others can register instances, they could
 *     have it call whatever listens here alone
 * @param concurrency how many probes are under way at once, at most, 1 to 100,000
 * @param trust whose certificates are believed: {@value #SYSTEM}, {@value #ANYBODY}, or a PEM file with authorities, seen
 *     from the data directory
 */
public record CheckConfig(boolean loopback, int concurrency, String trust) {

    /** {@link #trust} of those that the Java believes which runs this. */
    public static final String SYSTEM = "system";

    /** {@link #trust} of everybody, whatever the name. */
    public static final String ANYBODY = "anybody";

    /** Not this machine; 1,000; those of the system. */
    public static final CheckConfig DEFAULT = new CheckConfig(false, 1_000, SYSTEM);

    public CheckConfig {
        new Rules("check.")
                .between("concurrency", concurrency, 1, 100_000)
                .must(!trust.isBlank(), "trust", "be system, anybody or a file, was \"" + trust + '"')
                .check();
    }
}
