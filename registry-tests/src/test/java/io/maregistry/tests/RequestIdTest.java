package io.maregistry.tests;

import static io.maregistry.tests.Samples.persistent;
import static org.assertj.core.api.Assertions.assertThat;

import io.maregistry.testkit.HttpCalls;
import io.maregistry.testkit.LocalCluster;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** P4: a write that is repeated under its request id is done once, whoever is asked and whoever leads. */
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RequestIdTest {

    private static final String CLIENT = "0123456789abcdef0123456789abcdef";

    private final LocalCluster cluster;

    RequestIdTest(@TempDir Path directory) {
        cluster = LocalCluster.in(directory).nodes(3).build();
    }

    @BeforeAll
    void start() {
        cluster.start();
    }

    @AfterAll
    void stop() {
        cluster.close();
    }

    @Test
    void repeatedRegistrationIsDoneOnceThroughAnyNodeAndUnderAnyLeader() {
        HttpCalls.Answer first = register(cluster.node(1).http(), "request.A", 1);
        assertThat(first.status()).as(first.body()).isEqualTo(200);
        cluster.node(2).http().post("/unreg?service=request.A", persistent(1));

        assertDoneBefore(register(cluster.node(3).http(), "request.A", 1), first);

        assertThat(cluster.follower().http().post("/sl", "").status()).isEqualTo(200);
        for (HttpCalls node : cluster.http()) {
            assertDoneBefore(register(node, "request.A", 1), first);
            assertThat(node.get("/findAll?service=request.A&consistency=linearizable")
                            .body())
                    .as("what was taken off the list meanwhile stays off it")
                    .isEqualTo("[]");
        }
    }

    @Test
    void repeatedUnregistrationDoesNotTakeOffWhatWasRegisteredMeanwhile() {
        HttpCalls node = cluster.follower().http();
        node.post("/reg?service=request.B", persistent(2));
        String id = CLIENT + ":20";
        HttpCalls.Answer first = node.post("/unreg?service=request.B", persistent(2), "X-Registry-Request-Id", id);
        assertThat(first.status()).isEqualTo(200);
        node.post("/reg?service=request.B", persistent(2));

        HttpCalls.Answer again =
                cluster.leader().http().post("/unreg?service=request.B", persistent(2), "X-Registry-Request-Id", id);

        assertDoneBefore(again, first);
        assertThat(node.get("/findAll?service=request.B&consistency=linearizable")
                        .body())
                .isEqualTo("[" + persistent(2) + "]");
    }

    private static HttpCalls.Answer register(HttpCalls node, String service, int number) {
        return node.post("/reg?service=" + service, persistent(number), "X-Registry-Request-Id", CLIENT + ":" + number);
    }

    private static void assertDoneBefore(HttpCalls.Answer again, HttpCalls.Answer first) {
        assertThat(again.status()).as(again.body()).isEqualTo(first.status());
        assertThat(again.header("X-Registry-Revision")).isEqualTo(first.header("X-Registry-Revision"));
    }
}
