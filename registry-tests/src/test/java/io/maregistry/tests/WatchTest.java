package io.maregistry.tests;

import static io.maregistry.tests.Samples.persistent;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.maregistry.server.config.WatchConfig;
import io.maregistry.testkit.HttpCalls;
import io.maregistry.testkit.LocalCluster;
import io.maregistry.testkit.WatchStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** P8: a watcher is told every change once and in order, or a list that includes it, whichever node it goes on at. */
@Timeout(240)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WatchTest {

    private static final int STEPS = 600;
    private static final String[] SERVICES = {"watch.A", "watch.B", "watch.C"};

    private final LocalCluster cluster;

    WatchTest(@TempDir Path directory) {
        WatchConfig small = new WatchConfig(40, 1 << 20, 8, 1 << 20, Duration.ofMillis(300));
        cluster = LocalCluster.in(directory)
                .nodes(3)
                .with(settings -> settings.watch(small))
                .build();
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
    void nothingIsLostOrToldTwiceWhereverTheWatcherGoesOn() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        try (WatchingClient quick = new WatchingClient("service=watch.A&service=watch.B&service=watch.C");
                WatchingClient seldom = new WatchingClient("service=watch.B&service=watch.C&service=never.Seen")) {
            quick.connect(cluster.node(1));
            seldom.connect(cluster.node(2));

            for (int step = 0; step < STEPS; step++) {
                change(random);
                if (random.nextInt(10) == 0) {
                    quick.connect(anyNode(random));
                }
                if (random.nextInt(60) == 0) {
                    seldom.connect(anyNode(random));
                }
                quick.take(random.nextInt(4));
                seldom.take(random.nextInt(2));
                if (step % 200 == 199) {
                    cluster.follower().http().post("/sl", "");
                }
            }

            for (WatchingClient client : List.of(quick, seldom)) {
                client.connect(anyNode(random));
                for (String service : List.of("watch.B", "watch.C")) {
                    await("seed " + seed).atMost(LocalCluster.PATIENCE).untilAsserted(() -> {
                        client.take(1_000);
                        assertThat(client.instances(service)).isEqualTo(listed(service));
                    });
                }
                assertThat(client.changes()).isPositive();
                assertThat(client.lists()).isPositive();
            }
        }
    }

    private LocalCluster.Node anyNode(Random random) {
        return cluster.node(1 + random.nextInt(cluster.size()));
    }

    private void change(Random random) {
        String service = SERVICES[random.nextInt(SERVICES.length)];
        String path = random.nextInt(3) == 0 ? "/unreg" : "/reg";
        HttpCalls.Answer done =
                anyNode(random).http().post(path + "?service=" + service, persistent(random.nextInt(9)));
        assertThat(done.status()).as("%s", done).isIn(200, 503, 504);
    }

    private List<JsonNode> listed(String service) {
        List<JsonNode> instances = new ArrayList<>();
        cluster.node(1)
                .http()
                .get("/v1/services/" + service + "?consistency=linearizable")
                .json()
                .get("instances")
                .forEach(instances::add);
        return instances;
    }

    @Test
    void streamAndPollOutliveAChangeOfTheLeader() {
        LocalCluster.Node next = cluster.follower();
        LocalCluster.Node watched = cluster.followers().get(1);
        try (WatchStream stream = WatchStream.open(watched.http().base(), "service=watch.Leader", null)) {
            stream.await("state");
            String since = watched.http().get("/findAll?service=x").header("X-Registry-Revision");
            CompletableFuture<HttpCalls.Answer> poll =
                    watched.http().begin("GET", "/v1/services/watch.Leader?wait=14s&since=" + since, null);

            assertThat(next.http().post("/sl", "").status()).isEqualTo(200);
            assertThat(next.http()
                            .post("/reg?service=watch.Leader", persistent(1))
                            .status())
                    .isEqualTo(200);

            assertThat(stream.await("change").data().path("action").asText()).isEqualTo("added");
            assertThat(poll.join().status()).isEqualTo(200);
        }
    }

    @Test
    void watcherOfANodeThatStopsGoesOnElsewhereWithoutAGap() {
        LocalCluster.Node stopping = cluster.follower();
        HttpCalls leader = cluster.leader().http();
        String id;
        try (WatchStream stream = WatchStream.open(stopping.http().base(), "service=watch.Stop", null)) {
            stream.await("state");
            leader.post("/reg?service=watch.Stop", persistent(1));
            id = stream.await("change").id();
            stopping.stop();
            assertThat(stream.await("bye").data().path("reason").asText()).isEqualTo("stopping");
            stream.await(WatchStream.Event.END);
        }
        leader.post("/reg?service=watch.Stop", persistent(2));
        try (WatchStream stream = WatchStream.open(leader.base(), "service=watch.Stop", id)) {
            assertThat(stream.await("change")
                            .data()
                            .path("instances")
                            .path(0)
                            .path("context")
                            .asText())
                    .isEqualTo("2");
        }
        stopping.start();
        stopping.awaitReady();
    }

    @Test
    void nodeThatWasStartedAgainTellsWhatItMissed() {
        LocalCluster.Node restarted = cluster.follower();
        HttpCalls leader = cluster.leader().http();
        String id;
        try (WatchStream stream = WatchStream.open(leader.base(), "service=watch.Back", null)) {
            id = stream.await("state").id();
        }
        restarted.stop();
        leader.post("/reg?service=watch.Back", persistent(1));
        leader.post("/reg?service=watch.Back", persistent(2));
        restarted.start();
        restarted.awaitReady();
        try (WatchStream stream = WatchStream.open(restarted.http().base(), "service=watch.Back", id)) {
            assertThat(toldUntilTwo(stream)).isIn(List.of("change 1", "change 2"), List.of("reset", "state 2"));
        }
    }

    /** What came until two instances were listed: each change, or, of a node that keeps no changes of before, the list. */
    private static List<String> toldUntilTwo(WatchStream stream) {
        List<String> told = new ArrayList<>();
        for (int event = 0; event < 10 && !told.toString().endsWith(" 2]"); event++) {
            WatchStream.Event next = stream.poll(LocalCluster.PATIENCE);
            if (next == null) {
                told.add("nothing");
            } else if (next.name().equals("change")) {
                told.add("change " + next.data().path("size").asInt());
            } else if (next.name().equals("state")) {
                told.add("state " + next.data().path("instances").size());
            } else if (!next.name().equals("hello") && !next.name().equals("progress")) {
                told.add(next.name());
            }
        }
        return told;
    }

    @Test
    void restoreIsAResetForEveryWatcher() {
        HttpCalls leader = cluster.leader().http();
        LocalCluster.Node watched = cluster.follower();
        try (WatchStream stream = WatchStream.open(watched.http().base(), "service=watch.Restored", null)) {
            stream.await("state");
            String document = "{\"REGISTRY\":{\"watch.Restored\":[" + persistent(7)
                    + "]},\"VERSIONS\":{},\"TIMESTAMPS\":{},\"version\":1}";
            assertThat(leader.call("PUT", "/v1/snapshot?mode=merge", document).status())
                    .isEqualTo(200);
            assertThat(stream.await("reset").data().path("reason").asText()).isEqualTo("restored");
            assertThat(stream.await("state").data().path("instances")).hasSize(1);
        }
    }
}
