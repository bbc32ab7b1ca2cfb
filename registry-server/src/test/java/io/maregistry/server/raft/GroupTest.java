package io.maregistry.server.raft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.maregistry.server.replication.Committed;
import io.maregistry.server.state.Root;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
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

    private static void assertSameState(TestGroup group) {
        await().untilAsserted(() -> assertThat(
                        group.nodes.stream().map(TestNode::root).map(Root::hash).distinct())
                .hasSize(1));
    }
}
