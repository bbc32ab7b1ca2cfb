package io.maregistry.server.raft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.maregistry.error.ErrorCode;
import io.maregistry.error.RegistryException;
import io.maregistry.server.config.SnapshotConfig;
import io.maregistry.server.config.WriteRouting;
import io.maregistry.server.replication.Standing;
import io.maregistry.server.state.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A group of one. */
@NullMarked
@Timeout(120)
class LoneNodeTest {

    @TempDir
    Path directory;

    @Test
    void loneNodeIsBornLeadsAndAppliesWhatIsWritten() throws Exception {
        try (TestGroup group = new TestGroup(1, directory).start()) {
            TestNode node = group.leader();

            var committed = node.write("a.B", 1);
            node.confirm();

            assertThat(committed.outcome()).isInstanceOf(Outcome.Registered.class);
            assertThat(committed.isAppliedHere()).isTrue();
            assertThat(node.instances("a.B")).isEqualTo(1);
            assertThat(node.root().scalars().clusterId()).hasSize(32);
            assertThat(node.root().scalars().lineage()).isNotZero();
            Standing standing = node.raft().standing();
            assertThat(standing.ageMillis()).isZero();
            assertThat(standing.leader()).isEqualTo(node.peer());
        }
    }

    @Test
    void restartedNodeHasWhatWasWritten() throws Exception {
        try (TestGroup group = new TestGroup(1, directory).start()) {
            TestNode node = group.leader();
            node.write("a.B", 1);
            node.write("a.B", 2);
            await().until(() -> node.root().members().size() == 1);
            var before = node.root().hash();
            node.close();

            node.start();
            group.awaitReady();

            assertThat(node.instances("a.B")).isEqualTo(2);
            assertThat(node.root().hash()).isEqualTo(before);
        }
    }

    @Test
    void nodeWithASpoiltSnapshotDoesNotStart() throws Exception {
        SnapshotConfig often = new SnapshotConfig(10, Duration.ofHours(1), SnapshotConfig.Codec.NONE);
        try (TestGroup group = new TestGroup(1, directory, often, WriteRouting.FORWARD).start()) {
            TestNode node = group.leader();
            for (int at = 0; at < 30; at++) {
                node.write("a.B", at);
            }
            await().atMost(TestGroup.PATIENCE).until(() -> snapshotFile().isPresent());
            node.close();
            Path file = snapshotFile().orElseThrow();
            Files.writeString(file, Files.readString(file).replaceFirst("10\\.0\\.0\\.3", "10.0.0.9"));

            assertThatThrownBy(node::start)
                    .isInstanceOf(BrokenReplicaException.class)
                    .hasRootCauseInstanceOf(RegistryException.Corrupted.class)
                    .hasMessageContaining("registry.json");
            await().until(() -> node.broken.get() != null);
        }
    }

    @Test
    void nodeThatWasClosedBeforeItsStartTakesNoPart() {
        try (TestGroup group = new TestGroup(1, directory)) {
            TestNode node = group.nodes.get(0);

            node.start(RaftNode::close);

            assertThat(node.raft().standing().health()).isEqualTo(Standing.Health.STOPPING);
            assertThat(directory.resolve("n1/raft")).doesNotExist();
            assertThat(Thread.getAllStackTraces().keySet())
                    .extracting(Thread::getName)
                    .noneMatch(name -> name.startsWith("raft-") && name.endsWith("-n1"));
        }
    }

    @Test
    void nodeOnAFullDiskRefusesWritesAndServesReadsUntilThereIsSpace() throws Exception {
        AtomicLong free = new AtomicLong(Long.MAX_VALUE);
        try (TestGroup group = new TestGroup(1, directory)) {
            TestNode node = group.nodes.get(0).withSpace(free::get).start();
            group.awaitReady();
            node.write("a.B", 1);

            free.set(0);
            await().untilAsserted(() -> assertThatThrownBy(() -> node.write("a.B", 2))
                    .cause()
                    .isInstanceOfSatisfying(
                            RegistryException.Unavailable.class,
                            refused -> assertThat(refused.code()).isEqualTo(ErrorCode.DISK_FULL)));
            node.confirm();
            int before = node.instances("a.B");
            free.set(Long.MAX_VALUE);

            await().ignoreExceptions().until(() -> node.write("a.B", 3).isAppliedHere());
            assertThat(node.instances("a.B")).isEqualTo(before + 1);
        }
    }

    private Optional<Path> snapshotFile() throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(file -> file.toString().contains("snapshot_")
                            && file.getFileName().toString().equals("registry.json"))
                    .findFirst();
        }
    }
}
