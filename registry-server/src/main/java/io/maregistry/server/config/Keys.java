package io.maregistry.server.config;

import static io.maregistry.server.config.Kind.ADDRESS;
import static io.maregistry.server.config.Kind.COUNT;
import static io.maregistry.server.config.Kind.DURATION;
import static io.maregistry.server.config.Kind.FLAG;
import static io.maregistry.server.config.Kind.INT_SIZE;
import static io.maregistry.server.config.Kind.SHARE;
import static io.maregistry.server.config.Kind.SIZE;
import static io.maregistry.server.config.Kind.TEXT;
import static io.maregistry.server.config.Kind.oneOf;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The table of all settings, in the order in which they are shown. The defaults are those of the records. A setting is
 * one row here and one line in {@link Assembly}.
 */
final class Keys {

    // filled while this class loads, then copied to ALL
    private static final List<Key<?>> ROWS = new ArrayList<>();

    static final Key<String> NODE_NAME = row(Key.following(
            "node.name",
            TEXT,
            "the member at raft.advertise, n1 for a lone node",
            "this node's name among raft.members"));
    static final Key<Path> DATA_DIR = row(Key.following(
            "data-dir",
            Kind.PATH,
            "data beside bin/, or in the working directory",
            "the node's identity, its log and its snapshots"));
    static final Key<Election> ELECTION = row(Key.of(
            "election", oneOf(Election.class), Election.RAFT, "raft, or hash: by hashCode, unsafe in a partition"));

    static final Key<Integer> SERVER_PORT =
            row(Key.following("server.port", COUNT, "", "another way to set the port of http.listen"));
    static final Key<Address> HTTP_LISTEN =
            row(Key.of("http.listen", ADDRESS, HttpConfig.DEFAULT.listen(), "all endpoints over HTTP"));
    static final Key<Address> HTTP_ADVERTISE = row(Key.following(
            "http.advertise", ADDRESS, "http.listen", "how others reach it; needed when listen is a wildcard"));
    static final Key<Address> GRPC_LISTEN =
            row(Key.following("grpc.listen", ADDRESS, "http.listen, port + 1000", "the same over gRPC"));
    static final Key<Address> GRPC_ADVERTISE = row(Key.following(
            "grpc.advertise", ADDRESS, "grpc.listen", "how others reach it; needed when listen is a wildcard"));

    static final Key<Address> RAFT_LISTEN = row(Key.following(
            "raft.listen", ADDRESS, "http.listen, port + 2000", "the node port: everything between nodes"));
    static final Key<Address> RAFT_ADVERTISE =
            row(Key.following("raft.advertise", ADDRESS, "raft.listen", "this node's address as raft.members has it"));
    static final Key<List<RaftConfig.Peer>> RAFT_MEMBERS = row(Key.following(
            "raft.members",
            Kind.MEMBERS,
            "server-list, node port = HTTP port + 2000; neither: a lone node",
            "n1=host:port,n2=host:port,..., this node among them, up to 7"));
    static final Key<Address> RAFT_JOIN =
            row(Key.following("raft.join", ADDRESS, "", "a running cluster that this new node is to be added to"));
    static final Key<RaftConfig.Bootstrap> RAFT_BOOTSTRAP = row(Key.of(
            "raft.bootstrap",
            oneOf(RaftConfig.Bootstrap.class),
            RaftConfig.DEFAULT.bootstrap(),
            "force: a new cluster is born although a founder is silent"));
    static final Key<Duration> RAFT_ELECTION_TIMEOUT = row(Key.of(
            "raft.election-timeout",
            DURATION,
            RaftConfig.DEFAULT.electionTimeout(),
            "a lost leader is replaced within about twice this"));
    static final Key<Integer> RAFT_ENTRIES_IN_FLIGHT = row(Key.of(
            "raft.entries-in-flight",
            COUNT,
            RaftConfig.DEFAULT.entriesInFlight(),
            "entries under way before commands gather into the next"));
    static final Key<Boolean> RAFT_INSECURE = row(Key.of(
            "raft.insecure",
            FLAG,
            RaftConfig.DEFAULT.insecure(),
            "true: the node port may be reached from outside without authentication"));
    static final Key<List<Address>> SERVER_LIST = row(Key.following(
            "server-list", Kind.SERVERS, "", "HTTP addresses of all nodes, another way to name the members"));
    static final Key<Duration> HASH_PROBE_EVERY = row(Key.of(
            "hash.probe-every",
            DURATION,
            HashConfig.DEFAULT.probeEvery(),
            "for election=hash: how often each other node is asked whether it lives"));
    static final Key<Duration> HASH_PROBE_TIMEOUT = row(Key.of(
            "hash.probe-timeout", DURATION, HashConfig.DEFAULT.probeTimeout(), "to connect, and for its answer"));
    static final Key<Duration> HASH_SYNC_EVERY = row(Key.of(
            "hash.sync-every",
            DURATION,
            HashConfig.DEFAULT.syncEvery(),
            "how often a follower compares itself with its leader"));
    static final Key<WriteRouting> WRITE_ROUTING = row(Key.following(
            "write-routing",
            oneOf(WriteRouting.class),
            "forward; reject for election=hash",
            "what a follower does with a write: forward, reject (421) or redirect (307)"));

