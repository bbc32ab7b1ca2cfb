package io.maregistry.server.http;

import static io.maregistry.server.http.ServerUnderTest.SAMPLE;
import static org.assertj.core.api.Assertions.assertThat;

import io.maregistry.server.net.WorkPool;
import io.maregistry.server.replication.InMemoryReplication;
import io.maregistry.server.replication.Standing;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code GET /v1/services/{s}?since=…&wait=…}. */
class LongPollTest {

    private static final String LINEAGE = "5f1c09ab77e2d410";

    private static final String PACKED_POLL =
            "GET /v1/services/a.B?since=100&wait=60s HTTP/1.1\r\nHost: a\r\nAccept-Encoding: gzip\r\n\r\n";

    @TempDir
    private Path directory;

    private ServerUnderTest server;

    @BeforeEach
    void start() {
        server = new ServerUnderTest(directory);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private void register(String service, int port) {
        server.post("/reg?service=" + service, SAMPLE.replace("8080", Integer.toString(port)));
    }

    private static String token(long revision) {
        return LINEAGE + "-" + revision;
    }

    @Test
    void longPollIsAnsweredWhenTheServiceMoves() {
        register("a.B", 8080);
        var waiting = server.begin("/v1/services/a.B?since=" + token(1) + "&wait=20s");
        Awaitility.await().until(() -> server.watches.size() == 1);
        register("c.D", 8080);
        register("a.B", 8081);
        assertThat(waiting.join().statusCode()).isEqualTo(200);
        assertThat(server.get("/v1/services/a.B?since=" + token(1)).body()).contains(":8081/x");
        assertThat(server.get("/v1/services/a.B?since=00000000000000aa-9").status())
                .isEqualTo(200);
        Awaitility.await().until(() -> server.watches.size() == 0);
    }

    @Test
    void longPollEndsWhenItsTimeIsOver() {
        register("a.B", 8080);
        ServerUnderTest.Reply over = server.get("/v1/services/a.B?since=1&wait=50ms");
        assertThat(over.status()).isEqualTo(304);
        assertThat(over.field("X-Registry-Revision")).isEqualTo("1");
        assertThat(over.field("ETag")).isEqualTo("\"" + token(1) + "\"");
        assertThat(server.get("/v1/services/a.B?since=1&wait=0s").status()).isEqualTo(304);
        ServerUnderTest.Reply live = server.get("/v1/services/a.B?since=1&wait=0s&live=true");
        assertThat(live.status()).isEqualTo(304);
        assertThat(live.field("ETag")).as("what is made afresh has none").isEmpty();
        for (String query : List.of("wait=1s", "since=1&wait=61s", "since=1&wait=x", "since=x")) {
            assertThat(server.get("/v1/services/a.B?" + query).status())
                    .as(query)
                    .isEqualTo(400);
        }
        Awaitility.await().until(() -> server.watches.size() == 0);
    }

    @Test
    void clientThatGoesAwayFreesThePlaceOfItsPoll() {
        RawConnection raw = new RawConnection(server.port());
        raw.send("GET /v1/services/a.B?since=0&wait=60s HTTP/1.1\r\nHost: a\r\n\r\n");
        Awaitility.await().until(() -> server.watches.size() == 1);
        raw.close();
        Awaitility.await().until(() -> server.watches.size() == 0);
    }

    @Test
    void nodeThatStopsAnswersAllPollsAtOnce() {
        var waiting = server.begin("/v1/services/a.B?since=0&wait=60s");
        Awaitility.await().until(() -> server.watches.size() == 1);
        server.replication.stand(InMemoryReplication.standing(Standing.Role.FOLLOWER, null, Standing.Health.STOPPING));
        server.server.close();
        assertThat(waiting.join().statusCode()).isEqualTo(503);
    }

    @Test
    void pollsOfOneListHaveItPackedOnce() throws Exception {
        for (int port = 1; port <= 100; port++) { // more than goes out unpacked
            register("a.B", port);
        }
        List<RawConnection> polls = new ArrayList<>();
        CountDownLatch held = new CountDownLatch(1);
        try {
            for (int number = 0; number < 20; number++) {
                polls.add(new RawConnection(server.port()).send(PACKED_POLL));
            }
            Awaitility.await().until(() -> server.watches.size() == polls.size());
            fillWorkPool(held, 1);
            register("a.B", 101);
            Awaitility.await().until(() -> server.watches.size() == 0); // all are being answered
            held.countDown();
            for (RawConnection poll : polls) {
                assertThat(poll.read().head()).startsWith("HTTP/1.1 200").contains("Content-Encoding: gzip");
            }
        } finally {
            held.countDown();
            polls.forEach(RawConnection::close);
        }
    }

    @Test
    void changeThatComesWhileAPollIsAnsweredBeginsNoSecondAnswer() throws Exception {
        for (int port = 1; port <= 100; port++) {
            register("a.B", port);
        }
        CountDownLatch held = new CountDownLatch(1);
        try (RawConnection poll = new RawConnection(server.port())) {
            poll.send(PACKED_POLL);
            Awaitility.await().until(() -> server.watches.size() == 1);
            fillWorkPool(held, 1);
            register("a.B", 101);
            Awaitility.await().until(() -> server.watches.size() == 0);
            register("a.B", 102); // would be packed as well, for which there is no room
            held.countDown();
            assertThat(poll.read().head()).startsWith("HTTP/1.1 200").contains("\"" + token(101) + "\"");
        } finally {
            held.countDown();
        }
    }

    /** Leaves room for that many more tasks until {@code held} is counted down. */
    private void fillWorkPool(CountDownLatch held, int room) throws InterruptedException {
        CountDownLatch running = new CountDownLatch(ServerUnderTest.WORKERS);
        for (int worker = 0; worker < ServerUnderTest.WORKERS; worker++) {
            server.work.execute(() -> {
                running.countDown();
                awaitQuietly(held);
            });
        }
        running.await();
        for (int task = room; task < WorkPool.MAX_WAITING; task++) {
            server.work.execute(() -> {});
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }
}
