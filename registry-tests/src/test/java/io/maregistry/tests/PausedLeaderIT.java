package io.maregistry.tests;

import static io.maregistry.tests.Samples.persistent;
import static io.maregistry.tests.Samples.registerPersistent;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.maregistry.testkit.HttpCalls;
import io.maregistry.testkit.Replicas;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** P2, P3, P6: a leader that stood still, or that is cut off, does not take itself for the leader it was. */
@Timeout(600)
class PausedLeaderIT {

    private static final String SERVICE = "paused.A";
    private static final String READ = "/findAll?service=" + SERVICE;
    private static final String LINEARIZABLE = READ + "&consistency=linearizable";
    private static final int ROUNDS = 4;
    private static final int READS = 8;

    @TempDir
    Path directory;

    @Test
    void readsThatWaitedAtALeaderThatStoodStillShowWhatWasWrittenMeanwhileOrNothing() {
        try (ProcessCluster cluster = ProcessCluster.of(3, directory).start()) {
            registerPersistent(cluster.node(1).http(), SERVICE, 0, 1);
            for (int round = 1; round <= ROUNDS; round++) {
                ServerProcess leader = cluster.leader();
                leader.pause();
                List<CompletableFuture<HttpCalls.Answer>> reads = Stream.generate(() -> LINEARIZABLE)
                        .limit(READS)
                        .map(path -> leader.http().begin("GET", path, null))
                        .toList();
                awaitWritten(cluster.othersThan(leader).get(0).http(), round);

                leader.resume();

                for (CompletableFuture<HttpCalls.Answer> read : reads) {
                    assertShows(read.join(), round + 1);
                }
                leader.awaitReady();
            }
            assertThat(Replicas.awaitCommonIndex(cluster.http())).hasSize(1);
        }
    }

    private static void awaitWritten(HttpCalls node, int number) {
        await("instance " + number + " is acknowledged")
                .atMost(ServerProcess.PATIENCE)
                .until(() ->
                        node.post("/reg?service=" + SERVICE, persistent(number)).status() == 200);
    }

    private static void assertShows(HttpCalls.Answer read, int instances) {
        if (read.status() == 200) {
            assertThat(read.json()).as(read.toString()).hasSize(instances);
        } else {
            assertThat(read.status()).as(read.toString()).isEqualTo(503);
        }
    }

    @Test
    void leaderWhoseFollowersStandStillAcknowledgesNothingAndSaysHowOldItsAnswersAre() {
        try (ProcessCluster cluster =
                ProcessCluster.of(3, directory, "--read-stale-after=1s").start()) {
            registerPersistent(cluster.node(1).http(), SERVICE, 0, 1);
            ServerProcess leader = cluster.leader();
            List<ServerProcess> followers = cluster.othersThan(leader);
            followers.forEach(ServerProcess::pause);

            HttpCalls cutOff = leader.http();
            assertThat(cutOff.post("/reg?service=" + SERVICE, persistent(1)).status())
                    .isIn(503, 504);
            HttpCalls.Answer linearizable = cutOff.get(LINEARIZABLE);
            assertThat(linearizable.status()).as(linearizable.toString()).isEqualTo(503);
            await("it says that it may be old")
                    .atMost(ServerProcess.PATIENCE)
                    .until(() -> cutOff.get(READ).header("X-Registry-Complete").equals("false"));
            HttpCalls.Answer old = cutOff.get(READ);
            assertThat(old.body()).isEqualTo("[" + persistent(0) + "]");
            assertThat(old.header("X-Registry-Role")).isNotEqualTo("leader");
            await("its answers grow older")
                    .atMost(ServerProcess.PATIENCE)
                    .until(() -> ageMillis(cutOff.get(READ)) > ageMillis(old));

            followers.forEach(ServerProcess::resume);

            awaitWritten(cutOff, 2);
            await("it is complete again")
                    .atMost(ServerProcess.PATIENCE)
                    .until(() -> cutOff.get(READ).header("X-Registry-Complete").equals("true"));
            assertThat(Replicas.awaitCommonIndex(cluster.http())).hasSize(1);
        }
    }

    @Test
    void leaderThatStoodStillForLongerThanATtlEvictsNobodyWhoRenewedMeanwhile() {
        try (ProcessCluster cluster = ProcessCluster.of(3, directory).start()) {
            ServerProcess leader = cluster.leader();
            HttpCalls other = cluster.othersThan(leader).get(0).http();
            assertThat(other.post("/v1/instances", items("\"op\":\"register\",", Renewing::instance))
                            .status())
                    .isEqualTo(200);
            renew(other, 2);
            leader.pause();

            int acknowledged = renew(other, 20); // more than twice the ttl, and the clock stands still for a part of it

            leader.resume();
            acknowledged += renew(other, 8);
            leader.awaitReady();
            assertThat(acknowledged).isGreaterThan(12);
            for (int service = 0; service < Renewing.SERVICES; service++) {
                String name = Renewing.service(service);
                assertThat(leader.http()
                                .get("/v1/history/" + name + "?consistency=linearizable")
                                .json()
                                .get("entries"))
                        .as(name)
                        .hasSize(Renewing.OF_ONE_SERVICE)
                        .allSatisfy(entry ->
                                assertThat(entry.get("action").textValue()).isEqualTo("added"));
            }
            assertThat(Replicas.awaitCommonIndex(cluster.http())).hasSize(1);
        }
    }

    /** Renews all of them so many times, twice a second; how often that was acknowledged. */
    private static int renew(HttpCalls node, int times) {
        int[] acknowledged = new int[1];
        int[] tried = new int[1];
        await("renewals")
                .atMost(ServerProcess.PATIENCE)
                .pollInterval(Duration.ofMillis(500))
                .until(() -> {
                    HttpCalls.Answer answer = node.post("/v1/renewals", items("", Renewing::id));
                    if (answer.status() == 200) {
                        acknowledged[0]++;
                        assertThat(answer.body()).doesNotContain("require_reregister");
                    }
                    return ++tried[0] >= times;
                });
        return acknowledged[0];
    }

    private static String items(String operation, IntFunction<String> what) {
        return IntStream.range(0, Renewing.SERVICES * Renewing.OF_ONE_SERVICE)
                .mapToObj(number -> "{" + operation + "\"service\":\"" + Renewing.service(number % Renewing.SERVICES)
                        + "\"," + what.apply(number) + "}")
                .collect(Collectors.joining(",", "{\"items\":[", "]}"));
    }

    /** Instances with a ttl below the patience with a leader, in services that are too small to be protected. */
    private static final class Renewing {
        static final int SERVICES = 5;
        static final int OF_ONE_SERVICE = 8;

        static String service(int number) {
            return "paused.S" + number;
        }

        static String instance(int number) {
            return "\"instance\":{\"scheme\":\"http\",\"host\":\"10.0.0." + number
                    + "\",\"port\":8080,\"context\":\"\",\"ttlMs\":4000}";
        }

        static String id(int number) {
            return "\"id\":\"http://10.0.0." + number + ":8080\"";
        }
    }

    private static long ageMillis(HttpCalls.Answer answer) {
        return Long.parseLong(answer.header("X-Registry-Age-Ms"));
    }
}
