package io.maregistry.server.raft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.maregistry.error.ErrorCode;
import io.maregistry.error.RegistryException;
import io.maregistry.model.ServiceName;
import io.maregistry.server.config.SnapshotConfig;
import io.maregistry.server.config.WriteRouting;
import io.maregistry.server.replication.Committed;
import io.maregistry.server.replication.MemberReport;
import io.maregistry.server.replication.Replica;
import io.maregistry.server.replication.Standing;
import io.maregistry.server.state.CheckVerdicts;
import io.maregistry.server.state.Command;
import io.maregistry.server.state.Expire;
import io.maregistry.server.state.Listed;
import io.maregistry.server.state.Outcome;
import io.maregistry.server.state.Root;
import io.maregistry.server.state.Tick;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A group of three in one JVM. */
@NullMarked
@Timeout(180)
class GroupTest {

    @TempDir
    Path directory;

    @Test
    void writeOnAFollowerIsAppliedThereAndOnAll() throws Exception {
        try (TestGroup group = new TestGroup(3, directory).start()) {
            Committed committed = group.follower().write("a.B", 1);

            assertThat(committed.isAppliedHere()).isTrue();
            assertThat(group.follower().instances("a.B")).isEqualTo(1);
            await().untilAsserted(() -> assertThat(group.nodes).allMatch(node -> node.instances("a.B") == 1));
        }
    }

    @Test
    void barrierOnAFollowerShowsWhatWasAcknowledgedOnTheLeader() throws Exception {
        try (TestGroup group = new TestGroup(3, directory).start()) {
            for (int at = 0; at < 200; at++) {
                group.leader().write("a.B", at);
                TestNode follower = group.followers().get(at % 2);
                follower.confirm();
                assertThat(follower.instances("a.B")).isEqualTo(at + 1);
            }
        }
    }

    @Test
    void stopOfTheLeaderLosesNothing() throws Exception {
        try (TestGroup group = new TestGroup(3, directory).start()) {
            TestNode first = group.leader();
            TestNode follower = group.follower();
            List<CompletableFuture<Committed>> writes = new ArrayList<>();
            for (int at = 0; at < 2_000; at++) {
                writes.add(follower.raft().propose(TestNode.register("a.B", at)).toCompletableFuture());
                if (at == 1_000) {
                    first.close();
                }
            }

            for (CompletableFuture<Committed> write : writes) {
                write.get(10, TimeUnit.SECONDS);
            }

            TestNode second = group.leader();
            assertThat(second).isNotSameAs(first);
            assertThat(second.instances("a.B")).isEqualTo(2_000);
            first.start();
            group.awaitReady();
            first.confirm();
            assertThat(first.instances("a.B")).isEqualTo(2_000);
            assertSameState(group);
        }
    }

    @Test
    void restartOfAllAtOnceLosesNothing() throws Exception {
        try (TestGroup group = new TestGroup(3, directory).start()) {
            for (int at = 0; at < 100; at++) {
                group.follower().write("a.B", at);
            }
            group.nodes.forEach(TestNode::close);

            group.start();

            assertThat(group.nodes).allMatch(node -> node.instances("a.B") == 100);
        }
    }

    @Test
    void leadershipMovesToTheMemberThatIsAskedForWhoeverIsAsked() throws Exception {
        try (TestGroup group = new TestGroup(3, directory).start()) {
            TestNode leader = group.leader();
            TestNode target = group.followers().get(0);
            TestNode asked = group.followers().get(1);
            awaitFigures(leader);

            Standing standing = transfer(asked, target.peer());
            assertThat(standing.leader()).isEqualTo(target.peer());
            await().until(() -> target.raft().standing().isLeader());

            awaitFigures(target);
            assertThat(transfer(leader, leader.peer()).isLeader()).isTrue();
            assertThat(transfer(leader, leader.peer()).isLeader()).isTrue();
        }
    }

