package io.maregistry.server.raft;

import java.nio.file.Path;
import java.security.Security;
import java.util.Map;

/**
 * Properties of the process that the engine and the network read once, when their classes load; so whoever starts a
 * process sets them before the first one is used. What {@code -D} has set stays.
 */
public final class EngineProperties {

    private static final Map<String, String> DEFAULTS = Map.ofEntries(
            Map.entry("com.google.protobuf.use_unsafe_pre22_gencode", "true"), // its messages are that old, and say so
            Map.entry("sofa.middleware.log.disable", "true"), // bolt's own log files
            Map.entry("sofa.middleware.log.internal.level", "ERROR"),
            Map.entry("bolt.tp.min", "2"),
            Map.entry("bolt.tp.max", "16"),
            Map.entry("jraft.append.entries.threads.send", "2"),
            Map.entry("jraft.timer.global_election_timer_workers", "1"),
            Map.entry("jraft.timer.global_vote_timer_workers", "1"),
            Map.entry("jraft.timer.global_step_down_timer_workers", "1"),
            Map.entry("jraft.timer.global_snapshot_timer_workers", "1"),
            Map.entry("jraft.timer.global_scheduler_workers", "2"),
            // as large as what is copied in one request, or installing a snapshot becomes quadratic
            Map.entry("jraft.byte_buf.size", String.valueOf(Engine.COPY_BYTES)));

    /** A node whose address changed is found again after so long; the JVM's own 30 s kept it away for 25 s. */
    private static final String SECONDS_OF_A_NAME = "5";

    /** A node whose name is not known yet is looked for again after so long. */
    private static final String SECONDS_OF_NO_NAME = "1";

    private EngineProperties() {}

    /**
     * Sets what is not set yet, and how long names of nodes are remembered.
     *
     * @param directory where the engine writes its own reports when it gets SIGUSR2
     */
    public static void install(Path directory) {
        DEFAULTS.forEach(EngineProperties::setIfAbsent);
        for (String report : new String[] {"node.describe", "node.metrics", "thread.pool.metrics"}) {
            setIfAbsent("jraft.signal." + report + ".dir", directory.toString());
        }
        Security.setProperty("networkaddress.cache.ttl", SECONDS_OF_A_NAME);
        Security.setProperty("networkaddress.cache.negative.ttl", SECONDS_OF_NO_NAME);
    }

    private static void setIfAbsent(String key, String value) {
        if (System.getProperty(key) == null) {
            System.setProperty(key, value);
        }
    }
}
