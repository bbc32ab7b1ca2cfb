package io.maregistry.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.maregistry.server.config.WriteRouting;
import io.maregistry.testkit.HttpCalls;
import io.maregistry.testkit.LocalCluster;
import io.maregistry.testkit.WatchStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A drain is answered when everybody who watches, on whatever node, has confirmed it, or when its time is over. */
@Timeout(180)
class DrainBarrierTest {

    private static final String WATCHERS = "/v1/services/orders/watchers";
    private static final String DRAIN = "/v1/services/orders/instances/http%3A%2F%2F10.0.0.1%3A8080%2F1/drain";
    private static final String LONG = "{\"waitMs\":60000}";

    @TempDir
    Path directory;

    @Test
    void watchersOfAllNodesAreWaitedForAndConfirmThroughAnyNode() {
        try (LocalCluster cluster = LocalCluster.in(directory).nodes(3).start()) {
            HttpCalls node = cluster.follower().http();
            Samples.registerPersistent(node, "orders", 1, 3);
            List<Watcher> watchers = watchers(cluster, "&ack=true");
            CompletableFuture<HttpCalls.Answer> draining = node.begin("POST", DRAIN, LONG);
            for (int at = 0; at < watchers.size(); at++) {
                long revision = watchers.get(at).awaitDrain();
                assertThat(draining).isNotDone();
                HttpCalls other = cluster.node((at + 1) % 3 + 1).http();
                watchers.get(at).acknowledge(other, revision);
            }

            JsonNode answer = draining.join().json();

            assertThat(answer.path("watchers").asInt()).as(answer.toString()).isEqualTo(3);
            assertThat(answer.path("confirmed").asInt()).isEqualTo(3);
            assertThat(answer.path("waiting")).isEmpty();
            assertThat(answer.has("unreachable")).isFalse();
            watchers.forEach(Watcher::close);
        }
    }

    @Test
    void watcherThatNeverConfirmsHoldsADrainUpUntilItsTimeIsOverAndIsNamed() {
        try (LocalCluster cluster = LocalCluster.in(directory).nodes(3).start()) {
            Samples.registerPersistent(cluster.leader().http(), "orders", 1, 2);
            List<Watcher> watchers = watchers(cluster, "");
            Watcher silent = Watcher.of(cluster.follower().http(), "&ack=true");

            JsonNode answer =
                    cluster.leader().http().post(DRAIN, "{\"waitMs\":1000}").json();

            assertThat(answer.path("watchers").asInt()).as(answer.toString()).isEqualTo(4);
            assertThat(answer.path("confirmed").asInt()).isEqualTo(3);
            assertThat(answer.path("waiting")).hasSize(1);
            assertThat(answer.path("waiting").path(0).path("watch").asText()).isEqualTo(silent.name());
            assertThat(cluster.follower()
                            .http()
                            .get("/findAll?service=orders&healthy=true")
                            .json())
                    .isEmpty();
            watchers.forEach(Watcher::close);
            silent.close();
        }
    }

    @Test
    void nodeThatIsDownIsNamedAndNotWaitedFor() {
        try (LocalCluster cluster = LocalCluster.in(directory).nodes(3).start()) {
            LocalCluster.Node gone = cluster.follower();
            Samples.registerPersistent(cluster.leader().http(), "orders", 1, 2);
            gone.stop();
            await().atMost(LocalCluster.PATIENCE)
                    .untilAsserted(() -> assertThat(
                                    cluster.leader().http().get(WATCHERS).json().path("unreachable"))
                            .hasSize(1));

            JsonNode answer = cluster.leader().http().post(DRAIN, LONG).json();

            assertThat(answer.path("unreachable")).hasToString("[\"" + gone.name() + "\"]");
            assertThat(answer.path("waiting")).isEmpty();
        }
    }

    @Test
    void drainOutlivesAChangeOfLeadershipInBetween() {
        try (LocalCluster cluster = LocalCluster.in(directory).nodes(3).start()) {
            LocalCluster.Node node = cluster.follower();
            Samples.registerPersistent(node.http(), "orders", 1, 2);
            Watcher watcher = Watcher.of(node.http(), "&ack=true");
            CompletableFuture<HttpCalls.Answer> draining =
                    cluster.leader().http().begin("POST", DRAIN, LONG);
            long revision = watcher.awaitDrain();

            assertThat(node.http().post("/sl", "").status()).isEqualTo(200);
            assertThat(draining).isNotDone();
            watcher.acknowledge(node.http(), revision);

            assertThat(draining.join().json().path("confirmed").asInt()).isEqualTo(1);
            watcher.close();
        }
    }

    @Test
    void followersOfHashModeAreWaitedForAsWell() {
        try (LocalCluster cluster = LocalCluster.in(directory)
                .nodes(2)
                .hash()
                .with(builder -> builder.writeRouting(WriteRouting.FORWARD))
                .start()) {
            HttpCalls follower = cluster.follower().http();
            Samples.registerPersistent(follower, "orders", 1, 2);
            await().atMost(LocalCluster.PATIENCE).until(() -> Samples.listed(follower, "orders") == 1);
            List<Watcher> watchers = watchers(cluster, "&ack=true");
            CompletableFuture<HttpCalls.Answer> draining = follower.begin("POST", DRAIN, LONG);
            for (Watcher watcher : watchers) {
                long revision = watcher.awaitDrain();
                assertThat(draining).isNotDone();
                watcher.acknowledge(cluster.leader().http(), revision);
            }

            JsonNode answer = draining.join().json();

            assertThat(answer.path("confirmed").asInt()).as(answer.toString()).isEqualTo(2);
            assertThat(answer.has("unreachable")).isFalse();
            watchers.forEach(Watcher::close);
        }
    }

    private static List<Watcher> watchers(LocalCluster cluster, String query) {
        List<Watcher> watchers = new ArrayList<>();
        cluster.http().forEach(node -> watchers.add(Watcher.of(node, query)));
        return watchers;
    }

    private record Watcher(String name, WatchStream stream) {

        /** One that has its first list. */
        static Watcher of(HttpCalls node, String query) {
            WatchStream stream = WatchStream.open(node.base(), "service=orders" + query, null);
            String name = stream.await("hello").data().path("watch").asText();
            stream.await("state");
            return new Watcher(name, stream);
        }

        /** The revision at which it is told that the instance drains, as a change or by a list. */
        long awaitDrain() {
            while (true) {
                WatchStream.Event event = stream.poll(LocalCluster.PATIENCE);
                if (event == null || event.name().equals(WatchStream.Event.END)) {
                    throw new AssertionError("no drain was told, but " + event);
                }
                if (event.data().path("instances").path(0).path("draining").asBoolean()) {
                    return event.data().path("revision").asLong();
                }
            }
        }

        void acknowledge(HttpCalls node, long revision) {
            HttpCalls.Answer taken = node.post("/v1/watch/" + name + "/ack", "{\"revision\":" + revision + "}");
            assertThat(taken.status()).as(taken.toString()).isEqualTo(204);
        }

        void close() {
            stream.close();
        }
    }
}
