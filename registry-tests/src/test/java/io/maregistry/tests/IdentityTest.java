package io.maregistry.tests;

import static io.maregistry.tests.Samples.instance;
import static io.maregistry.tests.Samples.registerPersistent;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.maregistry.server.config.ExitCode;
import io.maregistry.server.config.StartException;
import io.maregistry.testkit.HttpCalls;
import io.maregistry.testkit.LocalCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** F15: a node is its directory. One that lost it, or has another's, neither votes nor serves. */
@Timeout(180)
class IdentityTest {

    private static final Pattern CLUSTER_ID = Pattern.compile("(\"clusterId\"\\s*:\\s*\")([0-9a-f]{32})");
    private static final String FOREIGN = "f".repeat(32);

    @TempDir
    Path directory;

    @Test
    void wipedNodeWaitsAndSaysWhy() throws IOException {
        try (LocalCluster cluster = LocalCluster.in(directory).nodes(3).start()) {
            registerPersistent(cluster.node(1).http(), "wiped.A", 0, 10);
            LocalCluster.Node wiped = cluster.node(3);
            wipe(wiped);

            wiped.start();

            HttpCalls.Answer refused = wiped.http().get("/findAll?service=wiped.A");
            assertThat(refused.status()).isEqualTo(503);
            assertThat(refused.json().path("code").asText()).isEqualTo("NOT_READY");
            await().atMost(LocalCluster.PATIENCE)
                    .untilAsserted(() -> assertThat(wiped.http()
                                    .get("/readyz")
                                    .json()
                                    .path("message")
                                    .asText())
                            .contains("this node was wiped or is new; remove and add it"));
            registerPersistent(cluster.node(2).http(), "wiped.A", 10, 20);
        }
    }

    @Test
    void wipedNodeDoesNotMakeAMajorityWithTheLastOfThree() throws IOException {
        try (LocalCluster cluster = LocalCluster.in(directory).nodes(3).start()) {
            LocalCluster.Node last = cluster.node(1);
            registerPersistent(last.http(), "wiped.B", 0, 10);
            wipe(cluster.node(3));
            cluster.node(2).stop();

            cluster.node(3).start();

            HttpCalls alone = last.http();
            await().atMost(LocalCluster.PATIENCE)
                    .until(() -> alone.get("/findAll?service=wiped.B")
                            .header("X-Registry-Leader")
                            .isEmpty());
            await("no leader for five election timeouts")
                    .during(Duration.ofSeconds(5))
                    .atMost(LocalCluster.PATIENCE)
                    .until(() ->
                            !last.isLeading() && !cluster.node(3).isLeading() && !alone.isOk("/readyz?quorum=true"));
            HttpCalls.Answer write = alone.post("/reg?service=wiped.B", instance(1));
            assertThat(write.status()).isEqualTo(503);
            assertThat(write.json().path("code").asText()).isEqualTo("NO_LEADER");
        }
    }

    @Test
    void copyOfAnotherNodesDirectoryIsRefused() throws IOException {
        try (LocalCluster cluster = LocalCluster.in(directory).nodes(3).start()) {
            cluster.node(2).stop();
            wipe(cluster.node(3));
            Folders.copy(cluster.node(2).directory(), cluster.node(3).directory());

            assertThatThrownBy(cluster.node(3)::start)
                    .isInstanceOf(StartException.class)
                    .hasMessageContaining("belongs to 127.0.0.1:")
                    .hasMessageNotContaining("\n")
                    .extracting("exitCode")
                    .isEqualTo(ExitCode.DATA_DIRECTORY);
        }
    }

    @Test
    void directoryWhoseLogIsOfAnotherClusterIsRefused() throws IOException {
        try (LocalCluster cluster = LocalCluster.in(directory).start()) {
            LocalCluster.Node node = cluster.node(1);
            moveToAnotherCluster(node);

            node.start();

            assertThat(node.server().failure().toCompletableFuture())
                    .succeedsWithin(LocalCluster.PATIENCE)
                    .asInstanceOf(InstanceOfAssertFactories.type(StartException.class))
                    .satisfies(told -> {
                        assertThat(told).hasMessageContaining("belongs to cluster ffff");
                        assertThat(told.exitCode()).isEqualTo(ExitCode.DATA_DIRECTORY);
                    });
        }
    }

    @Test
    void memberWhoseDirectoryIsOfAnotherClusterIsRefusedAndTheOthersGoOn() throws IOException {
        try (LocalCluster cluster = LocalCluster.in(directory).nodes(3).start()) {
            LocalCluster.Node foreign = cluster.node(3);
            String own = moveToAnotherCluster(foreign);

            foreign.start();

            assertThat(foreign.server().failure().toCompletableFuture())
                    .succeedsWithin(LocalCluster.PATIENCE)
                    .asInstanceOf(InstanceOfAssertFactories.type(StartException.class))
                    .satisfies(told -> {
                        assertThat(told)
                                .hasMessageContaining(own)
                                .hasMessageContaining(FOREIGN)
                                .hasMessageNotContaining("\n");
                        assertThat(told.exitCode()).isEqualTo(ExitCode.DATA_DIRECTORY);
                    });
            registerPersistent(cluster.node(1).http(), "foreign.A", 0, 10);
        }
    }

    /** Waits until the node knows its cluster, stops it, and writes another cluster's id over its own, which it gives. */
    private static String moveToAnotherCluster(LocalCluster.Node node) throws IOException {
        Path file = node.directory().resolve("node.json");
        await(node.name() + " knows its cluster")
                .atMost(LocalCluster.PATIENCE)
                .until(() -> CLUSTER_ID.matcher(Files.readString(file)).find());
        node.stop();
        String before = Files.readString(file);
        Matcher id = CLUSTER_ID.matcher(before);
        assertThat(id.find()).isTrue();
        assertThat(id.group(2)).isNotEqualTo(FOREIGN);
        Files.writeString(file, id.replaceFirst("$1" + FOREIGN));
        return id.group(2);
    }

    private static void wipe(LocalCluster.Node node) throws IOException {
        node.stop();
        Folders.delete(node.directory());
    }
}
