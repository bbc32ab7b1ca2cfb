package io.maregistry.tests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.maregistry.server.config.WriteRouting;
import io.maregistry.testkit.HttpCalls;
import io.maregistry.testkit.LocalCluster;
import io.maregistry.testkit.LocalCluster.Node;
import io.maregistry.testkit.NodeInfo;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The documents' cluster: who leads, who copies, and what is said of it. */
class HashModeTest {

    private static final String INSTANCE =
            "{\"scheme\":\"http\",\"host\":\"192.168.1.100\",\"port\":%d,\"context\":\"sync\",\"ephemeral\":false}";

    private static final int SERVICES = 300;

    @TempDir
    Path directory;

    @Test
    void leastHashLeadsAndTheOthersHoldWhatItHolds() {
        try (LocalCluster cluster = start(3)) {
            Node leader = cluster.leader();

            assertThat(url(leader)).isEqualTo(leastHash(cluster.nodes()));
            assertThat(register(leader, 9090).status()).isEqualTo(200);
            cluster.nodes().forEach(node -> awaitInstances(node, 1));
            awaitEqual(cluster);
            for (Node node : cluster.nodes()) {
                HttpCalls.Answer found = node.http().get("/findAll?service=a.B");
                assertThat(found.header("X-Registry-Mode")).isEqualTo("hash");
                assertThat(found.header("X-Registry-Leader")).isEqualTo(url(leader));
                assertThat(found.header("X-Registry-Complete")).isEqualTo("true");
            }
        }
    }

    @Test
    void followerRefusesWritesAndNamesTheLeader() {
        try (LocalCluster cluster = start(2)) {
            HttpCalls.Answer refused = register(cluster.follower(), 9090);

            assertThat(refused.status()).isEqualTo(421);
            assertThat(refused.json().path("code").asText()).isEqualTo("NOT_LEADER");
            assertThat(refused.json().path("leader").asText()).isEqualTo(url(cluster.leader()));
            assertThat(cluster.leader().http().get("/findAll?service=a.B").body())
                    .isEqualTo("[]");
        }
    }

    @Test
    void followerHandsWritesOnWhereItIsToldTo() {
        try (LocalCluster cluster = LocalCluster.in(directory)
                .nodes(2)
                .hash()
                .with(builder -> builder.writeRouting(WriteRouting.FORWARD))
                .start()) {
            Node follower = cluster.follower();
            String instance = INSTANCE.formatted(9091);

            HttpCalls.Answer registered = register(follower, 9090);
            HttpCalls.Answer added = follower.http().post("/v1/services/a.B/instances", instance);
            HttpCalls.Answer invalid = follower.http().post("/reg?service=a.B", "{}");
            HttpCalls.Answer renewed = follower.http().post("/renew?service=c.D", instance);

            assertThat(registered.status()).as(registered.toString()).isEqualTo(200);
            assertThat(registered.header("X-Registry-Revision")).isEqualTo("1");
            assertThat(registered.header("X-Registry-Complete")).isEqualTo("false");
            assertThat(added.status()).as(added.toString()).isEqualTo(201);
            assertThat(invalid.status()).as(invalid.toString()).isEqualTo(400);
            assertThat(renewed.header("X-Registry-Require-Reregister")).isEqualTo("c.D");
            assertThat(instances(cluster.leader())).isEqualTo(2);
            awaitInstances(follower, 2);
        }
    }

    @Test
    void nothingIsLinearizable() {
        try (LocalCluster cluster = start(2)) {
            for (Node node : cluster.nodes()) {
                HttpCalls.Answer refused = node.http().get("/findAll?service=a.B&consistency=linearizable");

                assertThat(refused.status()).isEqualTo(501);
                assertThat(refused.json().path("code").asText()).isEqualTo("NOT_SUPPORTED");
            }
        }
    }

    @Test
    void anotherOneLeadsInALineageOfItsOwnAndTheOldLeaderComesBackAsAFollower() {
        try (LocalCluster cluster = start(2)) {
            Node first = cluster.leader();
            Node second = cluster.follower();
            register(first, 9090);
            awaitInstances(second, 1);
            String lineage = lineage(first);

            first.stop();
            await(second, Node::isLeading);
            assertThat(lineage(second)).isNotEqualTo(lineage);
            assertThat(register(second, 9091).status()).isEqualTo(200);
            first.start();
            first.awaitReady();

            assertThat(first.isLeading()).isFalse();
            awaitInstances(first, 2);
            assertThat(lineage(first)).isEqualTo(lineage(second));
        }
    }

