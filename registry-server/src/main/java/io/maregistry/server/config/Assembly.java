package io.maregistry.server.config;

import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Makes the records from the values of {@link Keys}. A record that refuses its values hands over its faults and is
 * replaced by its default, so that the others are looked at as well.
 */
final class Assembly {

    private final Values values;
    private final Consumer<Fault> faults;

    Assembly(Values values, Consumer<Fault> faults) {
        this.values = values;
        this.faults = faults;
    }

    /** All parts, checked each by itself; {@link ServerConfig.Builder#build()} checks them together. */
    ServerConfig.Builder parts() {
        ServerConfig.Builder builder = ServerConfig.builder()
                .election(the(Keys.ELECTION))
                .serverList(values.has(Keys.SERVER_LIST) ? the(Keys.SERVER_LIST) : List.of())
                .writeRouting(the(Keys.WRITE_ROUTING))
                .namespaces(new NamespacesConfig(the(Keys.NAMESPACES_STRICT)))
                .compat(new CompatConfig(the(Keys.RENEW_BUMPS_VERSION)))
                .log(new LogConfig(the(Keys.LOG_LEVEL), the(Keys.LOG_FORMAT)))
                .lease(lease())
                .check(check())
                .store(store())
                .limits(limits())
                .hash(orElse(
                        HashConfig.DEFAULT,
                        () -> new HashConfig(
                                the(Keys.HASH_PROBE_EVERY), the(Keys.HASH_PROBE_TIMEOUT), the(Keys.HASH_SYNC_EVERY))));
        addNode(builder);
        addPorts(builder);
        addStorage(builder);
        return builder;
    }

    private void addNode(ServerConfig.Builder builder) {
        NodeConfig lone = new NodeConfig(NodeConfig.LONE_NAME, the(Keys.DATA_DIR));
        builder.node(orElse(lone, () -> new NodeConfig(the(Keys.NODE_NAME), the(Keys.DATA_DIR))));
    }

    private void addPorts(ServerConfig.Builder builder) {
        builder.http(orElse(HttpConfig.DEFAULT, () -> new HttpConfig(the(Keys.HTTP_LISTEN), the(Keys.HTTP_ADVERTISE))));
        builder.grpc(orElse(GrpcConfig.DEFAULT, () -> new GrpcConfig(the(Keys.GRPC_LISTEN), the(Keys.GRPC_ADVERTISE))));
        builder.raft(orElse(
                RaftConfig.DEFAULT,
                () -> new RaftConfig(
                        the(Keys.RAFT_LISTEN),
                        the(Keys.RAFT_ADVERTISE),
                        the(Keys.RAFT_MEMBERS),
                        the(Keys.RAFT_ELECTION_TIMEOUT),
                        the(Keys.RAFT_BOOTSTRAP),
                        the(Keys.RAFT_INSECURE),
                        the(Keys.RAFT_ENTRIES_IN_FLIGHT))));
    }

    private void addStorage(ServerConfig.Builder builder) {
        builder.read(orElse(ReadConfig.DEFAULT, () -> new ReadConfig(the(Keys.READ_STALE_AFTER))));
        builder.disk(orElse(DiskConfig.DEFAULT, () -> new DiskConfig(the(Keys.DISK_RESERVE))));
        builder.snapshot(orElse(
                SnapshotConfig.DEFAULT,
                () -> new SnapshotConfig(
                        the(Keys.SNAPSHOT_EVERY_ENTRIES), the(Keys.SNAPSHOT_EVERY), the(Keys.SNAPSHOT_CODEC))));
        builder.watch(orElse(
                WatchConfig.DEFAULT,
                () -> new WatchConfig(
                        the(Keys.WATCH_RING),
                        the(Keys.WATCH_RING_SIZE),
                        the(Keys.WATCH_QUEUE),
                        the(Keys.WATCH_QUEUE_SIZE),
                        the(Keys.WATCH_PROGRESS))));
    }

    private CheckConfig check() {
        return orElse(
                CheckConfig.DEFAULT,
                () -> new CheckConfig(the(Keys.CHECK_LOOPBACK), the(Keys.CHECK_CONCURRENCY), the(Keys.CHECK_TRUST)));
    }

    private LeaseConfig lease() {
        LeaseConfig.Protection protection = orElse(
                LeaseConfig.DEFAULT.protection(),
                () -> new LeaseConfig.Protection(
                        the(Keys.PROTECTION_RATIO),
                        the(Keys.PROTECTION_MIN),
                        the(Keys.PROTECTION_RATE),
                        the(Keys.PROTECTION_HOLD)));
        return orElse(
                LeaseConfig.DEFAULT,
                () -> new LeaseConfig(
                        the(Keys.LEASE_DEFAULT_TTL),
                        the(Keys.LEASE_TICK),
                        the(Keys.LEASE_SWEEP),
                        the(Keys.LEASE_OFFLINE_GRACE),
                        the(Keys.LEASE_PROFILE),
                        protection));
    }

