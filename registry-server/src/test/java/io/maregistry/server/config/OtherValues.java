package io.maregistry.server.config;

import static java.util.Map.entry;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A configuration in which nothing is as by default: as text by key, and as records made by hand. */
final class OtherValues {

    /** Settings that can be written down but are refused, since their features are not built yet. */
    static final Map<String, String> NOT_AVAILABLE =
            Map.ofEntries(entry("raft.join", "127.0.0.1:10081"), entry("limits.body.json-depth", "16"));

    /** Another way to say http.listen; it has tests of its own. */
    static final String ALIAS = "server.port";

    static final Map<String, String> TEXTS = Map.ofEntries(
            entry("node.name", "b"),
            entry("data-dir", "/var/lib/maregistry"),
            entry("election", "hash"),
            entry("namespaces.strict", "true"),
            entry("hash.probe-every", "2s"),
            entry("hash.probe-timeout", "250ms"),
            entry("hash.sync-every", "300ms"),
            entry("lease.sweep", "500ms"),
            entry("lease.protection.ratio", "0.25"),
            entry("lease.protection.min", "3"),
            entry("lease.protection.rate", "0.1"),
            entry("lease.protection.hold", "35s"),
            entry("watch.ring", "1000"),
            entry("watch.ring-size", "8MiB"),
            entry("watch.queue", "10"),
            entry("watch.queue-size", "64KiB"),
            entry("watch.progress", "3s"),
            entry("check.loopback", "true"),
            entry("check.concurrency", "33"),
            entry("check.trust", "authorities.pem"),
            entry("store.type", "jdbc"),
            entry("store.import", "true"),
            entry("store.every", "1m"),
            entry("store.file.path", "x.json"),
            entry("store.jdbc.url", "jdbc:h2:mem:x"),
            entry("store.jdbc.user", "sa"),
            entry("store.jdbc.password-file", "/run/secret"),
            entry("store.redis.uri", "rediss://redis:6380"),
            entry("store.redis.user", "registry"),
            entry("store.redis.password-file", "/run/secret2"),
            entry("store.redis.prefix", "x"),
            entry("store.options", "region=eu,zone=a"),
            entry("limits.connections.watches", "12"),
            entry("limits.batch.renewals", "15"),
            entry("http.listen", "0.0.0.0:8181"),
            entry("http.advertise", "10.0.0.2:8182"),
            entry("grpc.listen", "0.0.0.0:9191"),
            entry("grpc.advertise", "10.0.0.2:9192"),
            entry("raft.listen", "10.0.0.2:7001"),
            entry("raft.advertise", "b.example:7000"),
            entry("raft.members", "a=a.example:7000,b=b.example:7000,c=[fd00::3]:7000"),
            entry("raft.bootstrap", "force"),
            entry("raft.election-timeout", "1s"),
            entry("raft.entries-in-flight", "8"),
            entry("raft.insecure", "true"),
            entry("server-list", "http://10.0.0.1:8182,http://10.0.0.2:8182"),
            entry("write-routing", "redirect"),
            entry("lease.profile", "redis"),
            entry("lease.default-ttl", "40s"),
            entry("lease.offline-grace", "15s"),
            entry("lease.tick", "100ms"),
            entry("read.stale-after", "5s"),
            entry("snapshot.every-entries", "500"),
            entry("snapshot.every", "10m"),
            entry("snapshot.codec", "gzip"),
            entry("disk.reserve", "1GiB"),
            entry("limits.min-ttl", "4s"),
            entry("limits.head.line", "4KiB"),
            entry("limits.head.size", "12KiB"),
            entry("limits.head.fields", "50"),
            entry("limits.head.time", "1s"),
            entry("limits.body.size", "2MiB"),
            entry("limits.body.time", "2s"),
            entry("limits.body.restore-size", "512MiB"),
            entry("limits.body.restore-time", "20m"),
            entry("limits.connections.count", "11"),
            entry("limits.connections.idle", "13s"),
            entry("limits.connections.blocked", "14s"),
            entry("limits.batch.registrations", "16"),
            entry("limits.parameters.entries", "17"),
            entry("limits.parameters.key", "18"),
            entry("limits.parameters.value", "19"),
            entry("limits.parameters.total", "20"),
            entry("limits.metrics.entries", "21"),
            entry("limits.metrics.length", "22"),
            entry("limits.instances.per-service", "23"),
            entry("limits.instances.services", "24"),
            entry("limits.instances.total", "25"),
            entry("limits.configs.items", "33"),
            entry("limits.configs.total", "34MiB"),
            entry("limits.time.read", "26s"),
            entry("limits.time.write", "27s"),
            entry("limits.time.restore", "28m"),
            entry("limits.time.leader", "29s"),
            entry("limits.waiting.writes", "30"),
            entry("limits.waiting.renewals", "31"),
            entry("limits.waiting.reads", "32"),
            entry("compat.renew-bumps-version", "false"),
            entry("log.level", "debug"),
            entry("log.format", "json"));