    @Test
    void leaderThatIsStoppedInOrderLosesNothing() {
        try (LocalCluster cluster = start(3)) {
            Node first = cluster.leader();
            for (int port = 9001; port <= 9020; port++) {
                assertThat(register(first, port).status()).isEqualTo(200);
            }
            first.stop();

            Node second = cluster.leader();
            assertThat(instances(second)).isEqualTo(20);
        }
    }

    @Test
    @SuppressWarnings("try") // closed in the middle, to be started again
    void clusterGoesOnWithWhatItsFilesHold() {
        try (LocalCluster cluster = start(2)) {
            Node leader = cluster.leader();
            register(leader, 9090);
            register(leader, 9091);
            leader.http().post("/renew?service=a.B", INSTANCE.formatted(9090));
            JsonNode before = leader.http().get("/snapshot").json();
            String lineage = lineage(leader);
            cluster.close();

            cluster.start();

            assertThat(cluster.leader().http().get("/snapshot").json()).isEqualTo(before);
            assertThat(lineage(cluster.leader())).isNotEqualTo(lineage);
        }
    }

    @Test
    void leadershipMovesOnRequestAndBackAndLosesNothing() {
        try (LocalCluster cluster = start(3)) {
            int port = 9000;
            for (int round = 0; round < 4; round++) {
                Node next = cluster.followers().get(round % 2);
                assertThat(register(cluster.leader(), ++port).status()).isEqualTo(200);

                HttpCalls.Answer led = next.http().post("/sl", "");

                assertThat(led.status()).as(led.toString()).isEqualTo(200);
                assertThat(led.json().path("url").asText()).isEqualTo(url(next));
                assertThat(led.json().path("claim").asText()).isEqualTo("sl");
                assertThat(instances(next)).isEqualTo(port - 9000);
                cluster.nodes().forEach(node -> await(node, one -> leaderOf(one).equals(url(next))));
            }
        }
    }

    @Test
    void leadershipMovesToANamedNode() {
        try (LocalCluster cluster = start(2)) {
            Node next = cluster.follower();

            HttpCalls.Answer led = cluster.leader()
                    .http()
                    .post(
                            "/v1/cluster/transfer",
                            "{\"to\":\"" + next.name() + "\"}",
                            "Content-Type",
                            "application/json");

            assertThat(led.status()).as(led.toString()).isEqualTo(200);
            assertThat(led.json().path("name").asText()).isEqualTo(next.name());
            assertThat(next.isLeading()).isTrue();
        }
    }

    @Test
    void followerFetchesOnlyWhatMovedAndNothingWhereNothingDid() {
        try (LocalCluster cluster = start(2)) {
            Node leader = cluster.leader();
            Node follower = cluster.follower();
            register(leader, 9090);
            awaitInstances(follower, 1);
            double whole = pulls(follower, "whole");

            leader.http().post("/renew?service=a.B", INSTANCE.formatted(9090));
            await(
                    follower,
                    node -> NodeInfo.of(node.http()).version()
                            == NodeInfo.of(leader.http()).version());

            assertThat(follower.http().get("/snapshot").json())
                    .isEqualTo(leader.http().get("/snapshot").json());
            assertThat(pulls(follower, "renewals")).isEqualTo(1);
            assertThat(pulls(follower, "whole")).isEqualTo(whole);
            assertThat(pulls(follower, "failed")).isZero();
        }
    }

    @Test
    void watchersOfAllNodesAreToldAcrossAChangeOfLeadership() {
        try (LocalCluster cluster = start(2);
                WatchingClient atFirst = new WatchingClient("service=a.B");
                WatchingClient atSecond = new WatchingClient("service=a.B")) {
            Node first = cluster.leader();
            Node second = cluster.follower();
            for (int port = 9001; port <= 9020; port++) { // so that the first one counts further
                register(first, port);
            }
            atFirst.connect(first);
            atSecond.connect(second);

            second.http().post("/sl", "");
            register(second, 9090);

            awaitTold(atFirst, 21);
            awaitTold(atSecond, 21);
        }
    }

    @Test
    @SuppressWarnings("try") // closed in the middle, to come back later
    void watcherOfAFollowerIsToldOfItsServiceAloneAndGoesOnWhereItLeftOff() {
        try (LocalCluster cluster = start(2);
                WatchingClient watcher = new WatchingClient("service=a.B");
                WatchingClient idle = new WatchingClient("service=many.S7")) {
            Node leader = cluster.leader();
            Node follower = cluster.follower();
            registerMany(leader);
            awaitEqual(cluster);
            watcher.connect(follower);
            idle.connect(follower);
            awaitTold(watcher, 0);

            for (int port = 9001; port <= 9003; port++) {
                register(leader, port);
                awaitTold(watcher, port - 9000);
            }
            idle.take(100);
            assertThat(idle.resets()).isZero();
            assertThat(idle.lists()).isEqualTo(1);
            assertThat(watcher.resets()).isZero();
            assertThat(watcher.changes()).isZero();
            assertThat(watcher.lists()).isEqualTo(4);

            watcher.connect(leader); // with the point that the follower gave it
            register(leader, 9004);
            awaitTold(watcher, 4);
            assertThat(watcher.changes()).isEqualTo(1);
            watcher.close();
            register(leader, 9005);
            awaitInstances(follower, 5);
            leader.http().post("/reg?service=many.S1", INSTANCE.formatted(9100));
            awaitEqual(cluster);
            watcher.connect(follower);
            awaitTold(watcher, 5);
            assertThat(watcher.resets()).isZero();
            assertThat(watcher.lists()).isEqualTo(5);
        }
    }

