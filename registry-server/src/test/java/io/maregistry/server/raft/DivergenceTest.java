package io.maregistry.server.raft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.maregistry.error.ErrorCode;
import io.maregistry.error.RegistryException;
import io.maregistry.server.config.SnapshotConfig;
import io.maregistry.server.config.WriteRouting;
import io.maregistry.server.replication.MemberReport;
import io.maregistry.server.replication.Standing;
import io.maregistry.server.state.Entry;
import io.maregistry.server.state.Settings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A group of three of which some apply something else than the log says. */
@NullMarked
@Timeout(180)
class DivergenceTest {

    private static final long INTERVAL = 8;
    private static final Settings OTHER_SETTINGS = new Settings(
            Settings.DEFAULT.defaultTtlMillis() + 1,
            Settings.DEFAULT.offlineGraceMillis(),
            Settings.DEFAULT.doubt(),
            Settings.DEFAULT.renewBumpsVersion(),
            Settings.DEFAULT.limits());

    @TempDir
    Path directory;

    private final AtomicInteger written = new AtomicInteger();

    @Test
    void followerThatDiffersStopsAndTheOthersGoOn() throws Exception {
        try (TestGroup group = group(SnapshotConfig.DEFAULT)) {
            TestNode leader = group.leader();
            TestNode wrong = group.follower();
            wrong.misread(writtenAt(1));

            writeUntilStopped(leader, wrong);

            assertDiverged(wrong);
            assertThat(leader.raft().standing().isLeader()).isTrue();
            leader.write("after", 1);
            assertHealthy(group, wrong);
            await().until(() -> leader.raft().members().stream()
                    .filter(member -> member.peer().equals(wrong.peer()))
                    .noneMatch(
                            member -> Objects.requireNonNull(member.figures()).isReady()));
        }
    }

    @Test
    void leaderThatDiffersGivesUpLeadershipAndStops() throws Exception {
        try (TestGroup group = group(SnapshotConfig.DEFAULT)) {
            TestNode wrong = group.leader();
            TestNode witness = group.follower();
            wrong.misread(writtenAt(1));

            writeUntilStopped(witness, wrong);

            assertDiverged(wrong);
            assertThat(wrong.told).containsExactly("leads", "diverging", "leads no longer", "stopped");
            TestNode next = group.leader();
            assertThat(next).isNotSameAs(wrong);
            next.write("after", 1);
            witness.write("after", 2);
            assertHealthy(group, wrong);
        }
    }

    @Test
    void whereAllThreeDifferNobodyWritesAndNobodyStops() throws Exception {
        try (TestGroup group = group(SnapshotConfig.DEFAULT)) {
            for (int at = 0; at < 3; at++) {
                group.nodes.get(at).misread(writtenAt(1 + at));
            }

            writeUntilRefused(group.leader());

            await().atMost(TestGroup.PATIENCE)
                    .until(() -> group.nodes.stream().allMatch(node -> health(node) == Standing.Health.UNDECIDED));
            assertRefused(group.leader());
            assertRefused(group.follower());
            assertThat(group.nodes).allMatch(node -> node.raft().standing().isReady());
            assertThat(group.nodes).allMatch(node -> node.broken.get() == null);
        }
    }

    @Test
    void writesAreTakenAgainOnceAMajorityIsAlike() throws Exception {
        try (TestGroup group = group(SnapshotConfig.DEFAULT)) {
            for (int at = 0; at < 3; at++) {
                group.nodes.get(at).misread(writtenAt(1 + at));
            }
            TestNode wrong = group.leader();
            writeUntilRefused(wrong);

            List<TestNode> mended = group.followers();
            for (TestNode node : mended) {
                node.close();
                node.misread(UnaryOperator.identity());
                node.start(); // applies the log from its beginning
            }

            awaitStopped(wrong);
            assertDiverged(wrong);
            await().atMost(TestGroup.PATIENCE)
                    .until(() -> mended.stream().allMatch(node -> health(node) == Standing.Health.READY));
            mended.get(0).write("after", 1);
            mended.get(1).write("after", 2);
        }
    }

    @Test
    void newLeaderBringsItsSettingsOnlyOnceAMajorityIsAlike() throws Exception {
        try (TestGroup group = group(SnapshotConfig.DEFAULT)) {
            TestNode leader = group.leader();
            TestNode next = restartedWith(OTHER_SETTINGS, group.follower());
            TestNode third = group.followers().stream()
                    .filter(node -> node != next)
                    .findFirst()
                    .orElseThrow();
            leader.misread(writtenAt(1));
            third.misread(writtenAt(2));
            writeUntilRefused(leader);
            await().atMost(TestGroup.PATIENCE).until(() -> health(next) == Standing.Health.UNDECIDED);

            var unused =
                    next.raft().transferTo(next.peer()).toCompletableFuture().get(10, TimeUnit.SECONDS);
            await().atMost(TestGroup.PATIENCE).until(() -> next.told.contains("leads"));
            assertThat(next.root().settings()).isEqualTo(Settings.DEFAULT);

            leader.close();
            leader.misread(UnaryOperator.identity());
            leader.start(); // applies the log from its beginning
            awaitStopped(third);
            await().atMost(TestGroup.PATIENCE)
                    .untilAsserted(() -> assertThat(leader.root().settings()).isEqualTo(OTHER_SETTINGS));
        }
    }

