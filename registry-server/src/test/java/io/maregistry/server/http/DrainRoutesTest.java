package io.maregistry.server.http;

import static io.maregistry.server.http.ServerUnderTest.SAMPLE;
import static org.assertj.core.api.Assertions.assertThat;

import io.maregistry.server.http.ServerUnderTest.Reply;
import io.maregistry.server.http.WatchClient.Event;
import io.maregistry.server.replication.MemberReport;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DrainRoutesTest {

    private static final String ALL = "/v1/services/a.B/instances";
    private static final String ONE = ALL + "/http%3A%2F%2F10.0.0.1%3A8080%2Fx";
    private static final String DRAIN = ONE + "/drain";
    private static final String REQUEST_ID = "X-Registry-Request-Id";
    private static final String LONG = "{\"waitMs\":60000}";

    @TempDir
    private Path directory;

    private ServerUnderTest server;

    @BeforeEach
    void start() {
        server = new ServerUnderTest(directory);
        server.post(ALL, SAMPLE);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private WatchClient watch(String query) {
        return WatchClient.open(server.port(), "/v1/watch?service=a.B" + query, "");
    }

    private static String nameOf(WatchClient watch) {
        String hello = watch.event().data();
        return hello.replaceAll(".*\"watch\":\"([^\"]*)\".*", "$1");
    }

    @Test
    void whereNobodyWatchesADrainIsAnsweredAtOnce() {
        Reply drained = server.post(DRAIN, LONG);

        assertThat(drained.status()).isEqualTo(200);
        assertThat(drained.body()).isEqualTo("{\"revision\":2,\"watchers\":0,\"confirmed\":0,\"waiting\":[]}");
        assertThat(drained.field("X-Registry-Revision")).isEqualTo("2");
        assertThat(server.get(ONE).body()).contains("\"draining\":true", "\"healthy\":false");
        assertThat(server.get("/findAll?service=a.B&healthy=true").body()).isEqualTo("[]");
        assertThat(server.get("/v1/history/a.B").body()).contains("\"action\":\"health\",\"cause\":\"drain\"");
    }

    @Test
    void drainIsUndoneAndBothAreIdempotent() {
        server.post(DRAIN, "");
        assertThat(server.post(DRAIN, "").body()).startsWith("{\"revision\":2,");

        assertThat(server.send("DELETE", DRAIN, "").body()).isEqualTo("{\"outcome\":\"updated\",\"revision\":3}");
        assertThat(server.send("DELETE", DRAIN, "").body()).isEqualTo("{\"outcome\":\"same\",\"revision\":3}");
        assertThat(server.get(ONE).body()).contains("\"healthy\":true").doesNotContain("draining");
    }

    @Test
    void repeatedRequestIsNotRunAgain() {
        String id = "0f1e2d3c4b5a69788796a5b4c3d2e1f0:1";
        server.post(DRAIN, "{}", REQUEST_ID, id);
        server.send("DELETE", DRAIN, "");

        assertThat(server.post(DRAIN, "{}", REQUEST_ID, id).body()).startsWith("{\"revision\":2,");
        assertThat(server.get(ONE).body()).doesNotContain("draining");
        assertThat(server.post(ALL, SAMPLE, REQUEST_ID, id).status()).isEqualTo(400);
    }

    @Test
    void whatIsNotListedOrNotLawfulIsRefused() {
        assertThat(server.post(ONE.replace("8080", "8081") + "/drain", "").status())
                .isEqualTo(404);
        assertThat(server.send("DELETE", ONE.replace("a.B", "c.D") + "/drain", "")
                        .status())
                .isEqualTo(404);
        assertThat(server.post(DRAIN, "{\"waitMs\":60001}").status()).isEqualTo(400);
        assertThat(server.post(DRAIN, "{\"waitMs\":-1}").status()).isEqualTo(400);
        assertThat(server.post(DRAIN, "{\"waitMs\":\"1\"}").status()).isEqualTo(400);
        assertThat(server.post(DRAIN, "[]").status()).isEqualTo(400);
        assertThat(server.post(DRAIN + "?wait=1", "").status()).isEqualTo(400);
        assertThat(server.get(DRAIN).status()).isEqualTo(405);
    }

    @Test
    void thousandWatchersAreWaitedForAndConfirmOneByOne() {
        Map<String, WatchClient> watches = new LinkedHashMap<>();
        try {
            for (int number = 0; number < 1_000; number++) {
                WatchClient watch = watch("&ack=true");
                watches.put(nameOf(watch), watch);
            }
            CompletableFuture<Reply> draining = CompletableFuture.supplyAsync(() -> server.post(DRAIN, LONG));
            Awaitility.await().until(() -> server.get(ONE).body().contains("\"draining\":true"));
            for (String name : watches.keySet()) {
                assertThat(draining).isNotDone();
                assertThat(server.post("/v1/watch/" + name + "/ack", "{\"revision\":2}")
                                .status())
                        .isEqualTo(204);
            }

            assertThat(draining.join().body())
                    .isEqualTo("{\"revision\":2,\"watchers\":1000,\"confirmed\":1000,\"waiting\":[]}");
        } finally {
            watches.values().forEach(WatchClient::close);
        }
    }

    @Test
    void watcherThatNeverConfirmsIsNamed() {
        try (WatchClient silent = watch("&ack=true")) {
            String name = nameOf(silent);
            silent.event();

            Reply drained = server.post(DRAIN, "{\"waitMs\":100}");

            assertThat(drained.status()).isEqualTo(200);
            assertThat(drained.body())
                    .startsWith("{\"revision\":2,\"watchers\":1,\"confirmed\":0,\"waiting\":[{\"watch\":\"" + name
                            + "\",\"address\":\"127.0.0.1:")
                    .endsWith("\"revision\":0}]}");
            assertThat(silent.event().data())
                    .contains("\"action\":\"health\",\"cause\":\"drain\"", "\"draining\":true");
        }
    }

    @Test
    void watcherThatConfirmsEndsTheWait() {
        try (WatchClient watch = watch("&ack=true")) {
            String ack = "/v1/watch/" + nameOf(watch) + "/ack";
            watch.event();
            assertThat(server.post(ack, "{\"revision\":1}").status()).isEqualTo(204);
            CompletableFuture<Reply> draining = CompletableFuture.supplyAsync(() -> server.post(DRAIN, LONG));
            Event told = watch.event();
            assertThat(told.id()).endsWith("-2");
            assertThat(draining).isNotDone();

            Reply taken = server.post(ack, "{\"revision\":2}");

            assertThat(taken.status()).isEqualTo(204);
            assertThat(taken.body()).isEmpty();
            assertThat(taken.field("Content-Length")).isEmpty();
            assertThat(draining.join().body())
                    .isEqualTo("{\"revision\":2,\"watchers\":1,\"confirmed\":1,\"waiting\":[]}");
        }
    }

    @Test
    void streamThatSaysNothingConfirmsByBeingWritten() {
        try (WatchClient watch = watch("");
                WatchClient late = watch("&start=none")) {
            nameOf(watch);
            watch.event();
            nameOf(late);

            assertThat(server.post(DRAIN, LONG).body())
                    .isEqualTo("{\"revision\":2,\"watchers\":2,\"confirmed\":2,\"waiting\":[]}");
        }
    }

    @Test
    void longPollConfirmsByTheNextOne() {
        RawConnection connection = new RawConnection(server.port());
        String poll = "GET /v1/services/a.B?wait=60s&since=%s HTTP/1.1\r\nHost: a\r\n\r\n";
        connection.send(String.format(poll, 1));
        awaitWatchers("\"revision\":1}]}");
        CompletableFuture<Reply> draining = CompletableFuture.supplyAsync(() -> server.post(DRAIN, LONG));
        assertThat(connection.read().body()).contains("\"draining\":true");
        assertThat(draining).isNotDone();

        connection.send(String.format(poll, 2));

        assertThat(draining.join().body()).startsWith("{\"revision\":2,\"watchers\":1,\"confirmed\":1,");
        connection.close();
        awaitWatchers("\"watchers\":[]}");
    }

    private void awaitWatchers(String end) {
        Awaitility.await()
                .untilAsserted(
                        () -> assertThat(server.get("/v1/services/a.B/watchers").body())
                                .endsWith(end));
    }

    @Test
    void watchersAreListedWithWhatTheyHaveTakenIn() {
        assertThat(server.get("/v1/services/a.B/watchers").body()).isEqualTo("{\"revision\":1,\"watchers\":[]}");
        try (WatchClient watch = watch("&ack=true")) {
            String name = nameOf(watch);
            watch.event();
            awaitWatchers("\"revision\":0}]}");
            server.post("/v1/watch/" + name + "/ack", "{\"revision\":1}");

            assertThat(server.get("/v1/services/a.B/watchers").body())
                    .startsWith("{\"revision\":1,\"watchers\":[{\"watch\":\"" + name + "\",\"address\":\"127.0.0.1:")
                    .endsWith("\"revision\":1}]}");
            assertThat(server.get("/v1/services/c.D/watchers").body()).endsWith("\"watchers\":[]}");
        }
    }

    @Test
    void nodesThatDoNotAnswerAreNamed() {
        server.replication.addMember(new MemberReport("n2", "127.0.0.1:10082", false, null, null, false));

        assertThat(server.get("/v1/services/a.B/watchers").body())
                .isEqualTo("{\"revision\":1,\"watchers\":[],\"unreachable\":[\"n2\"]}");
        assertThat(server.post(DRAIN, "{\"waitMs\":0}").body())
                .isEqualTo("{\"revision\":2,\"watchers\":0,\"confirmed\":0,\"waiting\":[],\"unreachable\":[\"n2\"]}");
        assertThat(server.post("/v1/watch/n2-1-00ff/ack", "{\"revision\":1}").status())
                .isEqualTo(503);
    }

    @Test
    void confirmationsOfNobodyAndOddOnesAreRefused() {
        assertThat(server.post("/v1/watch/n1-77-0000/ack", "{\"revision\":1}").status())
                .isEqualTo(404);
        assertThat(server.post("/v1/watch/elsewhere/ack", "{\"revision\":1}").status())
                .isEqualTo(404);
        assertThat(server.post("/v1/watch/n1-1/ack", "{}").status()).isEqualTo(400);
        assertThat(server.post("/v1/watch/n1-1/ack", "{\"revision\":-1}").status())
                .isEqualTo(400);
        assertThat(server.get("/v1/watch?service=a.B&ack=yes").status()).isEqualTo(400);
    }

    @Test
    void questionsOfNodesAreAnswered() {
        assertThat(server.post("/v1/cluster/ask/watchers", "").status()).isEqualTo(400);
        assertThat(server.post("/v1/cluster/ask/weather", "").status()).isEqualTo(501);
    }
}
