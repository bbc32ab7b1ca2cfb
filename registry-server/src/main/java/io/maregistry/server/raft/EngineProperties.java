package io.maregistry.server.raft;

import java.nio.file.Path;
import java.util.Map;

/**
 * System properties that the engine reads once, when its classes load; so they must be set before the first one is used.
 * What the launcher or a user has set stays.
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

    private EngineProperties() {}

    /**
     * Sets what is not set yet.
     *
     * @param directory where the engine writes its own reports when it gets SIGUSR2
     */
    public static void install(Path directory) {
        DEFAULTS.forEach(EngineProperties::setIfAbsent);
        for (String report : new String[] {"node.describe", "node.metrics", "thread.pool.metrics"}) {
            setIfAbsent("jraft.signal." + report + ".dir", directory.toString());
        }
    }

    private static void setIfAbsent(String key, String value) {
        if (System.getProperty(key) == null) {
            System.setProperty(key, value);
        }
    }
}
