package io.maregistry.server.http;

import static io.maregistry.server.http.ServerUnderTest.SAMPLE;
import static org.assertj.core.api.Assertions.assertThat;

import io.maregistry.server.config.LimitsConfig;
import io.maregistry.server.replication.InMemoryReplication;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Four hundred clients that hold their connections up, each in its way. */
class CrowdTest {

    private static final int OF_EACH_KIND = 100;
    private static final Duration LIMIT = Duration.ofSeconds(5);

    private static final String HOST = " HTTP/1.1\r\nHost: a\r\n";
    private static final String SLOW_HEAD = "POST /reg?service=a.B" + HOST + "X-Slow: ";
    private static final String SLOW_BODY = "POST /reg?service=a.B" + HOST + "Content-Length: 1000\r\n\r\n{";
    private static final String IDLE = "GET /livez" + HOST + "\r\n";
    private static final String DEAF = ("GET /findAll?service=a.B" + HOST + "\r\n").repeat(50);

    @TempDir
    private Path directory;

    private static LimitsConfig limits() {
        LimitsConfig usual = LimitsConfig.DEFAULT;
        LimitsConfig.Head head = usual.head();
        LimitsConfig.Body body = usual.body();
        return new LimitsConfig(
                usual.minTtl(),
                new LimitsConfig.Head(head.lineBytes(), head.sizeBytes(), head.fields(), LIMIT),
                new LimitsConfig.Body(
                        body.sizeBytes(), LIMIT, body.restoreSizeBytes(), body.restoreTime(), body.jsonDepth()),
                new LimitsConfig.Connections(1_000, 100, LIMIT, LIMIT),
                usual.batch(),
                usual.parameters(),
                usual.metrics(),
                usual.instances(),
                usual.time(),
                usual.waiting());
    }

    @Test
    void crowdHoldsNobodyElseUpAndIsSentAway() {
        List<RawConnection> crowd = new ArrayList<>();
        try (ServerUnderTest server = new ServerUnderTest(directory, InMemoryReplication.born(), limits(), false)) {
            for (int number = 0; number < 5_000; number++) {
                server.replication.apply(Samples.register("a.B", "10.0." + number / 250 + "." + number % 250));
            }
            for (String kind : List.of(SLOW_HEAD, SLOW_BODY, IDLE, DEAF)) {
                for (int number = 0; number < OF_EACH_KIND; number++) {
                    crowd.add(new RawConnection(server.port(), 4 * 1024).send(kind));
                }
            }
            for (int number = 0; number < OF_EACH_KIND; number++) {
                assertThat(server.post("/renew?service=a.B", SAMPLE.replace("10.0.0.1", "10.0.0." + number))
                                .status())
                        .isEqualTo(200);
            }
            Awaitility.await()
                    .atMost(Duration.ofMinutes(1))
                    .until(() -> server.get("/metrics").body().contains("maregistry_http_connections 1.0\n"));
        } finally {
            crowd.forEach(RawConnection::close);
        }
    }
}