    /** What {@link #TEXTS} mean. */
    static final ServerConfig RECORDS = new ServerConfig(
            new NodeConfig("b", Path.of("/var/lib/maregistry")),
            Election.HASH,
            new HttpConfig(new Address("0.0.0.0", 8181), new Address("10.0.0.2", 8182)),
            new GrpcConfig(new Address("0.0.0.0", 9191), new Address("10.0.0.2", 9192)),
            new RaftConfig(
                    new Address("10.0.0.2", 7001),
                    new Address("b.example", 7000),
                    List.of(
                            new RaftConfig.Peer("a", new Address("a.example", 7000)),
                            new RaftConfig.Peer("b", new Address("b.example", 7000)),
                            new RaftConfig.Peer("c", new Address("fd00::3", 7000))),
                    Duration.ofSeconds(1),
                    RaftConfig.Bootstrap.FORCE,
                    true,
                    8),
            new HashConfig(Duration.ofSeconds(2), Duration.ofMillis(250), Duration.ofMillis(300)),
            List.of(new Address("10.0.0.1", 8182), new Address("10.0.0.2", 8182)),
            WriteRouting.REDIRECT,
            new LeaseConfig(
                    Duration.ofSeconds(40),
                    Duration.ofMillis(100),
                    Duration.ofMillis(500),
                    Duration.ofSeconds(15),
                    LeaseConfig.Profile.REDIS,
                    protection()),
            new ReadConfig(Duration.ofSeconds(5)),
            new NamespacesConfig(true),
            new SnapshotConfig(500, Duration.ofMinutes(10), SnapshotConfig.Codec.GZIP),
            new DiskConfig(1L << 30),
            new WatchConfig(1_000, 8 << 20, 10, 64 << 10, Duration.ofSeconds(3)),
            new CheckConfig(true, 33, "authorities.pem"),
            new StoreConfig(
                    StoreConfig.JDBC,
                    Duration.ofMinutes(1),
                    true,
                    "x.json",
                    new StoreConfig.Jdbc("jdbc:h2:mem:x", "sa", "/run/secret"),
                    new StoreConfig.Redis("rediss://redis:6380", "registry", "/run/secret2", "x"),
                    Map.of("region", "eu", "zone", "a")),
            new LimitsConfig(
                    Duration.ofSeconds(4),
                    new LimitsConfig.Head(4_096, 12_288, 50, Duration.ofSeconds(1)),
                    new LimitsConfig.Body(2 << 20, Duration.ofSeconds(2), 512L << 20, Duration.ofMinutes(20), 32),
                    new LimitsConfig.Connections(11, 12, Duration.ofSeconds(13), Duration.ofSeconds(14)),
                    new LimitsConfig.Batch(15, 16),
                    new LimitsConfig.Parameters(17, 18, 19, 20),
                    new LimitsConfig.Metrics(21, 22),
                    new LimitsConfig.Instances(23, 24, 25),
                    new LimitsConfig.Time(
                            Duration.ofSeconds(26),
                            Duration.ofSeconds(27),
                            Duration.ofMinutes(28),
                            Duration.ofSeconds(29)),
                    new LimitsConfig.Waiting(30, 31, 32),
                    new LimitsConfig.Configs(33, 34L << 20)),
            new CompatConfig(false),
            new LogConfig(LogConfig.Level.DEBUG, LogConfig.Format.JSON));

    private OtherValues() {}

    private static LeaseConfig.Protection protection() {
        return new LeaseConfig.Protection(250, 3, 100, Duration.ofSeconds(35));
    }
}