    @Test
    void evictionThatAnOustedLeaderSawIsNotDoneWhenTheInstanceRenewedSince() throws Exception {
        try (TestGroup group = new TestGroup(3, directory).start()) {
            TestNode old = group.leader();
            long oldTerm = old.raft().standing().term();
            old.write("a.B", 1);
            for (int second = 0; second < 20; second++) {
                inTerm(old, oldTerm, new Tick(1_000, List.of(), List.of()));
            }
            Listed silent =
                    Objects.requireNonNull(Objects.requireNonNull(old.root().service(ServiceName.of("a.B")))
                            .instances()
                            .first());
            Expire eviction = new Expire(ServiceName.of("a.B"), List.of(new Expire.Silent(silent.handle(), 0)));
            TestNode target = group.follower();
            awaitFigures(old);
            transfer(old, target.peer());
            await().until(() -> target.raft().standing().isLeader());
            long term = target.raft().standing().term();
            inTerm(target, term, new Tick(0, List.of(silent.handle()), List.of()));

            assertThatThrownBy(() -> inTerm(old, oldTerm, eviction))
                    .hasCauseInstanceOf(RegistryException.NotLeader.class);
            assertThatThrownBy(() -> inTerm(target, oldTerm, eviction))
                    .hasCauseInstanceOf(RegistryException.NotLeader.class);
            Outcome late = inTerm(target, term, eviction).outcome(); // as if it had been in the log

            assertThat(late).isEqualTo(new Outcome.Expired(1, 0, 0, 0));
            assertThat(group.nodes).allMatch(node -> node.instances("a.B") == 1);
        }
    }

    @Test
    void leadershipDoesNotMoveToAStrangerOrToOneThatIsAway() throws Exception {
        try (TestGroup group = new TestGroup(3, directory).start()) {
            TestNode leader = group.leader();
            TestNode away = group.follower();
            awaitFigures(leader);
            away.close();
            await().atMost(TestGroup.PATIENCE)
                    .until(() -> leader.raft().members().stream().anyMatch(member -> !member.isAlive()));

            assertThatThrownBy(() -> transfer(leader, "127.0.0.1:1"))
                    .hasCauseInstanceOf(RegistryException.NotFound.class);
            assertThatThrownBy(() -> transfer(leader, away.peer()))
                    .cause()
                    .isInstanceOf(RegistryException.Unavailable.class)
                    .extracting("code")
                    .isEqualTo(ErrorCode.NOT_READY);
        }
    }

    @Test
    void writesGoOnWhileLeadershipMoves() throws Exception {
        try (TestGroup group = new TestGroup(3, directory).start()) {
            TestNode target = group.follower();
            awaitFigures(group.leader());
            List<CompletableFuture<Committed>> writes = new ArrayList<>();
            for (int at = 0; at < 3_000; at++) {
                TestNode node = group.nodes.get(at % 3);
                writes.add(node.raft().propose(TestNode.register("a.B", at)).toCompletableFuture());
                if (at == 1_500) {
                    transfer(group.nodes.get(0), target.peer());
                }
            }

            for (CompletableFuture<Committed> write : writes) {
                write.get(10, TimeUnit.SECONDS);
            }

            assertThat(group.leader()).isSameAs(target);
            assertThat(target.instances("a.B")).isEqualTo(3_000);
            assertSameState(group);
        }
    }

    @Test
    void everyNodeKnowsEveryMemberAndItsFigures() throws Exception {
        try (TestGroup group = new TestGroup(3, directory).start()) {
            group.leader().write("a.B", 1);

            for (TestNode node : group.nodes) {
                await().atMost(TestGroup.PATIENCE).untilAsserted(() -> {
                    List<MemberReport> members = node.raft().members();
                    assertThat(members).extracting(MemberReport::name).containsExactly("n1", "n2", "n3");
                    assertThat(members).allMatch(MemberReport::isAlive);
                    assertThat(members)
                            .extracting(member ->
                                    Objects.requireNonNull(member.figures()).revision())
                            .containsOnly(1L);
                    assertThat(members).filteredOn(MemberReport::isSelf).hasSize(1);
                });
                assertThat(node.raft().standing().ageMillis()).isBetween(0L, 2_000L);
            }
        }
    }

    @Test
    void followerThatRejectsNamesTheLeadersUrl() throws Exception {
        try (TestGroup group = new TestGroup(3, directory, SnapshotConfig.DEFAULT, WriteRouting.REJECT).start()) {
            TestNode follower = group.follower();
            await().until(() -> follower.root().members().size() == 3);

            assertThatThrownBy(() -> follower.write("a.B", 1))
                    .cause()
                    .isInstanceOfSatisfying(
                            RegistryException.NotLeader.class,
                            failure ->
                                    assertThat(failure.leader()).contains("http://http-" + group.leader().name + ":1"));
            assertThat(group.leader().write("a.B", 1).outcome()).isInstanceOf(Outcome.Registered.class);
        }
    }