    private static void registerMany(Node leader) {
        for (int number = 0; number < SERVICES; number++) {
            assertThat(leader.http()
                            .post("/reg?service=many.S" + number, INSTANCE.formatted(9000 + number))
                            .status())
                    .isEqualTo(200);
        }
    }

    private static void awaitTold(WatchingClient watcher, int instances) {
        Awaitility.await().atMost(LocalCluster.PATIENCE).until(() -> {
            watcher.take(100);
            List<JsonNode> known = watcher.instances("a.B");
            return known != null && known.size() == instances;
        });
    }

    @Test
    void allNodesOfTheClusterAreShownAlike() {
        try (LocalCluster cluster = start(3)) {
            for (Node node : cluster.nodes()) {
                await(node, one -> up(one) == 3);
                JsonNode all = node.http().get("/cluster").json();
                assertThat(all.findValuesAsText("name")).containsExactly("n1", "n2", "n3");
                assertThat(all.findValuesAsText("mode")).containsOnly("hash");
                await(
                        node,
                        one -> one.http()
                                .get("/cluster")
                                .json()
                                .findValuesAsText("claim")
                                .equals(List.of("elected")));
                assertThat(node.http()
                                .get("/leader?election=hash")
                                .json()
                                .path("url")
                                .asText())
                        .isEqualTo(url(cluster.leader()));
            }
        }
    }

    @Test
    void nodeThatIsGoneGrowsOlderWhateverTheOthersSay() {
        try (LocalCluster cluster = start(3)) {
            Node gone = cluster.followers().get(0);
            Node asked = cluster.followers().get(1);
            String url = url(gone);
            await(asked, one -> up(one) == 3);
            gone.stop();

            await(asked, one -> age(one, url) > 2_000);
            assertThat(age(asked, url(cluster.leader()))).isLessThan(2_000);
        }
    }

    private static long age(Node asked, String url) {
        for (JsonNode one : asked.http().get("/cluster").json()) {
            if (one.path("url").asText().equals(url)) {
                return one.path("ageMs").asLong();
            }
        }
        throw new AssertionError(url + " is not shown");
    }

    private LocalCluster start(int nodes) {
        return LocalCluster.in(directory).nodes(nodes).hash().start();
    }

    private static HttpCalls.Answer register(Node node, int port) {
        return node.http().post("/reg?service=a.B", INSTANCE.formatted(port));
    }

    private static String url(Node node) {
        return node.http().base();
    }

    private static String leastHash(List<Node> nodes) {
        return nodes.stream()
                .map(HashModeTest::url)
                .min(Comparator.comparingInt(String::hashCode))
                .orElseThrow();
    }

    private static int instances(Node node) {
        return node.http().get("/findAll?service=a.B").json().size();
    }

    private static void awaitInstances(Node node, int count) {
        await(node, one -> instances(one) == count);
    }

    private static void awaitEqual(LocalCluster cluster) {
        String hash = NodeInfo.of(cluster.leader().http()).stateHash();
        cluster.nodes()
                .forEach(node ->
                        await(node, one -> NodeInfo.of(one.http()).stateHash().equals(hash)));
    }

    private static String lineage(Node node) {
        return node.http().get("/info").json().path("lineage").asText();
    }

    private static String leaderOf(Node node) {
        return node.http().get("/info").header("X-Registry-Leader");
    }

    private static int up(Node node) {
        int up = 0;
        for (JsonNode one : node.http().get("/cluster").json()) {
            up += one.path("status").asBoolean() ? 1 : 0;
        }
        return up;
    }

    private static double pulls(Node node, String result) {
        return node.http()
                .get("/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith("maregistry_hash_pulls_total{result=\"" + result + "\"}"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .findFirst()
                .orElseThrow();
    }

    private static void await(Node node, Predicate<Node> wanted) {
        Awaitility.await().atMost(LocalCluster.PATIENCE).until(() -> wanted.test(node));
    }
}