    static final Key<LeaseConfig.Profile> LEASE_PROFILE = row(Key.of(
            "lease.profile",
            oneOf(LeaseConfig.Profile.class),
            LeaseConfig.DEFAULT.profile(),
            "redis: offline after 60s, removed after 90s"));
    static final Key<Duration> LEASE_DEFAULT_TTL = row(Key.following(
            "lease.default-ttl", DURATION, "lease.profile: 20s, redis 60s", "of an instance that names none"));
    static final Key<Duration> LEASE_OFFLINE_GRACE = row(
            Key.following("lease.offline-grace", DURATION, "lease.profile: 0s, redis 30s", "from hidden to removed"));
    static final Key<Duration> LEASE_TICK = row(Key.of(
            "lease.tick",
            DURATION,
            LeaseConfig.DEFAULT.tick(),
            "renewals gather this long before they become one log entry"));
    static final Key<Duration> LEASE_SWEEP = row(
            Key.of("lease.sweep", DURATION, LeaseConfig.DEFAULT.sweep(), "how often overdue leases are looked for"));
    static final Key<Integer> PROTECTION_RATIO = row(Key.of(
            "lease.protection.ratio",
            SHARE,
            LeaseConfig.DEFAULT.protection().ratioPerMille(),
            "share of a service's instances that may fall silent at once"));
    static final Key<Integer> PROTECTION_MIN = row(Key.of(
            "lease.protection.min",
            COUNT,
            LeaseConfig.DEFAULT.protection().min(),
            "services with fewer instances are not protected"));
    static final Key<Integer> PROTECTION_RATE = row(Key.of(
            "lease.protection.rate",
            SHARE,
            LeaseConfig.DEFAULT.protection().ratePerMille(),
            "share removed per second once the hold is over"));
    static final Key<Duration> PROTECTION_HOLD = row(Key.following(
            "lease.protection.hold", DURATION, "lease.default-ttl", "how long the silent then stay listed"));

    static final Key<Duration> READ_STALE_AFTER = row(Key.of(
            "read.stale-after",
            DURATION,
            ReadConfig.DEFAULT.staleAfter(),
            "without a leader for this long, answers say that they may be old"));
    static final Key<Boolean> NAMESPACES_STRICT = row(Key.of(
            "namespaces.strict",
            FLAG,
            NamespacesConfig.DEFAULT.strict(),
            "true: a namespace has to be created before it is used"));

    static final Key<Integer> SNAPSHOT_EVERY_ENTRIES = row(Key.of(
            "snapshot.every-entries",
            COUNT,
            (int) SnapshotConfig.DEFAULT.everyEntries(),
            "taken after this many log entries"));
    static final Key<Duration> SNAPSHOT_EVERY =
            row(Key.of("snapshot.every", DURATION, SnapshotConfig.DEFAULT.every(), "or this long after the last"));
    static final Key<SnapshotConfig.Codec> SNAPSHOT_CODEC = row(Key.of(
            "snapshot.codec",
            oneOf(SnapshotConfig.Codec.class),
            SnapshotConfig.DEFAULT.codec(),
            "how the file is compressed: none, gzip, zstd"));
    static final Key<Long> DISK_RESERVE = row(
            Key.of("disk.reserve", SIZE, DiskConfig.DEFAULT.reserveBytes(), "writes are refused while less is free"));