    @Test
    void followerThatRejectsHandsOnWhatIsItsOwnToSay() throws Exception {
        try (TestGroup group = new TestGroup(3, directory, SnapshotConfig.DEFAULT, WriteRouting.REJECT).start()) {
            Committed told = group.follower()
                    .raft()
                    .proposeOwn(new CheckVerdicts(List.of()))
                    .toCompletableFuture()
                    .get(10, TimeUnit.SECONDS);

            assertThat(told.outcome()).isInstanceOf(Outcome.Done.class);
        }
    }

    @Test
    void nodeWithoutAMajorityConfirmsAndWritesNothing() throws Exception {
        try (TestGroup group = new TestGroup(3, directory).start()) {
            TestNode alone = group.follower();
            alone.write("a.B", 1);
            group.nodes.stream().filter(node -> node != alone).forEach(TestNode::close);

            assertThatThrownBy(alone::confirm)
                    .cause()
                    .isInstanceOf(RegistryException.Unavailable.class)
                    .extracting("code")
                    .isEqualTo(ErrorCode.NO_QUORUM);
            assertThatThrownBy(() -> alone.write("a.B", 2))
                    .cause()
                    .isInstanceOf(RegistryException.Unavailable.class)
                    .extracting("code")
                    .isEqualTo(ErrorCode.NO_LEADER);
            assertThat(alone.instances("a.B")).isEqualTo(1);
        }
    }

    @Test
    void moreWritesThanMayWaitAreRefusedAtOnce() throws Exception {
        try (TestGroup group = new TestGroup(3, directory).start()) {
            TestNode alone = group.follower();
            group.nodes.stream().filter(node -> node != alone).forEach(TestNode::close);
            await().atMost(TestGroup.PATIENCE)
                    .until(() -> alone.raft().standing().leader() == null);
            List<CompletableFuture<Committed>> writes = new ArrayList<>();
            for (int at = 0; at < 8_192 + 10; at++) {
                writes.add(alone.raft().propose(TestNode.register("a.B", at)).toCompletableFuture());
            }

            assertThat(writes.subList(8_192, writes.size()))
                    .allSatisfy(write ->
                            assertThatThrownBy(write::join).hasCauseInstanceOf(RegistryException.Overloaded.class));
        }
    }

    @Test
    void followerThatWasAwayForTwoSnapshotsInstallsOne() throws Exception {
        SnapshotConfig often = new SnapshotConfig(10, Duration.ofHours(1), SnapshotConfig.Codec.GZIP);
        try (TestGroup group = new TestGroup(3, directory, often, WriteRouting.FORWARD).start()) {
            TestNode away = group.follower();
            away.close();
            for (int at = 0; at < 300; at++) {
                group.leader().write("a.B", at);
            }
            List<Boolean> restored = new CopyOnWriteArrayList<>();

            away.start(node -> node.listen((Replica.Listener) (root, changes, isRestored) -> restored.add(isRestored)));
            group.awaitReady();
            away.confirm();

            assertThat(away.instances("a.B")).isEqualTo(300);
            assertThat(restored).contains(true);
            assertSameState(group);
        }
    }

    private static Committed inTerm(TestNode node, long term, Command command) throws Exception {
        return node.raft().proposeInTerm(command, term).toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    private static Standing transfer(TestNode asked, String peer) throws Exception {
        return asked.raft().transferTo(peer).toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    /** A leader hands over only to whom it has heard. */
    private static void awaitFigures(TestNode leader) {
        await().atMost(TestGroup.PATIENCE)
                .until(() -> leader.raft().members().stream()
                        .allMatch(member -> member.isAlive()
                                && member.figures() != null
                                && Objects.requireNonNull(member.figures()).isReady()));
    }

    private static void assertSameState(TestGroup group) {
        await().untilAsserted(() -> assertThat(
                        group.nodes.stream().map(TestNode::root).map(Root::hash).distinct())
                .hasSize(1));
    }
}
