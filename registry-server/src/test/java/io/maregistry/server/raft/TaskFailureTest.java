package io.maregistry.server.raft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.alipay.sofa.jraft.Status;
import com.alipay.sofa.jraft.error.RaftError;
import io.maregistry.server.config.Address;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Pins the engine's texts by the engine itself: a release of it that says something else must fail here. */
@NullMarked
@Timeout(120)
class TaskFailureTest {

    @TempDir
    Path directory;

    @Test
    void nodeThatDoesNotLeadSaysSoBeforeItAppends() throws Exception {
        NodePort port = port();
        try (EngineNode passive = node(port, List.of())) {
            Status status = passive.apply("x");

            assertThat(status.getRaftError()).isEqualTo(RaftError.EPERM);
            assertThat(status.getErrorMsg()).isEqualTo(TaskFailure.IS_NOT_LEADER);
            assertThat(TaskFailure.of(status)).isEqualTo(TaskFailure.NOT_LEADING);
        }
    }

    @Test
    void leaderOfAnotherTermSaysSoBeforeItAppends() throws Exception {
        NodePort port = port();
        try (EngineNode leader = node(port, List.of(port.address().toString()))) {
            leader.awaitLeadership();

            Status status = leader.apply("x", 77);

            assertThat(status.getRaftError()).isEqualTo(RaftError.EPERM);
            assertThat(status.getErrorMsg()).startsWith(TaskFailure.OTHER_TERM);
            assertThat(TaskFailure.of(status)).isEqualTo(TaskFailure.NOT_LEADING);
        }
    }

    @Test
    void leaderThatHandsOverSaysSoBeforeItAppends() throws Exception {
        List<NodePort> ports = List.of(port(), port(), port());
        List<String> peers =
                ports.stream().map(port -> port.address().toString()).toList();
        List<EngineNode> nodes = new ArrayList<>();
        try {
            ports.forEach(port -> expect(port, peers));
            for (NodePort port : ports) {
                nodes.add(node(port, peers));
            }
            int leader = awaitLeader(nodes);
            int away = (leader + 1) % 3;
            nodes.get(away).close();

            assertThat(nodes.get(leader).transferTo(peers.get(away)).isOk()).isTrue();
            Status status = nodes.get(leader).apply("x");

            assertThat(status.getRaftError()).isEqualTo(RaftError.EBUSY);
            assertThat(status.getErrorMsg()).isEqualTo(TaskFailure.TRANSFERRING);
            assertThat(TaskFailure.of(status)).isEqualTo(TaskFailure.NOT_LEADING);
        } finally {
            nodes.forEach(EngineNode::close);
        }
    }

    @Test
    void leaderThatSteppedDownMayHaveAppended() {
        assertThat(TaskFailure.of(new Status(RaftError.EPERM, "Leader stepped down")))
                .isEqualTo(TaskFailure.UNKNOWN);
    }

    @Test
    void fullQueuesAndStopsHaveNotAppendedAndAllElseIsUnknown() {
        assertThat(TaskFailure.of(new Status(RaftError.EBUSY, "Node is busy, has too many tasks")))
                .isEqualTo(TaskFailure.BUSY);
        assertThat(TaskFailure.of(new Status(RaftError.ENODESHUTDOWN, "Node is shutting down.")))
                .isEqualTo(TaskFailure.STOPPED);
        assertThat(TaskFailure.of(new Status(RaftError.ETIMEDOUT, "late"))).isEqualTo(TaskFailure.UNKNOWN);
        assertThat(TaskFailure.of(new Status(RaftError.EIO, "disk"))).isEqualTo(TaskFailure.UNKNOWN);
    }

    private static int awaitLeader(List<EngineNode> nodes) {
        await().atMost(TestGroup.PATIENCE).until(() -> nodes.stream().anyMatch(EngineNode::leads));
        for (int at = 0; at < nodes.size(); at++) {
            if (nodes.get(at).leads()) {
                return at;
            }
        }
        throw new IllegalStateException("the leader left again");
    }

    private NodePort port() {
        NodePort port = new NodePort(new Address("127.0.0.1", 0));
        port.start();
        port.identify(port.address().toString(), "id-of-" + port.address(), "");
        return port;
    }

    private static void expect(NodePort port, List<String> peers) {
        port.expect(peers.stream().collect(Collectors.toMap(each -> each, each -> "")));
    }

    private EngineNode node(NodePort port, List<String> peers) throws IOException {
        String peer = port.address().toString();
        Files.createDirectories(directory.resolve(String.valueOf(port.address().port())));
        return new EngineNode(
                port,
                peer,
                peers,
                directory.resolve(String.valueOf(port.address().port())));
    }
}
