package io.maregistry.tests;

import static io.maregistry.tests.Samples.instance;
import static io.maregistry.tests.Samples.persistent;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.maregistry.testkit.HttpCalls;
import io.maregistry.testkit.LocalCluster;
import io.maregistry.testkit.Replicas;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A document replaces what is registered, on all nodes and at once, or changes nothing. */
@Timeout(180)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RestoreTest {

    private static final String EMPTY = "{\"REGISTRY\":{},\"VERSIONS\":{},\"TIMESTAMPS\":{},\"version\":0}";
    private static final String DOCUMENT = "{\"REGISTRY\":{\"restore.A\":[" + instance(1) + "," + instance(2)
            + "]},\"VERSIONS\":{\"restore.A\":1000000},\"TIMESTAMPS\":{},\"version\":2000000}";

    private final LocalCluster cluster;

    RestoreTest(@TempDir Path directory) {
        cluster = LocalCluster.in(directory).nodes(3).build();
    }

    @BeforeAll
    void start() {
        cluster.start();
    }

    @BeforeEach
    void empty() {
        assertThat(cluster.leader().http().call("PUT", "/v1/snapshot", EMPTY).status())
                .isEqualTo(200);
    }

    @AfterAll
    void stop() {
        cluster.close();
    }

    @Test
    void documentGivenToAFollowerReplacesEverythingOnAllNodes() {
        HttpCalls follower = cluster.follower().http();
        follower.post("/reg?service=restore.Gone", instance(9));

        HttpCalls.Answer restored = follower.call("PUT", "/v1/snapshot", DOCUMENT);

        assertThat(restored.status()).as(restored.body()).isEqualTo(200);
        assertThat(restored.json().path("outcome").asText()).isEqualTo("restored");
        assertThat(restored.json().path("services").asInt()).isEqualTo(1);
        assertThat(restored.json().path("instances").asInt()).isEqualTo(2);
        for (HttpCalls node : cluster.http()) {
            await().atMost(LocalCluster.PATIENCE)
                    .untilAsserted(() -> assertThat(node.get("/findAll?service=restore.A"))
                            .hasToString("200 [" + instance(1) + "," + instance(2) + "]"));
            assertThat(node.get("/findAll?service=restore.Gone").body()).isEqualTo("[]");
        }
        assertSameSnapshotEverywhere();
    }

    @Test
    void documentOfWhatIsThereChangesNothing() {
        HttpCalls follower = cluster.follower().http();
        follower.post("/reg?service=restore.Same", persistent(1));
        HttpCalls.Answer before = follower.get("/snapshot");

        HttpCalls.Answer restored = follower.call(
                "PUT", "/v1/snapshot", follower.get("/v1/snapshot").body());

        assertThat(restored.status()).as(restored.body()).isEqualTo(200);
        assertThat(follower.get("/snapshot").body()).isEqualTo(before.body());
        assertThat(follower.get("/snapshot").header("ETag")).isEqualTo(before.header("ETag"));
    }

    @Test
    void wholeDocumentOfANodeBringsBackWhatWasLost() {
        HttpCalls follower = cluster.follower().http();
        Samples.registerPersistent(follower, "restore.Back", 0, 30);
        String saved = follower.get("/v1/snapshot").body();
        follower.call("PUT", "/v1/snapshot", EMPTY);
        assertThat(follower.get("/findAll?service=restore.Back").body()).isEqualTo("[]");

        assertThat(cluster.leader().http().call("PUT", "/v1/snapshot", saved).status())
                .isEqualTo(200);

        assertThat(follower.get("/findAll?service=restore.Back&consistency=linearizable")
                        .json())
                .hasSize(30);
        assertSameSnapshotEverywhere();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "snapshot, damaged",
                "{\"REGISTRY\":{\"restore.A\":[{\"scheme\":\"http\",\"host\":\"10.0.0.1\",\"port\":808080}]}}",
                "{\"REGISTRY\":{\"restore.A\":[{\"scheme\":\"http\",\"host\":\"10.0.0.1\",\"port\":80",
                "{\"REGISTRY\":{\"restore.A\":[]},\"VERSIONS\":{\"restore.A\":\"seven\"}}"
            })
    void damagedDocumentChangesNothing(String damaged) {
        HttpCalls follower = cluster.follower().http();
        follower.post("/reg?service=restore.Kept", instance(1));
        HttpCalls.Answer before = follower.get("/snapshot");

        HttpCalls.Answer refused = follower.call("PUT", "/v1/snapshot", damaged);

        assertThat(refused.status()).as(refused.body()).isEqualTo(400);
        assertThat(refused.json().path("code").asText()).isEqualTo("INVALID_SNAPSHOT");
        assertThat(refused.json().path("at").asText()).isNotEmpty();
        assertThat(follower.get("/snapshot").body()).isEqualTo(before.body());
        assertThat(follower.get("/snapshot").header("ETag")).isEqualTo(before.header("ETag"));
    }

    @Test
    void fullDocumentWithOneOtherByteIsRefused() {
        HttpCalls follower = cluster.follower().http();
        follower.post("/reg?service=restore.Byte", instance(1));
        String saved = follower.get("/v1/snapshot").body();

        HttpCalls.Answer refused =
                follower.call("PUT", "/v1/snapshot", saved.replaceFirst("10\\.0\\.0\\.1", "10.0.0.2"));

        assertThat(refused.status()).as(refused.body()).isEqualTo(400);
        assertThat(refused.json().path("code").asText()).isEqualTo("INVALID_SNAPSHOT");
        assertThat(follower.get("/findAll?service=restore.Byte").body()).isEqualTo("[" + instance(1) + "]");
    }

    @Test
    void mergedDocumentAddsItsServicesAndWinsWithTheHigherVersion() {
        HttpCalls follower = cluster.follower().http();
        follower.post("/reg?service=restore.Mine", instance(7));
        follower.post("/reg?service=restore.A", instance(8));

        HttpCalls.Answer merged = follower.call("PUT", "/v1/snapshot?mode=merge", DOCUMENT);

        assertThat(merged.status()).as(merged.body()).isEqualTo(200);
        for (HttpCalls node : cluster.http()) {
            await().atMost(LocalCluster.PATIENCE)
                    .untilAsserted(() -> assertThat(node.get("/findAll?service=restore.A"))
                            .hasToString("200 [" + instance(1) + "," + instance(2) + "]"));
            assertThat(node.get("/findAll?service=restore.Mine").body()).isEqualTo("[" + instance(7) + "]");
        }
        assertSameSnapshotEverywhere();
    }

    @Test
    void secondRestoreMeanwhileIsRefused() {
        LocalCluster.Node left = cluster.follower();
        cluster.nodes().stream().filter(node -> node != left).forEach(LocalCluster.Node::stop);
        await().atMost(LocalCluster.PATIENCE)
                .until(() ->
                        left.http().get("/snapshot").header("X-Registry-Leader").isEmpty());

        // Whichever comes first waits 3 s for a leader, which does not come, and is turned away then.
        List<CompletableFuture<HttpCalls.Answer>> both = Stream.of(DOCUMENT, DOCUMENT)
                .map(document -> left.http().begin("PUT", "/v1/snapshot", document))
                .toList();

        assertThat(both.stream()
                        .map(CompletableFuture::join)
                        .map(answer -> answer.json().path("code").asText()))
                .containsExactlyInAnyOrder("RESTORE_RUNNING", "NO_LEADER");
        cluster.start();
    }

    private void assertSameSnapshotEverywhere() {
        assertThat(Replicas.awaitCommonIndex(cluster.http())).hasSize(1);
        assertThat(cluster.http().stream()
                        .map(node -> node.get("/snapshot?consistency=linearizable"))
                        .map(answer -> answer.header("ETag") + answer.body())
                        .distinct())
                .hasSize(1);
    }
}
