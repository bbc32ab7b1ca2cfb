package io.maregistry.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a server does about which nobody said anything. */
class DefaultsTest {

    private final ServerConfig config =
            new ConfigReader(Map.of(), Optional.empty()).read(List.of()).server();

    @Test
    void readerAndBuilderAgree() {
        assertThat(config).isEqualTo(ServerConfig.builder().build());
    }

    @Test
    void nodeIsALoneOneOnLoopback() {
        Address node = new Address("127.0.0.1", 10_081);

        assertThat(config.node()).isEqualTo(new NodeConfig("n1", Path.of("data")));
        assertThat(config.election()).isEqualTo(Election.RAFT);
        assertThat(config.http()).isEqualTo(HttpConfig.at(new Address("127.0.0.1", 8081)));
        assertThat(config.grpc()).isEqualTo(GrpcConfig.at(new Address("127.0.0.1", 9081)));
        assertThat(config.raft())
                .isEqualTo(new RaftConfig(
                        node, node, List.of(), Duration.ofMillis(500), RaftConfig.Bootstrap.WHEN_ALL_ANSWER, false, 4));
        assertThat(config.serverList()).isEmpty();
        assertThat(config.writeRouting()).isEqualTo(WriteRouting.FORWARD);
    }

    @Test
    void leasesAreThoseOfTheDocuments() {
        assertThat(config.lease())
                .isEqualTo(new LeaseConfig(
                        Duration.ofSeconds(20),
                        Duration.ofMillis(50),
                        Duration.ofMillis(250),
                        Duration.ZERO,
                        LeaseConfig.Profile.DEFAULT,
                        new LeaseConfig.Protection(300, 10, 50, Duration.ofSeconds(20))));
        assertThat(config.read()).isEqualTo(new ReadConfig(Duration.ofSeconds(10)));
        assertThat(config.namespaces()).isEqualTo(new NamespacesConfig(false));
        assertThat(config.compat()).isEqualTo(new CompatConfig(true));
    }

    @Test
    void storageIsCompactAndKeepsAReserve() {
        assertThat(config.snapshot())
                .isEqualTo(new SnapshotConfig(100_000, Duration.ofMinutes(30), SnapshotConfig.Codec.ZSTD));
        assertThat(config.disk()).isEqualTo(new DiskConfig(256L << 20));
        assertThat(config.store())
                .isEqualTo(new StoreConfig(
                        StoreConfig.NONE,
                        Duration.ofSeconds(30),
                        false,
                        "registry-snapshot.json",
                        new StoreConfig.Jdbc("", "", ""),
                        new StoreConfig.Redis("redis://127.0.0.1:6379", "", "", ""),
                        Map.of()));
        assertThat(config.watch())
                .isEqualTo(new WatchConfig(65_536, 64L << 20, 1_024, 1L << 20, Duration.ofSeconds(15)));
        assertThat(config.log()).isEqualTo(new LogConfig(LogConfig.Level.INFO, LogConfig.Format.TEXT));
    }

    @Test
    void limitsAreThoseOfTheApisTable() {
        assertThat(config.limits())
                .isEqualTo(new LimitsConfig(
                        Duration.ofSeconds(3),
                        new LimitsConfig.Head(8 << 10, 16 << 10, 100, Duration.ofSeconds(10)),
                        new LimitsConfig.Body(1 << 20, Duration.ofSeconds(20), 1L << 30, Duration.ofMinutes(10), 32),
                        new LimitsConfig.Connections(20_000, 20_000, Duration.ofSeconds(30), Duration.ofSeconds(20)),
                        new LimitsConfig.Batch(4_096, 1_000),
                        new LimitsConfig.Parameters(128, 128, 4_096, 64 << 10),
                        new LimitsConfig.Metrics(64, 32),
                        new LimitsConfig.Instances(200_000, 200_000, 2_000_000),
                        new LimitsConfig.Time(
                                Duration.ofSeconds(3),
                                Duration.ofSeconds(5),
                                Duration.ofMinutes(10),
                                Duration.ofSeconds(3)),
                        new LimitsConfig.Waiting(8_192, 200_000, 20_000)));
    }

    @Test
    void redisProfileChangesTheDefaultsAndOnlyThese() {
        LeaseConfig redis = new ConfigReader(Map.of(), Optional.empty())
                .read(List.of("--lease-profile=redis", "--lease-offline-grace=1s"))
                .server()
                .lease();

        assertThat(redis.defaultTtl()).isEqualTo(Duration.ofSeconds(60));
        assertThat(redis.protection().hold()).isEqualTo(Duration.ofSeconds(60));
        assertThat(redis.offlineGrace()).isEqualTo(Duration.ofSeconds(1));
        assertThat(LeaseConfig.of(LeaseConfig.Profile.REDIS).offlineGrace()).isEqualTo(Duration.ofSeconds(30));
    }

    @Test
    void dataLieInTheDistributionsFolderWhereThereIsOne() {
        ServerConfig shipped = new ConfigReader(Map.of(), Optional.of(Path.of("/opt/maregistry")))
                .read(List.of())
                .server();

        assertThat(shipped.node().dataDir()).isEqualTo(Path.of("/opt/maregistry/data"));
    }
}
