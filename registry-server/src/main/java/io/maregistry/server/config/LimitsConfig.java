package io.maregistry.server.config;

import java.time.Duration;

/**
 * How much a node takes before it says no. Each theme is one record; {@code docs/configuration.md} has them all, and
 * {@code /openapi.yaml} the answers.
 *
 * @param minTtl registrations with a shorter lease are refused, 3 s to 1 h
 * @param head the head of a request
 * @param body its body
 * @param connections how many, and how patient
 * @param batch items in one request
 * @param parameters of one instance
 * @param metrics of one instance
 * @param instances registered in all; part of the replicated settings
 * @param time how long an answer may take
 * @param waiting how much may wait on this node
 * @param configs configuration items; part of the replicated settings
 */
public record LimitsConfig(
        Duration minTtl,
        Head head,
        Body body,
        Connections connections,
        Batch batch,
        Parameters parameters,
        Metrics metrics,
        Instances instances,
        Time time,
        Waiting waiting,
        Configs configs) {

    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration HOUR = Duration.ofHours(1);

    /** The defaults of every theme. */
    public static final LimitsConfig DEFAULT = new LimitsConfig(
            Duration.ofSeconds(3),
            Head.DEFAULT,
            Body.DEFAULT,
            Connections.DEFAULT,
            Batch.DEFAULT,
            Parameters.DEFAULT,
            Metrics.DEFAULT,
            Instances.DEFAULT,
            Time.DEFAULT,
            Waiting.DEFAULT,
            Configs.DEFAULT);

    public LimitsConfig {
        new Rules("limits.")
                .between("min-ttl", minTtl, Duration.ofSeconds(3), HOUR)
                .check();
    }

    /** With the usual limits of configuration items. */
    public LimitsConfig(
            Duration minTtl,
            Head head,
            Body body,
            Connections connections,
            Batch batch,
            Parameters parameters,
            Metrics metrics,
            Instances instances,
            Time time,
            Waiting waiting) {
        this(minTtl, head, body, connections, batch, parameters, metrics, instances, time, waiting, Configs.DEFAULT);
    }

    /**
     * The head of a request.
     *
     * @param lineBytes the request line, 128 B to 1 MiB; over it: 414
     * @param sizeBytes the whole head, 256 B to 16 MiB; over it: 431
     * @param fields its header fields, 8 to 10,000; over it: 431
     * @param time until it is complete, 100 ms to 1 h; over it: 408
     */
    public record Head(int lineBytes, int sizeBytes, int fields, Duration time) {

        static final Head DEFAULT = new Head(8_192, 16_384, 100, Duration.ofSeconds(10));

        public Head {
            new Rules("limits.head.")
                    .sizeBetween("line", lineBytes, 128, Sizes.MIB)
                    .sizeBetween("size", sizeBytes, 256, 16 * Sizes.MIB)
                    .between("fields", fields, 8, 10_000)
                    .between("time", time, Duration.ofMillis(100), HOUR)
                    .check();
        }
    }

    /**
     * The body of a request. Over a size: 413; over a time: 408.
     *
     * @param sizeBytes any but a restore's, 1 KiB to 64 MiB
     * @param time until it is complete, 100 ms to 1 h
     * @param restoreSizeBytes a restore's, 1 KiB to 1 GiB, the longest document
     * @param restoreTime until a restore's is complete, 1 s to 24 h
     * @param jsonDepth how deep objects and lists may nest, 8 to 1,000; over it: 400
     */
    public record Body(int sizeBytes, Duration time, long restoreSizeBytes, Duration restoreTime, int jsonDepth) {

        static final Body DEFAULT = new Body(1 << 20, Duration.ofSeconds(20), Sizes.GIB, Duration.ofMinutes(10), 32);

        public Body {
            new Rules("limits.body.")
                    .sizeBetween("size", sizeBytes, Sizes.KIB, 64 * Sizes.MIB)
                    .between("time", time, Duration.ofMillis(100), HOUR)
                    .sizeBetween("restore-size", restoreSizeBytes, Sizes.KIB, Sizes.GIB)
                    .between("restore-time", restoreTime, SECOND, Duration.ofHours(24))
                    .between("json-depth", jsonDepth, 8, 1_000)
                    .check();
        }
    }

    /**
     * Connections of one node.
     *
     * @param count open ones, 1 to 1,000,000; over it: closed
     * @param watches watches and long polls, 1 to 1,000,000; over it: 429
     * @param idle between two requests, 100 ms to 1 h; over it: closed
     * @param blocked while the client reads nothing, 100 ms to 1 h; over it: closed
     */
    public record Connections(int count, int watches, Duration idle, Duration blocked) {

        static final Connections DEFAULT =
                new Connections(20_000, 20_000, Duration.ofSeconds(30), Duration.ofSeconds(20));

        public Connections {
            new Rules("limits.connections.")
                    .between("count", count, 1, 1_000_000)
                    .between("watches", watches, 1, 1_000_000)
                    .between("idle", idle, Duration.ofMillis(100), HOUR)
                    .between("blocked", blocked, Duration.ofMillis(100), HOUR)
                    .check();
        }
    }

    /**
     * Items in one request; over it: 400.
     *
     * @param renewals 1 to 4,096, which is what one log entry takes
     * @param registrations 1 to 1,000
     */
    public record Batch(int renewals, int registrations) {

        static final Batch DEFAULT = new Batch(4_096, 1_000);

        public Batch {
            new Rules("limits.batch.")
                    .between("renewals", renewals, 1, 4_096)
                    .between("registrations", registrations, 1, 1_000)
                    .check();
        }
    }

    /**
     * The parameters of one instance; over it: 400.
     *
     * @param entries pairs, 0 to 10,000
     * @param key characters of a key, 1 to 4,096
     * @param value characters of a value, 1 to 65,536
     * @param total bytes of all keys and values in UTF-8, 1 to 1,048,576
     */
    public record Parameters(int entries, int key, int value, int total) {

        static final Parameters DEFAULT = new Parameters(128, 128, 4_096, 65_536);

        public Parameters {
            new Rules("limits.parameters.")
                    .between("entries", entries, 0, 10_000)
                    .between("key", key, 1, 4_096)
                    .between("value", value, 1, 65_536)
                    .between("total", total, 1, 1_048_576)
                    .check();
        }
    }

    /**
     * The metrics of one instance; over it: 400.
     *
     * @param entries numbers, 0 to 1,000
     * @param length characters of a number, 1 to 32
     */
    public record Metrics(int entries, int length) {

        static final Metrics DEFAULT = new Metrics(64, 32);

        public Metrics {
            new Rules("limits.metrics.")
                    .between("entries", entries, 0, 1_000)
                    .between("length", length, 1, 32)
                    .check();
        }
    }

    /**
     * What may be registered; over it: 409 QUOTA_EXCEEDED. The leader makes these settings of the cluster.
     *
     * @param perService in one service, 1 to 10,000,000
     * @param services with at least one instance, 1 to 10,000,000
     * @param total in all, 1 to 100,000,000
     */
    public record Instances(int perService, int services, int total) {

        static final Instances DEFAULT = new Instances(200_000, 200_000, 2_000_000);

        public Instances {
            new Rules("limits.instances.")
                    .between("per-service", perService, 1, 10_000_000)
                    .between("services", services, 1, 10_000_000)
                    .between("total", total, 1, 100_000_000)
                    .check();
        }
    }

    /**
     * Configuration items; over it: 409 QUOTA_EXCEEDED. The leader makes these settings of the cluster.
     *
     * @param items how many, 1 to 10,000,000
     * @param totalBytes of all of them, 1 MiB to 16 GiB; what they said before is kept as far as that leaves room
     */
    public record Configs(int items, long totalBytes) {

        static final Configs DEFAULT = new Configs(100_000, 256L << 20);

        public Configs {
            new Rules("limits.configs.")
                    .between("items", items, 1, 10_000_000)
                    .sizeBetween("total", totalBytes, Sizes.MIB, 16 * Sizes.GIB)
                    .check();
        }
    }

    /**
     * How long an answer may take.
     *
     * @param read a linearizable read, 100 ms to 1 h; over it: 503
     * @param write a write until it is committed and applied, 100 ms to 1 h; over it: 504
     * @param restore a restore likewise, 1 s to 24 h; over it: 504
     * @param leader waiting for a leader, 0 to 1 h; over it: 503
     */
    public record Time(Duration read, Duration write, Duration restore, Duration leader) {

        static final Time DEFAULT =
                new Time(Duration.ofSeconds(3), Duration.ofSeconds(5), Duration.ofMinutes(10), Duration.ofSeconds(3));

        public Time {
            new Rules("limits.time.")
                    .between("read", read, Duration.ofMillis(100), HOUR)
                    .between("write", write, Duration.ofMillis(100), HOUR)
                    .between("restore", restore, SECOND, Duration.ofHours(24))
                    .between("leader", leader, Duration.ZERO, HOUR)
                    .check();
        }
    }

    /**
     * What may wait on one node; over it: 429.
     *
     * @param writes 1 to 1,000,000
     * @param renewals items, 1 to 10,000,000
     * @param reads linearizable ones, 1 to 10,000,000
     */
    public record Waiting(int writes, int renewals, int reads) {

        static final Waiting DEFAULT = new Waiting(8_192, 200_000, 20_000);

        public Waiting {
            new Rules("limits.waiting.")
                    .between("writes", writes, 1, 1_000_000)
                    .between("renewals", renewals, 1, 10_000_000)
                    .between("reads", reads, 1, 10_000_000)
                    .check();
        }
    }
}
