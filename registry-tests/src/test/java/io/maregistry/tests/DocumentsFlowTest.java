package io.maregistry.tests;

import static io.maregistry.tests.Samples.instance;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.maregistry.testkit.HttpCalls;
import io.maregistry.testkit.LocalCluster;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the documents' own tests do, on three nodes: whoever is asked, all nodes answer the same. */
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DocumentsFlowTest {

    private final LocalCluster cluster;

    DocumentsFlowTest(@TempDir Path directory) {
        cluster = LocalCluster.in(directory).nodes(3).build();
    }

    @BeforeAll
    void start() {
        cluster.start();
    }

    @AfterAll
    void stop() {
        cluster.close();
    }

    @Test
    void registrationOnAFollowerIsListedByEveryNode() {
        HttpCalls follower = cluster.follower().http();

        HttpCalls.Answer answer = follower.post("/reg?service=flow.Register", instance(1));

        assertThat(answer).hasToString("200 " + instance(1));
        assertThat(follower.get("/findAll?service=flow.Register").body()).isEqualTo("[" + instance(1) + "]");
        assertEveryNodeAnswers("/findAll?service=flow.Register", "[" + instance(1) + "]");
    }

    @Test
    void instancesAreListedInTheOrderOfTheirRegistrationWhoeverTookIt() {
        cluster.node(3).http().post("/reg?service=flow.Order", instance(3));
        cluster.node(1).http().post("/reg?service=flow.Order", instance(1));
        cluster.node(2).http().post("/reg?service=flow.Order", instance(2));

        assertEveryNodeAnswers(
                "/findAll?service=flow.Order", "[" + instance(3) + "," + instance(1) + "," + instance(2) + "]");
    }

    @Test
    void unregistrationOnAFollowerTakesTheInstanceOffEveryNodesList() {
        HttpCalls follower = cluster.follower().http();
        follower.post("/reg?service=flow.Unregister", instance(1));

        assertThat(follower.post("/unreg?service=flow.Unregister", instance(1))).hasToString("200 " + instance(1));

        assertEveryNodeAnswers("/findAll?service=flow.Unregister", "[]");
        assertThat(follower.post("/unreg?service=flow.Unregister", instance(1))).hasToString("200 null");
    }

    @Test
    void countersFollowTheSecondDocument() {
        HttpCalls follower = cluster.follower().http();
        follower.post("/reg?service=flow.User", instance(1));
        assertEveryNodeAnswers("/version?service=flow.User", "1");

        assertThat(follower.post("/renew?service=flow.User", instance(1))).hasToString("200 " + instance(1));
        assertEveryNodeAnswers("/version?service=flow.User", "2");

        follower.post("/reg?service=flow.Orders", instance(2));
        HttpCalls.Answer renewed = follower.post("/renews?services=flow.User,flow.Orders", instance(1));
        assertThat(renewed.header("X-Registry-Require-Reregister")).isEqualTo("flow.Orders");
        assertEveryNodeAnswers(
                "/versions?services=flow.User,flow.Orders,flow.Nowhere",
                "{\"flow.User\":3,\"flow.Orders\":2,\"flow.Nowhere\":0}");

        follower.post("/reg?service=flow.Payment", instance(3));
        assertEveryNodeAnswers("/version?service=flow.Payment", "1");
    }

    @Test
    void renewalThroughAFollowerGivesATimestampEverywhereAndNoGhost() {
        HttpCalls follower = cluster.follower().http();
        follower.post("/reg?service=flow.Renewed", instance(1));

        HttpCalls.Answer known = follower.post("/renew?service=flow.Renewed", instance(1));
        HttpCalls.Answer unknown = follower.post("/renew?service=flow.Ghost", instance(9));

        assertThat(known.header("X-Registry-Require-Reregister")).isEmpty();
        assertThat(unknown).hasToString("200 " + instance(9));
        assertThat(unknown.header("X-Registry-Require-Reregister")).isEqualTo("flow.Ghost");
        for (HttpCalls node : cluster.http()) {
            await().atMost(LocalCluster.PATIENCE)
                    .untilAsserted(() -> assertThat(node.get("/snapshot")
                                    .json()
                                    .path("TIMESTAMPS")
                                    .fieldNames())
                            .toIterable()
                            .contains("flow.Renewed@http://10.0.0.1:8080/app")
                            .noneMatch(key -> key.contains("10.0.0.9")));
            assertThat(node.get("/findAll?service=flow.Ghost").body()).isEqualTo("[]");
        }
    }

    @Test
    void everyNodeTellsOfAllNodesAndOfOneLeader() {
        List<String> urls = cluster.http().stream().map(HttpCalls::base).toList();
        String leader = cluster.leader().http().base();

        for (HttpCalls node : cluster.http()) {
            await().atMost(LocalCluster.PATIENCE).untilAsserted(() -> {
                assertThat(node.get("/cluster").json().findValuesAsText("url")).isEqualTo(urls);
                assertThat(node.get("/leader").json().path("url").asText()).isEqualTo(leader);
                assertThat(node.get("/info").json().path("url").asText()).isEqualTo(node.base());
                assertThat(node.get("/findAll?service=any").header("X-Registry-Leader"))
                        .isEqualTo(leader);
            });
        }
    }

    @Test
    void leadershipMovesToTheNodeThatIsAskedTo() {
        HttpCalls follower = cluster.follower().http();

        HttpCalls.Answer moved = follower.post("/sl", "");

        assertThat(moved.status()).as(moved.body()).isEqualTo(200);
        assertThat(moved.json().path("url").asText()).isEqualTo(follower.base());
        assertThat(moved.json().path("leader").asBoolean()).isTrue();
        for (HttpCalls node : cluster.http()) {
            await().atMost(LocalCluster.PATIENCE)
                    .untilAsserted(() -> assertThat(
                                    node.get("/leader").json().path("url").asText())
                            .isEqualTo(follower.base()));
        }
        assertThat(follower.post("/reg?service=flow.Moved", instance(1)).status())
                .isEqualTo(200);
    }

    private void assertEveryNodeAnswers(String path, String body) {
        for (HttpCalls node : cluster.http()) {
            await(node.base() + path)
                    .atMost(Duration.ofSeconds(5))
                    .untilAsserted(() -> assertThat(node.get(path)).hasToString("200 " + body));
        }
    }
}