    static final Key<Integer> WATCH_RING =
            row(Key.of("watch.ring", COUNT, WatchConfig.DEFAULT.ring(), "changes kept for subscribers that come back"));
    static final Key<Long> WATCH_RING_SIZE =
            row(Key.of("watch.ring-size", SIZE, WatchConfig.DEFAULT.ringBytes(), "what these changes may take"));
    static final Key<Integer> WATCH_QUEUE = row(
            Key.of("watch.queue", COUNT, WatchConfig.DEFAULT.queue(), "events that may wait for one slow subscriber"));
    static final Key<Long> WATCH_QUEUE_SIZE =
            row(Key.of("watch.queue-size", SIZE, WatchConfig.DEFAULT.queueBytes(), "what these events may take"));
    static final Key<Duration> WATCH_PROGRESS = row(Key.of(
            "watch.progress",
            DURATION,
            WatchConfig.DEFAULT.progress(),
            "after so long without an event a subscriber is told the revision"));

    static final Key<Boolean> CHECK_LOOPBACK = row(Key.of(
            "check.loopback",
            FLAG,
            CheckConfig.DEFAULT.loopback(),
            "true: instances on this machine itself may be called, too"));
    static final Key<Integer> CHECK_CONCURRENCY = row(Key.of(
            "check.concurrency",
            COUNT,
            CheckConfig.DEFAULT.concurrency(),
            "active checks that this node has under way at once"));
    static final Key<String> CHECK_TRUST = row(Key.of(
            "check.trust",
            TEXT,
            CheckConfig.DEFAULT.trust(),
            "whose certificates are believed: system, anybody, or a PEM file, seen from data-dir"));

    static final Key<String> STORE_TYPE = row(Key.following(
            "store.type",
            TEXT,
            "none; file for election=hash",
            "where hash mode persists and Raft mode exports to: none, file, jdbc, redis, or one that was added"));
    static final Key<Duration> STORE_EVERY =
            row(Key.of("store.every", DURATION, StoreConfig.DEFAULT.every(), "how often it is written"));
    static final Key<Boolean> STORE_IMPORT =
            row(Key.of("store.import", FLAG, StoreConfig.DEFAULT.imported(), "true: an empty registry reads it once"));
    static final Key<String> STORE_FILE_PATH =
            row(Key.of("store.file.path", TEXT, StoreConfig.DEFAULT.path(), "for store.type=file; seen from data-dir"));
    static final Key<String> STORE_JDBC_URL = row(Key.of(
            "store.jdbc.url", TEXT, StoreConfig.DEFAULT.jdbc().url(), "for store.type=jdbc, without a password"));
    static final Key<String> STORE_JDBC_USER =
            row(Key.of("store.jdbc.user", TEXT, StoreConfig.DEFAULT.jdbc().user(), "who the database is opened as"));
    static final Key<String> STORE_JDBC_PASSWORD_FILE = row(Key.of(
            "store.jdbc.password-file",
            TEXT,
            StoreConfig.DEFAULT.jdbc().passwordFile(),
            "its first line is the password; seen from data-dir"));
    static final Key<String> STORE_REDIS_URI = row(Key.of(
            "store.redis.uri",
            TEXT,
            StoreConfig.DEFAULT.redis().uri(),
            "for store.type=redis, without user and password"));
    static final Key<String> STORE_REDIS_USER = row(Key.of(
            "store.redis.user",
            TEXT,
            StoreConfig.DEFAULT.redis().user(),
            "who it is opened as; empty: Redis' default user"));
    static final Key<String> STORE_REDIS_PASSWORD_FILE = row(Key.of(
            "store.redis.password-file",
            TEXT,
            StoreConfig.DEFAULT.redis().passwordFile(),
            "its first line is the password; seen from data-dir"));
    static final Key<String> STORE_REDIS_PREFIX = row(Key.of(
            "store.redis.prefix",
            TEXT,
            StoreConfig.DEFAULT.redis().prefix(),
            "what its keys begin with; empty: the redis-registry's own layout"));
    static final Key<Map<String, String>> STORE_OPTIONS = row(Key.of(
            "store.options",
            Kind.OPTIONS,
            StoreConfig.DEFAULT.options(),
            "name=value,name=value,... for a store that was added; no secrets"));

