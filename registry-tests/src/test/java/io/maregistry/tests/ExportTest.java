package io.maregistry.tests;

import static io.maregistry.tests.Samples.instance;
import static io.maregistry.tests.Samples.persistent;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.maregistry.server.config.ServerConfig;
import io.maregistry.server.config.StoreConfig;
import io.maregistry.testkit.HttpCalls;
import io.maregistry.testkit.LocalCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a Raft cluster tells a store, and how an empty one takes it back. */
@Timeout(180)
class ExportTest {

    @TempDir
    private static Path redisDirectory;

    private static RedisProcess redis;

    @TempDir
    private Path directory;

    @BeforeAll
    static void start() throws IOException {
        redis = new RedisProcess(redisDirectory);
    }

    @AfterAll
    static void stop() throws IOException {
        redis.close();
    }

    @Test
    void readersOfRedisSeeEverythingWhoeverLeads() {
        try (LocalCluster cluster = cluster(redis.store("leaders", false))) {
            cluster.follower().http().post("/reg?service=export.S", instance(1));
            awaitIds("leaders", "http://10.0.0.1:8080/app");

            LocalCluster.Node first = cluster.leader();
            first.stop();
            HttpCalls node = cluster.leader().http();
            node.post("/reg?service=export.S", instance(2));
            node.post("/unreg?service=export.S", instance(1));
            awaitIds("leaders", "http://10.0.0.2:8080/app");

            first.start();
            first.awaitReady();
            first.http().post("/reg?service=export.S", persistent(7));
            awaitIds("leaders", "http://10.0.0.1:8080/7", "http://10.0.0.2:8080/app");
            assertThat(redis.instances("leaders", "export.S").get("http://10.0.0.1:8080/7"))
                    .containsEntry("host", "10.0.0.1")
                    .containsEntry("healthy", "true");
        }
    }

    @Test
    void renewalsReachTheHeartbeats() {
        try (LocalCluster cluster = lone(redis.store("beats", false))) {
            HttpCalls node = cluster.node(1).http();
            node.post("/reg?service=export.S", instance(1));
            awaitIds("beats", "http://10.0.0.1:8080/app");
            long registered = redis.heartbeat("beats", "export.S", "http://10.0.0.1:8080/app");

            node.post("/renew?service=export.S", instance(1));

            await().atMost(LocalCluster.PATIENCE)
                    .until(() -> redis.heartbeat("beats", "export.S", "http://10.0.0.1:8080/app") > registered);
        }
    }

    @Test
    void emptyClusterTakesOverWhatItsStoreHoldsOnce() {
        try (LocalCluster old = lone(redis.store("moved", false))) {
            Samples.registerPersistent(old.node(1).http(), "export.S", 0, 40);
            await().atMost(LocalCluster.PATIENCE)
                    .until(() -> redis.ids("moved", "export.S").size() == 40);
        }

        try (LocalCluster fresh = LocalCluster.in(directory.resolve("fresh"))
                .nodes(3)
                .with(with(redis.store("moved", true)))
                .start()) {
            for (HttpCalls node : fresh.http()) {
                await().atMost(LocalCluster.PATIENCE)
                        .untilAsserted(() ->
                                assertThat(Samples.listed(node, "export.S")).isEqualTo(40));
            }
            fresh.leader().http().post("/unreg?service=export.S", persistent(0));
            fresh.leader().stop();
            assertThat(Samples.listed(fresh.leader().http(), "export.S")).isEqualTo(39);
            await().atMost(LocalCluster.PATIENCE)
                    .until(() -> redis.ids("moved", "export.S").size() == 39);
        }
    }

    @Test
    void clusterDoesNotWriteOverTheStoreOfAnother() {
        try (LocalCluster first = lone(redis.store("shared", false))) {
            first.node(1).http().post("/reg?service=export.S", persistent(1));
            awaitIds("shared", "http://10.0.0.1:8080/1");

            try (LocalCluster second = LocalCluster.in(directory.resolve("second"))
                    .with(with(redis.store("shared", false)))
                    .start()) {
                HttpCalls node = second.node(1).http();
                assertThat(node.post("/reg?service=export.S", persistent(2)).status())
                        .isEqualTo(200);
                await().atMost(LocalCluster.PATIENCE)
                        .untilAsserted(() -> assertThat(node.get("/metrics").body())
                                .containsPattern("maregistry_export_failures_total\\{store=\"redis\"} [1-9]"));
            }
            first.node(1).http().post("/reg?service=export.S", persistent(3));

            awaitIds("shared", "http://10.0.0.1:8080/1", "http://10.0.0.1:8080/3");
        }
    }

    @Test
    void everyNodeKeepsAFileOfItsOwn() {
        StoreConfig file = config(StoreConfig.FILE);
        try (LocalCluster cluster = cluster(file)) {
            cluster.leader().http().post("/reg?service=export.S", instance(1));

            for (LocalCluster.Node node : cluster.nodes()) {
                await().atMost(LocalCluster.PATIENCE)
                        .ignoreExceptions()
                        .untilAsserted(() -> assertThat(
                                        Files.readString(node.directory().resolve(file.path())))
                                .contains("10.0.0.1"));
            }
        }
    }

    @Test
    void storeThatHangsHoldsUpNoRegistration() {
        try (LocalCluster cluster = lone(config(HangingStoreProvider.TYPE))) {
            HttpCalls node = cluster.node(1).http();

            Samples.registerPersistent(node, "export.S", 0, 300);

            assertThat(Samples.listed(node, "export.S")).isEqualTo(300);
            assertThat(node.get("/metrics").body())
                    .containsPattern("maregistry_export_lag_revisions\\{store=\"hanging\"} 300")
                    .containsPattern("maregistry_export_lag_seconds\\{store=\"hanging\"} [0-9.]*[1-9]");
        }
    }

    private LocalCluster cluster(StoreConfig store) {
        return LocalCluster.in(directory).nodes(3).with(with(store)).start();
    }

    private LocalCluster lone(StoreConfig store) {
        return LocalCluster.in(directory).with(with(store)).start();
    }

    private static UnaryOperator<ServerConfig.Builder> with(StoreConfig store) {
        return builder -> builder.store(store);
    }

    private static StoreConfig config(String type) {
        return new StoreConfig(
                type,
                Duration.ofSeconds(1),
                false,
                StoreConfig.DEFAULT.path(),
                StoreConfig.DEFAULT.jdbc(),
                StoreConfig.DEFAULT.redis(),
                Map.of());
    }

    private static void awaitIds(String prefix, String... ids) {
        await().atMost(LocalCluster.PATIENCE)
                .untilAsserted(() -> assertThat(redis.ids(prefix, "export.S")).containsExactlyInAnyOrder(ids));
    }
}