    private static TestNode restartedWith(Settings settings, TestNode node) {
        node.close();
        return node.withSettings(settings).start();
    }

    @Test
    void memberThatComesBackBySnapshotEndsWhatWasTorn() throws Exception {
        SnapshotConfig often = new SnapshotConfig(100, Duration.ofSeconds(1), SnapshotConfig.Codec.GZIP);
        try (TestGroup group = group(often)) {
            TestNode leader = group.leader();
            TestNode away = group.follower();
            away.close();
            write(leader, 100);
            awaitSaved(leader);
            TestNode wrong = group.follower();
            wrong.misread(writtenAt(1));
            writeUntilRefused(leader);
            awaitSaved(leader); // behind the index where they differ, and the log goes up to the one before

            away.start();

            awaitStopped(wrong);
            assertDiverged(wrong);
            leader.write("after", 1);
            away.write("after", 2);
            assertHealthy(group, wrong);
        }
    }

    @Test
    void followerThatInstalledASnapshotIsNoCauseForAlarm() throws Exception {
        SnapshotConfig often = new SnapshotConfig(100, Duration.ofHours(1), SnapshotConfig.Codec.GZIP);
        try (TestGroup group = group(often)) {
            TestNode away = group.follower();
            away.close();
            write(group.leader(), 300);
            away.start();
            group.awaitReady();

            for (int round = 0; round < 3; round++) { // with heartbeats in between
                write(group.leader(), 30);
                awaitHeard(group, group.leader().root().position().index());
            }

            assertThat(group.nodes).allMatch(node -> health(node) == Standing.Health.READY);
            assertThat(group.nodes).allMatch(node -> node.broken.get() == null);
        }
    }

    private TestGroup group(SnapshotConfig snapshot) {
        TestGroup group = new TestGroup(3, directory, snapshot, WriteRouting.FORWARD);
        group.nodes.forEach(node -> node.withCheckpoints(INTERVAL));
        return group.start();
    }

    /** Everything is registered somewhat later than the log says. */
    private static UnaryOperator<Entry> writtenAt(long laterMillis) {
        return entry -> new Entry(entry.wallMillis() + laterMillis, entry.commands());
    }

    private void write(TestNode node, int times) throws Exception {
        for (int at = 0; at < times; at++) {
            node.write("a.B", written.incrementAndGet());
        }
    }

    /** A write that meets the change of leaders may have any outcome. */
    private void writeUntilStopped(TestNode through, TestNode stopping) {
        await().atMost(TestGroup.PATIENCE)
                .ignoreExceptionsInstanceOf(ExecutionException.class)
                .until(() -> {
                    write(through, 1);
                    return stopping.broken.get() != null;
                });
    }

    private static void awaitStopped(TestNode node) {
        await().atMost(TestGroup.PATIENCE).until(() -> node.broken.get() != null);
    }

    private static void awaitSaved(TestNode node) {
        await("all of it in a snapshot")
                .atMost(TestGroup.PATIENCE)
                .until(() -> node.snapshots().contains(node.root().position().index()));
    }

    private void writeUntilRefused(TestNode node) {
        await().atMost(TestGroup.PATIENCE).until(() -> {
            try {
                write(node, 1);
                return false;
            } catch (ExecutionException refused) {
                return refused.getCause() instanceof RegistryException.Unavailable unavailable
                        && unavailable.code() == ErrorCode.DIVERGED;
            }
        });
    }

    private static void awaitHeard(TestGroup group, long index) {
        await().atMost(TestGroup.PATIENCE)
                .until(() -> group.nodes.stream()
                        .allMatch(
                                node -> node.raft().members().stream().allMatch(member -> hasApplied(member, index))));
    }

    private static boolean hasApplied(MemberReport member, long index) {
        MemberReport.Figures figures = member.figures(); // null until it is heard
        return figures != null && figures.applied() >= index;
    }

    private static void assertDiverged(TestNode node) {
        assertThat(node.broken.get()).isInstanceOfSatisfying(BrokenReplicaException.class, why -> {
            assertThat(why.isDivergence()).isTrue();
            assertThat(why.exitCode()).isEqualTo(70);
            assertThat(why)
                    .hasMessageMatching("the state at index \\d+ is [0-9a-f]{32}, that of the majority"
                            + " \\(127\\.0\\.0\\.1:\\d+, 127\\.0\\.0\\.1:\\d+\\) [0-9a-f]{32}");
        });
        assertThat(health(node)).isEqualTo(Standing.Health.DIVERGED);
        assertThat(node.raft().standing().isLeader()).isFalse();
        assertRefused(node);
    }

    private static void assertRefused(TestNode node) {
        assertThatThrownBy(() -> node.write("refused", 1))
                .cause()
                .isInstanceOf(RegistryException.Unavailable.class)
                .extracting("code")
                .isEqualTo(ErrorCode.DIVERGED);
    }

    private static void assertHealthy(TestGroup group, TestNode but) {
        assertThat(group.nodes)
                .filteredOn(node -> node != but)
                .allMatch(node -> health(node) == Standing.Health.READY)
                .allMatch(node -> node.broken.get() == null);
    }

    private static Standing.Health health(TestNode node) {
        return node.raft().standing().health();
    }
}