    static final Key<Duration> LIMITS_MIN_TTL = row(Key.of(
            "limits.min-ttl",
            DURATION,
            LimitsConfig.DEFAULT.minTtl(),
            "registrations with a shorter lease are refused"));
    static final Key<Integer> HEAD_LINE =
            row(Key.of("limits.head.line", INT_SIZE, LimitsConfig.Head.DEFAULT.lineBytes(), "the request line"));
    static final Key<Integer> HEAD_SIZE =
            row(Key.of("limits.head.size", INT_SIZE, LimitsConfig.Head.DEFAULT.sizeBytes(), "the whole head"));
    static final Key<Integer> HEAD_FIELDS =
            row(Key.of("limits.head.fields", COUNT, LimitsConfig.Head.DEFAULT.fields(), "its header fields"));
    static final Key<Duration> HEAD_TIME =
            row(Key.of("limits.head.time", DURATION, LimitsConfig.Head.DEFAULT.time(), "until it is complete"));
    static final Key<Integer> BODY_SIZE = row(
            Key.of("limits.body.size", INT_SIZE, LimitsConfig.Body.DEFAULT.sizeBytes(), "any body but a restore's"));
    static final Key<Duration> BODY_TIME =
            row(Key.of("limits.body.time", DURATION, LimitsConfig.Body.DEFAULT.time(), "until it is complete"));
    static final Key<Long> BODY_RESTORE_SIZE = row(
            Key.of("limits.body.restore-size", SIZE, LimitsConfig.Body.DEFAULT.restoreSizeBytes(), "a restore's body"));
    static final Key<Duration> BODY_RESTORE_TIME = row(Key.of(
            "limits.body.restore-time", DURATION, LimitsConfig.Body.DEFAULT.restoreTime(), "until it is complete"));
    static final Key<Integer> BODY_JSON_DEPTH = row(Key.of(
            "limits.body.json-depth",
            COUNT,
            LimitsConfig.Body.DEFAULT.jsonDepth(),
            "how deep objects and lists may nest"));
    static final Key<Integer> CONNECTIONS_COUNT = row(
            Key.of("limits.connections.count", COUNT, LimitsConfig.Connections.DEFAULT.count(), "open on this node"));
    static final Key<Integer> CONNECTIONS_WATCHES = row(Key.of(
            "limits.connections.watches",
            COUNT,
            LimitsConfig.Connections.DEFAULT.watches(),
            "watches and long polls on this node"));
    static final Key<Duration> CONNECTIONS_IDLE = row(Key.of(
            "limits.connections.idle",
            DURATION,
            LimitsConfig.Connections.DEFAULT.idle(),
            "closed after so long between requests"));
    static final Key<Duration> CONNECTIONS_BLOCKED = row(Key.of(
            "limits.connections.blocked",
            DURATION,
            LimitsConfig.Connections.DEFAULT.blocked(),
            "closed when the client has read nothing for so long"));
    static final Key<Integer> BATCH_RENEWALS =
            row(Key.of("limits.batch.renewals", COUNT, LimitsConfig.Batch.DEFAULT.renewals(), "items in one request"));
    static final Key<Integer> BATCH_REGISTRATIONS = row(Key.of(
            "limits.batch.registrations", COUNT, LimitsConfig.Batch.DEFAULT.registrations(), "items in one request"));
    static final Key<Integer> PARAMETERS_ENTRIES = row(Key.of(
            "limits.parameters.entries", COUNT, LimitsConfig.Parameters.DEFAULT.entries(), "pairs of one instance"));
    static final Key<Integer> PARAMETERS_KEY =
            row(Key.of("limits.parameters.key", COUNT, LimitsConfig.Parameters.DEFAULT.key(), "characters of a key"));
    static final Key<Integer> PARAMETERS_VALUE = row(
            Key.of("limits.parameters.value", COUNT, LimitsConfig.Parameters.DEFAULT.value(), "characters of a value"));
    static final Key<Integer> PARAMETERS_TOTAL = row(Key.of(
            "limits.parameters.total", COUNT, LimitsConfig.Parameters.DEFAULT.total(), "bytes of all keys and values"));
    static final Key<Integer> METRICS_ENTRIES = row(
            Key.of("limits.metrics.entries", COUNT, LimitsConfig.Metrics.DEFAULT.entries(), "numbers of one instance"));
    static final Key<Integer> METRICS_LENGTH = row(
            Key.of("limits.metrics.length", COUNT, LimitsConfig.Metrics.DEFAULT.length(), "characters of a number"));
    static final Key<Integer> INSTANCES_PER_SERVICE = row(Key.of(
            "limits.instances.per-service",
            COUNT,
            LimitsConfig.Instances.DEFAULT.perService(),
            "instances in one service"));
    static final Key<Integer> INSTANCES_SERVICES = row(Key.of(
            "limits.instances.services",
            COUNT,
            LimitsConfig.Instances.DEFAULT.services(),
            "services with at least one instance"));
    static final Key<Integer> INSTANCES_TOTAL =
            row(Key.of("limits.instances.total", COUNT, LimitsConfig.Instances.DEFAULT.total(), "instances in all"));
    static final Key<Integer> CONFIGS_ITEMS =
            row(Key.of("limits.configs.items", COUNT, LimitsConfig.Configs.DEFAULT.items(), "configuration items"));
    static final Key<Long> CONFIGS_TOTAL = row(Key.of(
            "limits.configs.total",
            SIZE,
            LimitsConfig.Configs.DEFAULT.totalBytes(),
            "all configuration items; earlier versions leave first"));
    static final Key<Duration> TIME_READ =
            row(Key.of("limits.time.read", DURATION, LimitsConfig.Time.DEFAULT.read(), "a linearizable read"));
    static final Key<Duration> TIME_WRITE = row(Key.of(
            "limits.time.write",
            DURATION,
            LimitsConfig.Time.DEFAULT.write(),
            "a write until it is committed and applied"));
    static final Key<Duration> TIME_RESTORE =
            row(Key.of("limits.time.restore", DURATION, LimitsConfig.Time.DEFAULT.restore(), "a restore likewise"));
    static final Key<Duration> TIME_LEADER =
            row(Key.of("limits.time.leader", DURATION, LimitsConfig.Time.DEFAULT.leader(), "waiting for a leader"));
    static final Key<Integer> WAITING_WRITES =
            row(Key.of("limits.waiting.writes", COUNT, LimitsConfig.Waiting.DEFAULT.writes(), "waiting on this node"));
    static final Key<Integer> WAITING_RENEWALS = row(Key.of(
            "limits.waiting.renewals", COUNT, LimitsConfig.Waiting.DEFAULT.renewals(), "items waiting on this node"));
    static final Key<Integer> WAITING_READS = row(Key.of(
            "limits.waiting.reads",
            COUNT,
            LimitsConfig.Waiting.DEFAULT.reads(),
            "linearizable ones waiting on this node; as many may wait for a revision"));

