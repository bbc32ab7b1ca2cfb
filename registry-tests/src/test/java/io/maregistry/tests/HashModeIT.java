package io.maregistry.tests;

import static io.maregistry.tests.Samples.persistent;
import static io.maregistry.tests.Samples.registerPersistent;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.maregistry.testkit.HttpCalls;
import io.maregistry.testkit.NodeInfo;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Processes in hash mode: a leader that stood still, one that is killed, and much to copy. */
@Timeout(600)
class HashModeIT {

    private static final String SERVICE = "paused.A";
    private static final int ROUNDS = 4;
    private static final int WRITES = 8;
    private static final int SERVICES = 1_000;
    private static final int OF_ONE_SERVICE = 100;

    @TempDir
    Path directory;

    @Test
    void leaderThatStoodStillTakesNoWriteBeforeItHasLookedRound() {
        try (ProcessCluster cluster =
                ProcessCluster.hash(3, directory, "--hash-probe-every=1s").start()) {
            Set<Integer> acknowledged = new HashSet<>();
            registerPersistent(cluster.leader().http(), SERVICE, 0, 1);
            acknowledged.add(0);
            for (int round = 1; round <= ROUNDS; round++) {
                ServerProcess leader = cluster.leader();
                awaitCopied(cluster, acknowledged.size());
                leader.pause();
                List<CompletableFuture<HttpCalls.Answer>> waiting = new ArrayList<>();
                for (int write = 1; write <= WRITES; write++) {
                    waiting.add(
                            leader.http().begin("POST", "/reg?service=" + SERVICE, persistent(1_000 * round + write)));
                }
                int number = round;
                await("another one leads and takes a write")
                        .atMost(ServerProcess.PATIENCE)
                        .until(() -> cluster.othersThan(leader).stream()
                                .anyMatch(node -> node.http()
                                                .post("/reg?service=" + SERVICE, persistent(number))
                                                .status()
                                        == 200));
                acknowledged.add(number);

                leader.resume();

                for (CompletableFuture<HttpCalls.Answer> write : waiting) {
                    HttpCalls.Answer answer = write.join();
                    assertThat(answer.status()).as(answer.toString()).isIn(421, 503);
                }
                leader.awaitReady();
                await().until(() -> !NodeInfo.of(leader.http()).isLeader());
                awaitCopied(cluster, acknowledged.size());
            }
        }
    }

    private static void awaitCopied(ProcessCluster cluster, int instances) {
        for (HttpCalls node : cluster.http()) {
            await().atMost(ServerProcess.PATIENCE).until(() -> Samples.listed(node, SERVICE) == instances);
        }
    }

    @Test
    void hundredThousandInstancesAreCopiedWithinABoundedHeapAndOverTheDeathOfTheLeader() {
        try (ProcessCluster cluster = ProcessCluster.hash(2, directory, "--hash-probe-every=1s")) {
            cluster.nodes().forEach(node -> node.withHeap("512m"));
            cluster.start();
            ServerProcess leader = cluster.leader();
            ServerProcess follower = cluster.othersThan(leader).get(0);
            HttpCalls.Answer restored = leader.http().call("PUT", "/v1/snapshot", document());
            assertThat(restored.status()).as(restored.toString()).isEqualTo(200);
            awaitEqual(leader, follower);
            for (int change = 0; change < 5; change++) {
                registerPersistent(leader.http(), "huge.S1", change, change + 1);
                awaitEqual(leader, follower);
            }
            assertThat(Samples.listed(follower.http(), "huge.S1")).isEqualTo(OF_ONE_SERVICE + 5);

            registerPersistent(leader.http(), "huge.S2", 0, 1); // it is being copied while the leader dies
            leader.kill();

            await().atMost(ServerProcess.PATIENCE)
                    .until(() -> NodeInfo.of(follower.http()).isLeader());
            assertThat(Samples.listed(follower.http(), "huge.S1")).isEqualTo(OF_ONE_SERVICE + 5);
            registerPersistent(follower.http(), "huge.S3", 0, 1);
            leader.start().awaitReady();
            awaitEqual(follower, leader);
        }
    }

    private static void awaitEqual(ServerProcess one, ServerProcess other) {
        await().atMost(ServerProcess.PATIENCE)
                .until(() -> NodeInfo.of(one.http())
                        .stateHash()
                        .equals(NodeInfo.of(other.http()).stateHash()));
    }

    private static String document() {
        StringBuilder document = new StringBuilder("{\"REGISTRY\":{");
        StringBuilder versions = new StringBuilder("},\"VERSIONS\":{");
        for (int service = 0; service < SERVICES; service++) {
            document.append(service == 0 ? "" : ",")
                    .append("\"huge.S")
                    .append(service)
                    .append("\":[");
            versions.append(service == 0 ? "" : ",")
                    .append("\"huge.S")
                    .append(service)
                    .append("\":100");
            for (int number = 0; number < OF_ONE_SERVICE; number++) {
                document.append(number == 0 ? "" : ",")
                        .append("{\"scheme\":\"http\",\"host\":\"10.1.")
                        .append(service % 250)
                        .append('.')
                        .append(number)
                        .append("\",\"port\":")
                        .append(8_000 + service)
                        .append(",\"context\":\"app\",\"ephemeral\":false,\"parameters\":{\"zone\":\"z")
                        .append(number % 3)
                        .append("\"}}");
            }
            document.append(']');
        }
        return document.append(versions)
                .append("},\"TIMESTAMPS\":{},\"version\":100000}")
                .toString();
    }
}
