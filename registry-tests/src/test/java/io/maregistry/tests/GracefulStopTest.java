package io.maregistry.tests;

import static org.assertj.core.api.Assertions.assertThat;

import io.maregistry.testkit.LocalCluster;
import io.maregistry.testkit.NodeInfo;
import io.maregistry.testkit.Replicas;
import io.maregistry.testkit.Writers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** F2: a node that is told to stop hands leadership over first, so that writers hardly notice. */
@Timeout(180)
class GracefulStopTest {

    /** Longer than a leader takes to stop, whatever it waits for: who leads then, leads by a transfer. */
    private static final Duration ELECTION_TIMEOUT = Duration.ofSeconds(8);

    @TempDir
    Path directory;

    @Test
    void rollingRestartUnderLoadLosesNothingAndNobodyWaitsForAnElection() {
        try (LocalCluster cluster = LocalCluster.in(directory)
                .nodes(3)
                .electionTimeout(ELECTION_TIMEOUT)
                .start()) {
            Writers writers = Writers.start(cluster.http(), 4);
            try (writers) {
                writers.awaitMore(50);
                for (int round = 0; round < 3; round++) {
                    LocalCluster.Node leader = cluster.leader();
                    long term = NodeInfo.of(leader.http()).term();

                    leader.stop();

                    assertThat(leading(cluster))
                            .singleElement()
                            .satisfies(successor -> assertThat(successor.term()).isEqualTo(term + 1));
                    writers.awaitMore(50);

                    leader.start();
                    leader.awaitReady();
                    writers.awaitMore(20);
                }
            }

            assertThat(writers.refused()).isEmpty();
            assertThat(Replicas.awaitCommonIndex(cluster.http())).hasSize(1);
            for (LocalCluster.Node node : cluster.nodes()) {
                assertThat(writers.faultsOf(node.http())).as(node.name()).isEmpty();
            }
        }
    }

    /** What those of the running nodes say that lead, at this moment. */
    private static List<NodeInfo> leading(LocalCluster cluster) {
        return cluster.http().stream()
                .map(NodeInfo::of)
                .filter(NodeInfo::isLeader)
                .toList();
    }
}
