package io.maregistry.tests;

import static io.maregistry.tests.Samples.listed;
import static io.maregistry.tests.Samples.registerPersistent;
import static org.assertj.core.api.Assertions.assertThat;

import io.maregistry.server.config.SnapshotConfig;
import io.maregistry.testkit.HttpCalls;
import io.maregistry.testkit.LocalCluster;
import io.maregistry.testkit.NodeInfo;
import io.maregistry.testkit.Replicas;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** F11: a node that was away for longer than the others keep their log comes back through a snapshot. */
@Timeout(180)
class SnapshotInstallTest {

    private static final int EVERY_ENTRIES = 100;
    private static final int EVERY_FEW_ENTRIES = 20;
    private static final SnapshotConfig NEVER = every(100_000_000);

    private static final int BATCHES = 50;
    private static final int BATCH = 1_000;

    @TempDir
    Path directory;

    private static SnapshotConfig every(int entries) {
        return new SnapshotConfig(entries, Duration.ofHours(1), SnapshotConfig.Codec.ZSTD);
    }

    @Test
    void nodeThatWasAwayForTwoSnapshotsInstallsOneAndHoldsTheSame() {
        try (LocalCluster cluster = LocalCluster.in(directory)
                .nodes(3)
                .with(config -> config.snapshot(every(EVERY_ENTRIES)))
                .with(3, config -> config.snapshot(NEVER)) // so that what it has was given to it
                .start()) {
            LocalCluster.Node away = cluster.node(3);
            registerPersistent(cluster.node(1).http(), "install.A", 0, 10);
            away.stop();

            for (int snapshots = 1; snapshots <= 3; snapshots++) {
                writeUntilBothSaved(cluster);
            }
            away.start();
            away.awaitReady();

            assertThat(Replicas.awaitCommonIndex(cluster.http())).hasSize(1);
            assertThat(SavedSnapshots.of(away)).isNotEmpty();
            int all = listed(cluster.node(1).http(), "install.A");
            assertThat(listed(away.http(), "install.A")).isEqualTo(all);
            assertItServesAfterOneMoreRestart(cluster, away, all);
        }
    }

    @Test
    void nodeThatWasAwayFor50000WritesAndTwoSnapshotsComesBackThroughOne() {
        try (LocalCluster cluster = LocalCluster.in(directory)
                .nodes(3)
                .with(config -> config.snapshot(every(EVERY_FEW_ENTRIES)))
                .with(3, config -> config.snapshot(NEVER)) // so that what it has was given to it
                .start()) {
            LocalCluster.Node away = cluster.node(3);
            away.stop();

            for (int half = 0; half < 2; half++) {
                long before = NodeInfo.of(cluster.node(1).http()).applied();
                for (int batch = 0; batch < BATCHES / 2; batch++) {
                    register(cluster.leader().http(), half * BATCHES / 2 + batch);
                }
                SavedSnapshots.awaitBehind(before, cluster.node(1), cluster.node(2));
            }
            away.start();
            away.awaitReady();

            assertThat(SavedSnapshots.of(away)).isNotEmpty();
            assertThat(Replicas.awaitCommonIndex(cluster.http())).hasSize(1);
            assertThat(listed(away.http(), "install.B")).isEqualTo(BATCHES * BATCH);
        }
    }

    /** Registers as many instances as one request takes; they make two entries at least. */
    private static void register(HttpCalls node, int batch) {
        String items = IntStream.range(batch * BATCH, (batch + 1) * BATCH)
                .mapToObj(number -> "{\"op\":\"register\",\"service\":\"install.B\",\"instance\":"
                        + Samples.persistent(number) + "}")
                .collect(Collectors.joining(",", "{\"items\":[", "]}"));

        HttpCalls.Answer answer = node.post("/v1/instances", items);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body().split("\"outcome\":\"added\"", -1)).hasSize(BATCH + 1);
    }

    private static void assertItServesAfterOneMoreRestart(LocalCluster cluster, LocalCluster.Node away, int all) {
        registerPersistent(away.http(), "install.A", all, all + 10);
        away.stop();
        away.start();
        away.awaitReady();
        assertThat(listed(away.http(), "install.A")).isEqualTo(all + 10);
        assertThat(Replicas.awaitCommonIndex(cluster.http())).hasSize(1);
    }

    private static void writeUntilBothSaved(LocalCluster cluster) {
        HttpCalls present = cluster.node(1).http();
        long before = NodeInfo.of(present).applied();
        int from = listed(present, "install.A");
        registerPersistent(cluster.leader().http(), "install.A", from, from + EVERY_ENTRIES + 10);
        SavedSnapshots.awaitBehind(before, cluster.node(1), cluster.node(2));
    }
}
