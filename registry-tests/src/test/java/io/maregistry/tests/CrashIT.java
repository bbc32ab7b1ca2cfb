package io.maregistry.tests;

import static io.maregistry.tests.Samples.registerPersistent;
import static org.assertj.core.api.Assertions.assertThat;

import io.maregistry.testkit.Replicas;
import io.maregistry.testkit.Writers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * P1, P8, F1: what was acknowledged survives kill -9, and all replicas are the same afterwards; and nothing is left behind.
 * Real processes.
 * {@code -Dkills=20} is the long form.
 */
@Timeout(1_800)
class CrashIT {

    private static final int WRITERS = 6;
    private static final int KILLS_OF_LEADERS = Integer.getInteger("kills", 3);
    private static final int KILLS_OF_ALL = Integer.getInteger("kills", 2);

    /** So that some kills meet a snapshot being saved, and some starts load one. */
    private static final String OFTEN = "--snapshot-every-entries=100";

    @TempDir
    Path directory;

    @Test
    void killedLeadersLoseNothing() {
        try (ProcessCluster cluster = ProcessCluster.of(3, directory, OFTEN).start()) {
            Writers writers = Writers.start(cluster.http(), WRITERS);
            try (writers) {
                for (int kill = 0; kill < KILLS_OF_LEADERS; kill++) {
                    writers.awaitMore(100);
                    ServerProcess leader = cluster.leader();
                    leader.kill();
                    writers.awaitMore(50);
                    leader.start().awaitReady();
                }
                writers.awaitMore(100);
            }
            assertNothingIsLost(cluster, writers);
        }
    }

    @Test
    void allNodesKilledAtOnceLoseNothing() {
        try (ProcessCluster cluster = ProcessCluster.of(3, directory, OFTEN).start()) {
            Writers writers = Writers.start(cluster.http(), WRITERS);
            try (writers) {
                for (int kill = 0; kill < KILLS_OF_ALL; kill++) {
                    writers.awaitMore(100);
                    cluster.nodes().forEach(ServerProcess::kill);
                    cluster.start();
                    writers.awaitMore(50);
                }
            }
            assertNothingIsLost(cluster, writers);
        }
    }

    @Test
    void killedLoneNodeLosesNothing() {
        try (ProcessCluster cluster = ProcessCluster.of(1, directory, OFTEN).start()) {
            Writers writers = Writers.start(cluster.http(), WRITERS);
            try (writers) {
                for (int kill = 0; kill < KILLS_OF_ALL; kill++) {
                    writers.awaitMore(100);
                    cluster.node(1).kill();
                    cluster.node(1).start().awaitReady();
                    writers.awaitMore(100);
                }
            }
            assertNothingIsLost(cluster, writers);
        }
    }

    @Test
    void killedServersLeaveNothingInTheTemporaryFolder() throws IOException {
        Path temporary = Files.createDirectory(directory.resolve("temporary"));
        try (ProcessCluster cluster = ProcessCluster.of(1, directory, OFTEN)) {
            ServerProcess server = cluster.node(1).withTemporary(temporary);
            for (int kill = 0; kill < KILLS_OF_LEADERS; kill++) {
                server.start().awaitReady();
                registerPersistent(server.http(), "killed.A", 0, 120); // and saves a snapshot, packed
                server.kill();
            }

            assertThat(temporary).isEmptyDirectory();
            assertThat(server.data().resolve("native").toFile().list())
                    .singleElement() // of the last one alone
                    .asString()
                    .startsWith("librocksdbjni");
        }
    }

    private static void assertNothingIsLost(ProcessCluster cluster, Writers writers) {
        assertThat(writers.refused()).isEmpty();
        assertThat(Replicas.awaitCommonIndex(cluster.http())).hasSize(1);
        for (ServerProcess node : cluster.nodes()) {
            assertThat(writers.faultsOf(node.http())).as(node.name()).isEmpty();
        }
    }
}
