package io.maregistry.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.maregistry.server.config.LeaseConfig;
import io.maregistry.server.config.ServerConfig;
import io.maregistry.server.config.SnapshotConfig;
import io.maregistry.testkit.HttpCalls;
import io.maregistry.testkit.LocalCluster;
import io.maregistry.testkit.ManualClock;
import io.maregistry.testkit.NodeInfo;
import io.maregistry.testkit.Replicas;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** P6 and P7: the living stay and the dead leave, whatever happens to the registry. The tests hold its clocks. */
@Timeout(180)
class LivenessTest {

    private static final String SERVICE = "alive.A";
    private static final Duration TTL = Duration.ofSeconds(3);
    private static final Duration STEP = Duration.ofMillis(100);
    private static final int SNAPSHOT_ENTRIES = 50;
    private static final int LIVING = 20;
    private static final int ALL = 25;

    @TempDir
    private Path directory;

    private final ManualClock clock = new ManualClock();

    @Test
    void leaderChangeInMidExpiryCostsTheLivingNothingAndKeepsTheDeadNoLonger() {
        try (LocalCluster cluster = cluster().start()) {
            register(cluster.leader().http());
            serve(cluster, TTL.dividedBy(2));

            LocalCluster.Node old = cluster.leader();
            old.stop();
            await().atMost(LocalCluster.PATIENCE).until(() -> goesOn(cluster) && deadHaveLeft(cluster));
            assertLivingAreListed(cluster);

            old.start();
            old.awaitReady();
            serve(cluster, TTL.multipliedBy(2));
            assertLivingAreListed(cluster);
            assertThat(Replicas.awaitCommonIndex(cluster.http())).hasSize(1);
        }
    }

    @Test
    void timeWithoutALeaderCountsForNobody() {
        try (LocalCluster cluster = cluster().start()) {
            register(cluster.leader().http());
            LocalCluster.Node left = cluster.follower();
            cluster.nodes().stream().filter(node -> node != left).forEach(LocalCluster.Node::stop);
            clock.pass(Duration.ofHours(1));

            cluster.start();
            assertThat(Samples.listed(cluster.leader().http(), SERVICE)).isEqualTo(ALL);

            await().atMost(LocalCluster.PATIENCE).until(() -> goesOn(cluster) && deadHaveLeft(cluster));
            assertLivingAreListed(cluster);
        }
    }

    @Test
    void restartOfAllNodesCountsForNobody() {
        try (LocalCluster cluster = cluster().start()) {
            register(cluster.leader().http());
            serve(cluster, TTL.dividedBy(2));
            cluster.nodes().forEach(LocalCluster.Node::stop);
            clock.pass(Duration.ofHours(1));

            cluster.start();
            assertThat(Samples.listed(cluster.leader().http(), SERVICE)).isEqualTo(ALL);

            await().atMost(LocalCluster.PATIENCE).until(() -> goesOn(cluster) && deadHaveLeft(cluster));
            assertLivingAreListed(cluster);
        }
    }

    @Test
    void jumpsOfTheWallClockCountForNobody() {
        try (LocalCluster cluster = cluster().start()) {
            long wall = clock.source().wallMillis().getAsLong();
            register(cluster.leader().http());
            clock.setWall(wall + 3_600_000);
            serve(cluster, TTL.dividedBy(3));
            clock.setWall(wall - 3_600_000);
            serve(cluster, TTL.dividedBy(3));
            assertThat(Samples.listed(cluster.leader().http(), SERVICE)).isEqualTo(ALL);

            await().atMost(LocalCluster.PATIENCE).until(() -> goesOn(cluster) && deadHaveLeft(cluster));
            assertLivingAreListed(cluster);
        }
    }

    @Test
    void pauseOfTheWholeClusterCountsForNobody() {
        try (LocalCluster cluster = cluster().start()) {
            register(cluster.leader().http());
            clock.pass(Duration.ofSeconds(30));
            assertThat(goesOn(cluster)).isTrue();
            assertThat(Samples.listed(cluster.leader().http(), SERVICE)).isEqualTo(ALL);

            await().atMost(LocalCluster.PATIENCE).until(() -> goesOn(cluster) && deadHaveLeft(cluster));
            assertLivingAreListed(cluster);
        }
    }

