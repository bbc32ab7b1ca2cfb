package io.maregistry.tests;

import static io.maregistry.tests.Samples.listed;
import static io.maregistry.tests.Samples.registerPersistent;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.maregistry.server.config.StoreConfig;
import io.maregistry.testkit.LocalCluster;
import io.maregistry.testkit.LocalCluster.Node;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import org.h2.tools.Server;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What nodes in hash mode find again in their stores. */
@Timeout(180)
class HashStoresTest {

    private static final String SERVICE = "stored.S";

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
    void newestFileWinsWhereAllStartAgainWithFilesOfUnlikeAge() {
        try (LocalCluster cluster = LocalCluster.in(directory).nodes(2).hash().start()) {
            Node least = cluster.leader();
            Node other = cluster.follower();
            registerPersistent(least.http(), SERVICE, 0, 3);
            assertThat(other.http().post("/sl", "").status()).isEqualTo(200);
            least.stop(); // its file is the older one from here on, and it is the one that the hashes elect
            registerPersistent(other.http(), SERVICE, 3, 10);
            other.stop();

            other.start(); // asks twice, a second apart, before it would lead
            least.start();
            cluster.nodes().forEach(Node::awaitReady);

            for (Node node : cluster.nodes()) {
                await().atMost(LocalCluster.PATIENCE).until(() -> listed(node.http(), SERVICE) == 10);
            }
            least.stop();
            assertThat(listed(cluster.leader().http(), SERVICE)).isEqualTo(10);
        }
    }

    @Test
    void allNodesFindInADatabaseWhatTheyHeld() throws SQLException {
        Server database =
                Server.createTcpServer("-tcpPort", "0", "-ifNotExists").start(); // so that it is one for all
        try {
            String url = "jdbc:h2:tcp://127.0.0.1:" + database.getPort() + "/mem:hash;DB_CLOSE_DELAY=-1";
            assertSurvives(new StoreConfig(
                    StoreConfig.JDBC,
                    Duration.ofSeconds(1),
                    false,
                    StoreConfig.DEFAULT.path(),
                    new StoreConfig.Jdbc(url, "sa", ""),
                    StoreConfig.DEFAULT.redis(),
                    Map.of()));
        } finally {
            database.stop();
        }
    }

    @Test
    void allNodesFindInRedisWhatTheyHeld() {
        assertSurvives(redis.store("hash", false));
    }

    /** Changes of leadership, with and without order, and a restart of all over one store that they share. */
    @SuppressWarnings("try") // closed in the middle, to be started again
    private void assertSurvives(StoreConfig store) {
        try (LocalCluster cluster = LocalCluster.in(directory)
                .nodes(3)
                .hash()
                .with(builder -> builder.store(store))
                .start()) {
            registerPersistent(cluster.leader().http(), SERVICE, 0, 5);
            Node first = cluster.leader();
            first.stop();
            registerPersistent(cluster.leader().http(), SERVICE, 5, 10);
            first.start();
            first.awaitReady();
            assertThat(cluster.follower().http().post("/sl", "").status()).isEqualTo(200);
            Node led = cluster.leader();
            registerPersistent(led.http(), SERVICE, 10, 15);
            led.http().post("/unreg?service=" + SERVICE, Samples.persistent(0));
            JsonNode before = led.http().get("/snapshot").json();
            cluster.close();

            cluster.start();

            Node leader = cluster.leader();
            assertThat(leader.http().get("/snapshot").json()).isEqualTo(before);
            registerPersistent(leader.http(), SERVICE, 15, 16);
            for (Node node : cluster.nodes()) {
                await().atMost(LocalCluster.PATIENCE).until(() -> listed(node.http(), SERVICE) == 15);
            }
        }
    }
}