    private StoreConfig store() {
        StoreConfig.Jdbc jdbc = orElse(
                StoreConfig.Jdbc.DEFAULT,
                () -> new StoreConfig.Jdbc(
                        the(Keys.STORE_JDBC_URL), the(Keys.STORE_JDBC_USER), the(Keys.STORE_JDBC_PASSWORD_FILE)));
        StoreConfig.Redis redis = orElse(
                StoreConfig.Redis.DEFAULT,
                () -> new StoreConfig.Redis(
                        the(Keys.STORE_REDIS_URI),
                        the(Keys.STORE_REDIS_USER),
                        the(Keys.STORE_REDIS_PASSWORD_FILE),
                        the(Keys.STORE_REDIS_PREFIX)));
        return orElse(
                StoreConfig.DEFAULT,
                () -> new StoreConfig(
                        the(Keys.STORE_TYPE),
                        the(Keys.STORE_EVERY),
                        the(Keys.STORE_IMPORT),
                        the(Keys.STORE_FILE_PATH),
                        jdbc,
                        redis,
                        the(Keys.STORE_OPTIONS)));
    }

    private LimitsConfig limits() {
        LimitsConfig.Head head = head();
        LimitsConfig.Body body = body();
        LimitsConfig.Connections connections = connections();
        LimitsConfig.Batch batch = batch();
        LimitsConfig.Parameters parameters = parameters();
        LimitsConfig.Metrics metrics = metrics();
        LimitsConfig.Instances instances = instances();
        LimitsConfig.Configs configs = configs();
        LimitsConfig.Time time = time();
        LimitsConfig.Waiting waiting = waiting();
        return orElse(
                LimitsConfig.DEFAULT,
                () -> new LimitsConfig(
                        the(Keys.LIMITS_MIN_TTL),
                        head,
                        body,
                        connections,
                        batch,
                        parameters,
                        metrics,
                        instances,
                        time,
                        waiting,
                        configs));
    }

    private LimitsConfig.Head head() {
        return orElse(
                LimitsConfig.Head.DEFAULT,
                () -> new LimitsConfig.Head(
                        the(Keys.HEAD_LINE), the(Keys.HEAD_SIZE), the(Keys.HEAD_FIELDS), the(Keys.HEAD_TIME)));
    }

    private LimitsConfig.Body body() {
        return orElse(
                LimitsConfig.Body.DEFAULT,
                () -> new LimitsConfig.Body(
                        the(Keys.BODY_SIZE),
                        the(Keys.BODY_TIME),
                        the(Keys.BODY_RESTORE_SIZE),
                        the(Keys.BODY_RESTORE_TIME),
                        the(Keys.BODY_JSON_DEPTH)));
    }

    private LimitsConfig.Connections connections() {
        return orElse(
                LimitsConfig.Connections.DEFAULT,
                () -> new LimitsConfig.Connections(
                        the(Keys.CONNECTIONS_COUNT),
                        the(Keys.CONNECTIONS_WATCHES),
                        the(Keys.CONNECTIONS_IDLE),
                        the(Keys.CONNECTIONS_BLOCKED)));
    }

    private LimitsConfig.Batch batch() {
        return orElse(
                LimitsConfig.Batch.DEFAULT,
                () -> new LimitsConfig.Batch(the(Keys.BATCH_RENEWALS), the(Keys.BATCH_REGISTRATIONS)));
    }

    private LimitsConfig.Parameters parameters() {
        return orElse(
                LimitsConfig.Parameters.DEFAULT,
                () -> new LimitsConfig.Parameters(
                        the(Keys.PARAMETERS_ENTRIES),
                        the(Keys.PARAMETERS_KEY),
                        the(Keys.PARAMETERS_VALUE),
                        the(Keys.PARAMETERS_TOTAL)));
    }

    private LimitsConfig.Metrics metrics() {
        return orElse(
                LimitsConfig.Metrics.DEFAULT,
                () -> new LimitsConfig.Metrics(the(Keys.METRICS_ENTRIES), the(Keys.METRICS_LENGTH)));
    }

    private LimitsConfig.Instances instances() {
        return orElse(
                LimitsConfig.Instances.DEFAULT,
                () -> new LimitsConfig.Instances(
                        the(Keys.INSTANCES_PER_SERVICE), the(Keys.INSTANCES_SERVICES), the(Keys.INSTANCES_TOTAL)));
    }

    private LimitsConfig.Configs configs() {
        return orElse(
                LimitsConfig.Configs.DEFAULT,
                () -> new LimitsConfig.Configs(the(Keys.CONFIGS_ITEMS), the(Keys.CONFIGS_TOTAL)));
    }

    private LimitsConfig.Time time() {
        return orElse(
                LimitsConfig.Time.DEFAULT,
                () -> new LimitsConfig.Time(
                        the(Keys.TIME_READ), the(Keys.TIME_WRITE), the(Keys.TIME_RESTORE), the(Keys.TIME_LEADER)));
    }

    private LimitsConfig.Waiting waiting() {
        return orElse(
                LimitsConfig.Waiting.DEFAULT,
                () -> new LimitsConfig.Waiting(
                        the(Keys.WAITING_WRITES), the(Keys.WAITING_RENEWALS), the(Keys.WAITING_READS)));
    }

    private <T> T the(Key<T> key) {
        return values.get(key);
    }

    private <T> T orElse(T instead, Supplier<T> part) {
        try {
            return part.get();
        } catch (ConfigException refused) {
            refused.faults().forEach(faults);
            return instead;
        }
    }
}
