package io.maregistry.server.http;

import static io.maregistry.server.http.ServerUnderTest.SAMPLE;
import static org.assertj.core.api.Assertions.assertThat;

import io.maregistry.server.config.LimitsConfig;
import io.maregistry.server.http.RawConnection.RawAnswer;
import io.maregistry.server.replication.InMemoryReplication;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SlowClientTest {

    private static final Duration SHORT = Duration.ofMillis(200);
    private static final Duration LONGER = Duration.ofSeconds(1);
    private static final int MAX_CONNECTIONS = 20;

    @TempDir
    private Path directory;

    private ServerUnderTest server;

    @BeforeEach
    void start() {
        server = new ServerUnderTest(directory, InMemoryReplication.born(), impatient(SHORT), false);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private static LimitsConfig impatient(Duration blocked) {
        LimitsConfig usual = LimitsConfig.DEFAULT;
        LimitsConfig.Head head = usual.head();
        LimitsConfig.Body body = usual.body();
        return new LimitsConfig(
                usual.minTtl(),
                new LimitsConfig.Head(head.lineBytes(), head.sizeBytes(), head.fields(), SHORT),
                new LimitsConfig.Body(body.sizeBytes(), SHORT, body.restoreSizeBytes(), LONGER, body.jsonDepth()),
                new LimitsConfig.Connections(MAX_CONNECTIONS, 100, Duration.ofMillis(400), blocked),
                usual.batch(),
                usual.parameters(),
                usual.metrics(),
                usual.instances(),
                usual.time(),
                usual.waiting());
    }

    @Test
    void headThatDoesNotEndIsGivenUp() {
        try (RawConnection raw = new RawConnection(server.port())) {
            RawAnswer answer =
                    raw.send("GET /livez HTTP/1.1\r\nHost: a\r\nX-Slow: ").read();
            assertThat(answer.status()).isEqualTo(408);
            assertThat(answer.body()).contains("\"code\":\"REQUEST_TIMEOUT\"");
            assertThat(raw.isClosedByServer()).isTrue();
        }
    }

    @Test
    void headBehindAnotherRequestIsGivenUpToo() {
        try (RawConnection raw = new RawConnection(server.port())) {
            raw.send("GET /livez HTTP/1.1\r\nHost: a\r\n\r\nGET /li");
            assertThat(raw.read().status()).isEqualTo(200);
            assertThat(raw.read().status()).isEqualTo(408);
        }
    }

    @Test
    void bodyThatDoesNotEndIsGivenUp() {
        try (RawConnection raw = new RawConnection(server.port())) {
            RawAnswer answer = raw.send("POST /reg?service=a.B HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\n{")
                    .read();
            assertThat(answer.status()).isEqualTo(408);
            assertThat(raw.isClosedByServer()).isTrue();
        }
    }

    @Test
    void chunksThatDoNotEndAreGivenUp() {
        try (RawConnection raw = new RawConnection(server.port())) {
            raw.send("POST /reg?service=a.B HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n{\r\n");
            assertThat(raw.read().status()).isEqualTo(408);
        }
    }

    @Test
    void idleConnectionIsClosedWithoutAWord() {
        try (RawConnection fresh = new RawConnection(server.port());
                RawConnection used = new RawConnection(server.port())) {
            assertThat(used.send("GET /livez HTTP/1.1\r\nHost: a\r\n\r\n")
                            .read()
                            .status())
                    .isEqualTo(200);
            assertThat(used.read()).isEqualTo(RawAnswer.NONE);
            assertThat(fresh.read()).isEqualTo(RawAnswer.NONE);
        }
    }

    @Test
    void clientThatReadsNothingIsClosedAndNothingPilesUp() {
        for (int number = 0; number < 20_000; number++) {
            server.replication.apply(
                    Samples.register("a.B", "10." + number / 62_500 + "." + number / 250 % 250 + "." + number % 250));
        }
        try (RawConnection raw = new RawConnection(server.port(), 4 * 1024)) {
            raw.send("GET /findAll?service=a.B HTTP/1.1\r\nHost: a\r\n\r\n".repeat(50));
            Awaitility.await().until(() -> server.get("/metrics").body().contains("maregistry_http_connections 1.0\n"));
        }
    }

    @Test
    void longAnswerHasATimeInAll() {
        server.close();
        server = new ServerUnderTest(directory, InMemoryReplication.born(), impatient(Duration.ofMinutes(1)), false);
        for (int number = 0; number < 80_000; number++) { // more than the kernel keeps for a socket
            server.replication.apply(
                    Samples.register("a.B", "10." + number / 62_500 + "." + number / 250 % 250 + "." + number % 250));
        }
        for (String target : List.of("/findAll?service=a.B", "/snapshot")) {
            try (RawConnection raw = new RawConnection(server.port(), 4 * 1024)) {
                raw.send("GET " + target + " HTTP/1.1\r\nHost: a\r\n\r\n").awaitAnswer();
                Awaitility.await()
                        .until(() -> server.get("/metrics").body().contains("maregistry_http_connections 1.0\n"));
            }
        }
    }

    @Test
    void documentThatDoesNotComeIsGivenUpAndItsFileDeleted() throws IOException {
        for (int number = 0; number < 5; number++) { // more than may come at a time
            try (RawConnection raw = new RawConnection(server.port())) {
                RawAnswer answer = raw.send("PUT /v1/snapshot HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\n{")
                        .read();
                assertThat(answer.status()).isEqualTo(408);
            }
        }
        Awaitility.await().until(() -> isEmpty(directory.resolve("spool")));
    }

    private static boolean isEmpty(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.findAny().isEmpty();
        }
    }

    @Test
    void waitingWriteIsNotMistakenForASlowClient() {
        server.replication.hold();
        try (RawConnection raw = new RawConnection(server.port())) {
            raw.send("POST /reg?service=a.B HTTP/1.1\r\nHost: a\r\nContent-Length: " + SAMPLE.length() + "\r\n\r\n"
                    + SAMPLE);
            try (RawConnection idle = new RawConnection(server.port())) {
                assertThat(idle.read()).isEqualTo(RawAnswer.NONE); // longer than any limit
            }
            server.replication.release();
            assertThat(raw.read().status()).isEqualTo(200);
        }
    }

    @Test
    void connectionOverTheLimitIsClosed() {
        List<RawConnection> open = new ArrayList<>();
        try {
            for (int number = 0; number < MAX_CONNECTIONS; number++) {
                RawConnection raw = new RawConnection(server.port());
                open.add(raw);
                raw.send("GET /livez HTTP/1.1\r\nHost: a\r\n\r\n");
            }
            for (RawConnection raw : open) {
                assertThat(raw.read().status()).isEqualTo(200);
            }
            try (RawConnection surplus = new RawConnection(server.port())) {
                assertThat(surplus.read()).isEqualTo(RawAnswer.NONE);
            }
        } finally {
            open.forEach(RawConnection::close);
        }
    }

    @Test
    void slowClientsDoNotSlowOthersDown() {
        List<RawConnection> slow = new ArrayList<>();
        try {
            for (int number = 0; number < MAX_CONNECTIONS - 2; number++) {
                slow.add(new RawConnection(server.port()).send("POST /reg?service=a.B HTTP/1.1\r\nHost: a\r\n"));
            }
            assertThat(server.post("/renew?service=a.B", SAMPLE).status()).isEqualTo(200);
        } finally {
            slow.forEach(RawConnection::close);
        }
    }
}
