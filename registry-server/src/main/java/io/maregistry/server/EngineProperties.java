package io.maregistry.server;

import java.nio.file.Path;
import java.security.Security;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * System properties that the Raft engine and its transport read once, when their first class loads: set before that,
 * by whoever starts a process. A property that is set already stays as it is, so {@code -D} wins.
 */
final class EngineProperties {

    /** A node that moved is found again after this long, and not after the JVM's 30 s. */
    private static final String DNS_SECONDS = "5";

    private static final String DNS_MISSES_SECONDS = "1";

    private EngineProperties() {}

    /** Sets what is not set. What the engine writes on SIGUSR2 goes to {@code dataDir}, not to the working directory. */
    static void set(Path dataDir) {
        all(dataDir).forEach((name, value) -> {
            if (System.getProperty(name) == null) {
                System.setProperty(name, value);
            }
        });
        Security.setProperty("networkaddress.cache.ttl", DNS_SECONDS);
        Security.setProperty("networkaddress.cache.negative.ttl", DNS_MISSES_SECONDS);
    }

    /** Each property with its value. */
    static Map<String, String> all(Path dataDir) {
        Map<String, String> properties = new LinkedHashMap<>();
        // its messages were generated before protobuf 22; without this each class warns once
        properties.put("com.google.protobuf.use_unsafe_pre22_gencode", "true");
        // bolt's logging layer knows no Logback above 1.2; without it bolt logs by SLF4J like everyone
        properties.put("sofa.middleware.log.disable", "true");
        properties.put("sofa.middleware.log.internal.level", "ERROR");
        // 65 % of the threads at the same speed
        properties.put("bolt.tp.min", "2");
        properties.put("bolt.tp.max", "16");
        properties.put("jraft.append.entries.threads.send", "2");
        for (String timer : new String[] {"election", "vote", "step_down", "snapshot"}) {
            properties.put("jraft.timer.global_" + timer + "_timer_workers", "1");
        }
        properties.put("jraft.timer.global_scheduler_workers", "2");
        // a snapshot is sent in pieces of 1 MiB, and the sender's cost is quadratic in pieces of this buffer
        properties.put("jraft.byte_buf.size", "1048576");
        for (String report : new String[] {"node.describe", "node.metrics", "thread.pool.metrics"}) {
            properties.put("jraft.signal." + report + ".dir", dataDir.toString());
        }
        return properties;
    }
}