    static final Key<Boolean> RENEW_BUMPS_VERSION = row(Key.of(
            "compat.renew-bumps-version",
            FLAG,
            CompatConfig.DEFAULT.renewBumpsVersion(),
            "the documents' renewals raise the documents' counters"));
    static final Key<LogConfig.Level> LOG_LEVEL = row(Key.of(
            "log.level",
            oneOf(LogConfig.Level.class),
            LogConfig.DEFAULT.level(),
            "the least that is logged: error, warn, info, debug, trace"));
    static final Key<LogConfig.Format> LOG_FORMAT = row(Key.of(
            "log.format",
            oneOf(LogConfig.Format.class),
            LogConfig.DEFAULT.format(),
            "text, or json: one object a line"));

    /** All settings in the order of the table. */
    static final List<Key<?>> ALL = List.copyOf(ROWS);

    static final Map<String, Key<?>> BY_NAME = by(Key::name);
    static final Map<String, Key<?>> BY_FLAG = by(Key::flag);
    static final Map<String, Key<?>> BY_VARIABLE = by(Key::variable);

    private Keys() {}

    private static <T> Key<T> row(Key<T> key) {
        ROWS.add(key);
        return key;
    }

    private static Map<String, Key<?>> by(Function<Key<?>, String> spelling) {
        return ALL.stream().collect(Collectors.toUnmodifiableMap(spelling, key -> key));
    }
}
