package io.maregistry.server.raft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.maregistry.server.replication.Standing;
import io.maregistry.server.state.Outcome;
import java.nio.file.Path;
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
}
