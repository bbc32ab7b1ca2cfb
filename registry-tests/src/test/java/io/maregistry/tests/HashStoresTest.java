package io.maregistry.tests;

import static io.maregistry.tests.Samples.listed;
import static io.maregistry.tests.Samples.registerPersistent;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.maregistry.server.config.StoreConfig;
import io.maregistry.testkit.HttpCalls;
import io.maregistry.testkit.LocalCluster;
import io.maregistry.testkit.LocalCluster.Node;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
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
            makeItems(cluster.leader().http());
            first.start();
            first.awaitReady();
            assertThat(cluster.follower().http().post("/sl", "").status()).isEqualTo(200);
            Node led = cluster.leader();
            registerPersistent(led.http(), SERVICE, 10, 15);
            led.http().post("/unreg?service=" + SERVICE, Samples.persistent(0));
            taken(led.http().call("PUT", "/v1/configs/db", "two"));
            taken(led.http().call("DELETE", "/v1/configs/gone", null));
            JsonNode before = led.http().get("/snapshot").json();
            List<JsonNode> itemsBefore = items(led.http());
            cluster.close();

            cluster.start();

            Node leader = cluster.leader();
            assertThat(leader.http().get("/snapshot").json()).isEqualTo(before);
            assertThat(items(leader.http())).isEqualTo(itemsBefore).noneMatch(JsonNode::isMissingNode);
            assertThat(leader.http().get("/v1/configs/db").body()).isEqualTo("two");
            registerPersistent(leader.http(), SERVICE, 15, 16);
            for (Node node : cluster.nodes()) {
                await().atMost(LocalCluster.PATIENCE).until(() -> listed(node.http(), SERVICE) == 15);
            }
        }
    }

    /** One of each kind. */
    private static void makeItems(HttpCalls leader) {
        taken(leader.post("/v1/namespaces", "{\"namespace\":\"blue\",\"description\":\"kept\"}"));
        taken(leader.call("PUT", "/v1/services/" + SERVICE + "/routing", "{\"active\":\"GREEN\"}"));
        taken(leader.call("PATCH", "/v1/services/" + SERVICE, "{\"ttlMs\":30000}"));
        taken(leader.call("PUT", "/v1/configs/db", "one"));
        taken(leader.call("PUT", "/v1/configs/gone", "soon"));
        String instance = "{\"scheme\":\"http\",\"host\":\"10.0.0.9\",\"port\":80,\"ephemeral\":false,"
                + "\"assemblyVersion\":\"1.0.0.0\",\"releaseVersion\":\"1.0\"}";
        taken(leader.post("/v1/services/stored.Released/instances", instance));
    }

    private static void taken(HttpCalls.Answer answer) {
        assertThat(answer.status()).as(answer.toString()).isBetween(200, 204);
    }

    /** What the whole document says of items. */
    private static List<JsonNode> items(HttpCalls node) {
        JsonNode document = node.get("/v1/snapshot").json();
        return Stream.of("namespaces", "routing", "rules", "configs", "releases")
                .map(document::path)
                .toList();
    }
}
