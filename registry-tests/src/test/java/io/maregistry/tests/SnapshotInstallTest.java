package io.maregistry.tests;

import static io.maregistry.tests.Samples.listed;
import static io.maregistry.tests.Samples.registerPersistent;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.maregistry.server.config.SnapshotConfig;
import io.maregistry.testkit.LocalCluster;
import io.maregistry.testkit.NodeInfo;
import io.maregistry.testkit.Replicas;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** F11: a node that was away for longer than the others keep their log comes back through a snapshot. */
@Timeout(180)
class SnapshotInstallTest {

    private static final int EVERY_ENTRIES = 100;
    private static final SnapshotConfig OFTEN =
            new SnapshotConfig(EVERY_ENTRIES, Duration.ofHours(1), SnapshotConfig.Codec.ZSTD);
    private static final SnapshotConfig NEVER =
            new SnapshotConfig(100_000_000, Duration.ofHours(1), SnapshotConfig.Codec.ZSTD);

    @TempDir
    Path directory;

    @Test
    void nodeThatWasAwayForTwoSnapshotsInstallsOneAndHoldsTheSame() {
        try (LocalCluster cluster = LocalCluster.in(directory)
                .nodes(3)
                .with(config -> config.snapshot(OFTEN))
                .with(3, config -> config.snapshot(NEVER)) // so that what it has was given to it
                .start()) {
            LocalCluster.Node away = cluster.node(3);
            registerPersistent(cluster.node(1).http(), "install.A", 0, 10);
            away.stop();

            for (int snapshots = 1; snapshots <= 3; snapshots++) {
                writeUntilBothSaved(cluster, snapshots);
            }
            away.start();
            away.awaitReady();

            assertThat(Replicas.awaitCommonIndex(cluster.http())).hasSize(1);
            assertThat(snapshots(away)).isNotEmpty();
            int all = listed(cluster.node(1).http(), "install.A");
            assertThat(listed(away.http(), "install.A")).isEqualTo(all);
            assertItServesAfterOneMoreRestart(cluster, away, all);
        }
    }

    private static void assertItServesAfterOneMoreRestart(LocalCluster cluster, LocalCluster.Node away, int all) {
        registerPersistent(away.http(), "install.A", all, all + 10);
        away.stop();
        away.start();
        away.awaitReady();
        assertThat(listed(away.http(), "install.A")).isEqualTo(all + 10);
        assertThat(Replicas.awaitCommonIndex(cluster.http())).hasSize(1);
    }

    private static void writeUntilBothSaved(LocalCluster cluster, int round) {
        List<LocalCluster.Node> present = List.of(cluster.node(1), cluster.node(2));
        long before = NodeInfo.of(present.get(0).http()).applied();
        int from = listed(present.get(0).http(), "install.A");
        registerPersistent(cluster.leader().http(), "install.A", from, from + EVERY_ENTRIES + 10);
        await("snapshot " + round)
                .atMost(LocalCluster.PATIENCE)
                .until(() -> present.stream()
                        .allMatch(node -> snapshots(node).stream().anyMatch(index -> index > before)));
    }

    /** The indices of the snapshots that the node has on its disk. */
    private static List<Long> snapshots(LocalCluster.Node node) {
        try (Stream<Path> files = Files.list(node.directory().resolve("raft/snapshot"))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.startsWith("snapshot_"))
                    .map(name -> Long.valueOf(name.substring("snapshot_".length())))
                    .toList();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
