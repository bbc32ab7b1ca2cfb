package io.maregistry.tests;

import static io.maregistry.tests.Samples.instance;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.maregistry.testkit.HttpCalls;
import io.maregistry.testkit.LocalCluster;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code /snapshot} is the v5 document, and the same bytes on every node. */
@Timeout(120)
class SnapshotDocumentTest {

    @TempDir
    Path directory;

    @Test
    void snapshotHasExactlyTheKeysAndValuesOfTheDocumentOnEveryNode() {
        try (LocalCluster cluster = LocalCluster.in(directory).nodes(3).start()) {
            HttpCalls first = cluster.node(1).http();
            assertThat(first.get("/snapshot").body())
                    .isEqualTo("{\"REGISTRY\":{},\"VERSIONS\":{},\"TIMESTAMPS\":{},\"version\":0}");

            cluster.follower().http().post("/reg?service=com.test.HelloService", instance(1));

            for (HttpCalls node : cluster.http()) {
                await().atMost(LocalCluster.PATIENCE)
                        .untilAsserted(
                                () -> assertThat(node.get("/snapshot").body())
                                        .isEqualTo(
                                                "{\"REGISTRY\":{\"com.test.HelloService\":[" + instance(1)
                                                        + "]},\"VERSIONS\":{\"com.test.HelloService\":1},\"TIMESTAMPS\":{},\"version\":1}"));
            }
            String tag = first.get("/snapshot").header("ETag");
            assertThat(tag).matches("\"[0-9a-f]{16}-[0-9]+-1\"");
            for (HttpCalls node : cluster.http()) {
                assertThat(node.get("/snapshot").header("ETag")).isEqualTo(tag);
                HttpCalls.Answer known = node.get("/snapshot", "If-None-Match", tag);
                assertThat(known).hasToString("304 ");
            }
        }
    }
}
