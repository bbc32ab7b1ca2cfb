package io.maregistry.tests;

import static io.maregistry.tests.Samples.registerPersistent;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.maregistry.server.config.ExitCode;
import io.maregistry.server.config.SnapshotConfig;
import io.maregistry.server.config.StartException;
import io.maregistry.server.snapshot.SnapshotFile;
import io.maregistry.server.state.Root;
import io.maregistry.server.state.StateBuilder;
import io.maregistry.testkit.HttpCalls;
import io.maregistry.testkit.LocalCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** P8: a whole server whose state is not that of the others says so for as long as it runs, and does not start again. */
@Timeout(180)
class DivergedServerTest {

    private static final int CHECKPOINT = 1_024; // entries
    private static final SnapshotConfig OFTEN = new SnapshotConfig(20, Duration.ofHours(1), SnapshotConfig.Codec.NONE);

    @TempDir
    Path directory;

    @Test
    void serverThatDivergedRefusesDataAndItsNextStartEndsWith70() throws IOException {
        try (LocalCluster cluster = LocalCluster.in(directory)
                .nodes(3)
                .with(config -> config.snapshot(OFTEN))
                .start()) {
            LocalCluster.Node wrong = cluster.node(3);
            registerPersistent(cluster.node(1).http(), "diverged.A", 0, 50);
            await("a snapshot")
                    .atMost(LocalCluster.PATIENCE)
                    .until(() -> !snapshots(wrong).isEmpty());
            wrong.stop();
            loseEveryService(snapshots(wrong).get(0));
            wrong.start();
            wrong.awaitReady(); // nobody has noticed yet

            registerPersistent(cluster.node(1).http(), "diverged.B", 0, CHECKPOINT + 10);

            await("it has noticed")
                    .atMost(LocalCluster.PATIENCE)
                    .untilAsserted(() -> assertDiverged(wrong.http().get("/readyz")));
            assertDiverged(wrong.http().get("/findAll?service=diverged.B"));
            assertDiverged(wrong.http().post("/reg?service=diverged.B", Samples.persistent(0)));
            assertThat(wrong.server().failure().toCompletableFuture()).isNotDone();
            registerPersistent(cluster.node(2).http(), "diverged.C", 0, 10);

            wrong.stop();
            assertThatThrownBy(wrong::start)
                    .hasMessageContaining("is marked as diverged")
                    .hasMessageNotContaining("\n")
                    .asInstanceOf(InstanceOfAssertFactories.type(StartException.class))
                    .extracting(StartException::exitCode)
                    .isEqualTo(ExitCode.BROKEN_STATE);
            assertThat(ExitCode.BROKEN_STATE.number()).isEqualTo(70);
        }
    }

    private static void assertDiverged(HttpCalls.Answer answer) {
        assertThat(answer.status()).as(answer.toString()).isEqualTo(503);
        assertThat(answer.json().path("code").asText()).isEqualTo("DIVERGED");
    }

    /** What a disk that lost rows would give if nothing found out: a sound snapshot of another state at the same place. */
    private static void loseEveryService(Path snapshot) throws IOException {
        Root root = SnapshotFile.load(snapshot).root();
        StateBuilder lost = new StateBuilder().scalars(root.scalars()).settings(root.settings());
        root.members().forEach(lost::member);
        SnapshotFile.save(lost.build(root.position()).root(), snapshot, SnapshotConfig.Codec.NONE);
    }

    private static List<Path> snapshots(LocalCluster.Node node) throws IOException {
        try (Stream<Path> files = Files.list(node.directory().resolve("raft/snapshot"))) {
            return files.filter(file -> file.getFileName().toString().startsWith("snapshot_"))
                    .toList();
        }
    }
}