    @Test
    void leaderThatCameBackThroughASnapshotKnowsWhoRenewed() {
        try (LocalCluster cluster = cluster()
                .with(LivenessTest::settingsWithSnapshots)
                .with(3, config -> config.snapshot(snapshotEvery(1_000_000))) // so that what it has was given to it
                .start()) {
            LocalCluster.Node away = cluster.node(3);
            away.stop();
            register(cluster.leader().http());
            assertThat(goesOn(cluster)).isTrue();
            long before = NodeInfo.of(cluster.leader().http()).applied();
            Samples.registerPersistent(cluster.leader().http(), "alive.Filling", 0, 4 * SNAPSHOT_ENTRIES);
            SavedSnapshots.awaitBehind(before + 2 * SNAPSHOT_ENTRIES, cluster.node(1), cluster.node(2));
            away.start();
            away.awaitReady();
            assertThat(SavedSnapshots.of(away)).isNotEmpty();
            assertThat(goesOn(cluster)).isTrue();

            HttpCalls.Answer moved =
                    cluster.leader().http().post("/v1/cluster/transfer", "{\"to\":\"" + away.name() + "\"}");
            assertThat(moved.status()).as(moved.body()).isEqualTo(200);
            await().atMost(LocalCluster.PATIENCE).until(() -> goesOn(cluster) && deadHaveLeft(cluster));
            assertLivingAreListed(cluster);
        }
    }

    private LocalCluster.Builder cluster() {
        return LocalCluster.in(directory).nodes(3).time(clock.source()).with(LivenessTest::settings);
    }

    private static ServerConfig.Builder settings(ServerConfig.Builder builder) {
        LeaseConfig usual = LeaseConfig.DEFAULT;
        return builder.lease(new LeaseConfig(
                TTL, usual.tick(), usual.sweep(), usual.offlineGrace(), usual.profile(), usual.protection()));
    }

    private static ServerConfig.Builder settingsWithSnapshots(ServerConfig.Builder builder) {
        return settings(builder).snapshot(snapshotEvery(SNAPSHOT_ENTRIES));
    }

    private static SnapshotConfig snapshotEvery(int entries) {
        return new SnapshotConfig(entries, Duration.ofHours(1), SnapshotConfig.Codec.ZSTD);
    }

    private static void register(HttpCalls node) {
        String items = IntStream.range(0, ALL)
                .mapToObj(number -> "{\"op\":\"register\",\"service\":\"" + SERVICE + "\",\"instance\":"
                        + Samples.instance(number) + "}")
                .collect(Collectors.joining(",", "{\"items\":[", "]}"));
        assertThat(node.post("/v1/instances", items).status()).isEqualTo(200);
    }

    /** Some of the registry's time passes, and the living renew meanwhile. */
    private void serve(LocalCluster cluster, Duration time) {
        int[] steps = {0};
        await().atMost(LocalCluster.PATIENCE)
                .until(() -> goesOn(cluster) && ++steps[0] >= time.toMillis() / STEP.toMillis());
    }

    /** One step of time; the living renew through a node that takes it. */
    private boolean goesOn(LocalCluster cluster) {
        clock.pass(STEP);
        for (HttpCalls node : cluster.http()) {
            HttpCalls.Answer renewed = node.post("/v1/renewals", living());
            if (renewed.status() == 200) {
                assertThat(renewed.body()).doesNotContain("require_reregister");
                return true;
            }
        }
        return false;
    }

    private static String living() {
        return IntStream.range(0, LIVING)
                .mapToObj(
                        number -> "{\"service\":\"" + SERVICE + "\",\"id\":\"http://10.0.0." + number + ":8080/app\"}")
                .collect(Collectors.joining(",", "{\"items\":[", "]}"));
    }

    private static boolean deadHaveLeft(LocalCluster cluster) {
        return cluster.http().stream().allMatch(node -> Samples.listed(node, SERVICE) <= LIVING);
    }

    private static void assertLivingAreListed(LocalCluster cluster) {
        List<String> living = IntStream.range(0, LIVING)
                .mapToObj(number -> "10.0.0." + number)
                .toList();
        for (HttpCalls node : cluster.http()) {
            JsonNode listed = node.get("/findAll?service=" + SERVICE).json();
            assertThat(listed.findValuesAsText("host")).containsExactlyElementsOf(living);
        }
    }
}
