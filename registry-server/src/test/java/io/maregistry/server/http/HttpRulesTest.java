package io.maregistry.server.http;

import static io.maregistry.server.http.ServerUnderTest.SAMPLE;
import static org.assertj.core.api.Assertions.assertThat;

import io.maregistry.server.config.LimitsConfig;
import io.maregistry.server.http.RawConnection.RawAnswer;
import io.maregistry.server.http.ServerUnderTest.Reply;
import io.maregistry.server.replication.InMemoryReplication;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HttpRulesTest {

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

    @Test
    void pathsMatchExactly() {
        for (String path : List.of(
                "/reg/",
                "//reg",
                "/REG",
                "/",
                "/reg;x=1",
                "/v1",
                "/v1/services//instances",
                "/..%2Freg",
                "/%2Freg",
                "/a/../info",
                "/console/../../etc/passwd")) {
            Reply answer = server.get(path);
            assertThat(answer.status()).as(path).isEqualTo(404);
            assertThat(answer.body()).contains("\"code\":\"NO_SUCH_ROUTE\"");
        }
    }

    @Test
    void segmentsAreDecodedOnce() {
        try (RawConnection raw = new RawConnection(server.port())) {
            assertThat(raw.send(get("/%6civez")).read().status()).isEqualTo(200);
            assertThat(raw.send(get("/%256civez")).read().status()).isEqualTo(404);
        }
    }

    @Test
    void pathThatIsNotPercentEncodedUtf8IsRefused() {
        for (String path : List.of("/%zz", "/v1/services/%ff%fe/instances", "/%", "/%4")) {
            try (RawConnection raw = new RawConnection(server.port())) {
                assertThat(raw.send(get(path)).read().status()).as(path).isEqualTo(400);
            }
        }
    }

    @Test
    void headIsGetWithoutItsBody() {
        server.post("/reg?service=a.B", SAMPLE);
        Reply head = server.send("HEAD", "/findAll?service=a.B", "");
        assertThat(head.status()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
        assertThat(head.field("Content-Length")).isEqualTo(Integer.toString(SAMPLE.length() + 2));
    }

    @Test
    void otherVerbsAreNotAllowed() {
        for (String verb : List.of("OPTIONS", "PUT", "DELETE", "PATCH", "FOO")) {
            Reply answer = server.send(verb, "/findAll?service=a.B", "");
            assertThat(answer.status()).as(verb).isEqualTo(405);
            assertThat(answer.field("Allow")).isEqualTo("GET, HEAD, POST");
        }
        assertThat(server.get("/reg?service=a.B").field("Allow")).isEqualTo("POST");
        assertThat(server.send("HEAD", "/reg?service=a.B", "").status()).isEqualTo(405);
    }

    @Test
    void parameterGivenTwiceIsRefused() {
        assertThat(server.get("/version?service=a.B&service=a.B").status()).isEqualTo(400);
        assertThat(server.get("/version?service=a.B&x=1&x=2").status()).isEqualTo(400);
    }

    @Test
    void plusInAQueryIsABlank() {
        Reply answer = server.get("/version?service=a+B");
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body()).contains("\"code\":\"INVALID_NAME\"");
    }

    @Test
    void listThatTheClientHasIsNotSentAgain() {
        server.post("/reg?service=a.B", SAMPLE);
        String tag = server.get("/findAll?service=a.B").field("ETag");
        assertThat(tag).isEqualTo("\"5f1c09ab77e2d410-1\"");
        for (String known : List.of(tag, "W/" + tag, "\"other\", " + tag, "*")) {
            Reply answer = server.get("/findAll?service=a.B", "If-None-Match", known);
            assertThat(answer.status()).as(known).isEqualTo(304);
            assertThat(answer.field("ETag")).isEqualTo(tag);
            assertThat(answer.field("Content-Length")).isEmpty();
        }
        assertThat(server.get("/findAll?service=a.B", "If-None-Match", "\"5f1c09ab77e2d410-0\"")
                        .status())
                .isEqualTo(200);
        server.post("/renew?service=a.B", SAMPLE);
        assertThat(server.get("/findAll?service=a.B").field("ETag")).isEqualTo(tag);
    }

    @Test
    void longListIsPackedAsTheClientWants() {
        for (int number = 0; number < 250; number++) {
            server.replication.apply(Samples.register("a.B", "10.0.0." + number));
        }
        String plain = server.get("/findAll?service=a.B").body();
        for (String encoding : List.of("gzip", "zstd")) {
            Reply packed = server.get("/findAll?service=a.B", "Accept-Encoding", encoding);
            assertThat(packed.field("Content-Encoding")).isEqualTo(encoding);
            assertThat(packed.body()).isEqualTo(plain);
            assertThat(packed.raw().body().length).isLessThan(plain.length() / 4);
        }
    }

    @Test
    void pageOfAnotherOriginMayNotAsk() {
        String own = "127.0.0.1:" + server.port();
        try (RawConnection raw = new RawConnection(server.port())) {
            assertThat(raw.send(get("/livez", "Host: " + own, "Origin: http://" + own))
                            .read()
                            .status())
                    .isEqualTo(200);
            for (String origin : List.of("http://evil.example", "null", "http://127.0.0.1", "https://" + own + "1")) {
                RawAnswer answer = raw.send(get("/livez", "Host: " + own, "Origin: " + origin))
                        .read();
                assertThat(answer.status()).as(origin).isEqualTo(403);
                assertThat(answer.body()).contains("FORBIDDEN_ORIGIN");
            }
            assertThat(raw.send(get("/livez", "Host: a.example", "Origin: http://A.example:80"))
                            .read()
                            .status())
                    .isEqualTo(200);
        }
    }

    @Test
    void upgradeIsNotTaken() {
        try (RawConnection raw = new RawConnection(server.port())) {
            RawAnswer answer = raw.send(get(
                            "/livez",
                            "Host: a",
                            "Connection: Upgrade, HTTP2-Settings",
                            "Upgrade: h2c",
                            "HTTP2-Settings: AAMAAABkAAQCAAAAAAIAAAAA"))
                    .read();
            assertThat(answer.status()).isEqualTo(200);
        }
    }

    @Test
    void bodyMayComeInChunks() {
        try (RawConnection raw = new RawConnection(server.port())) {
            String half = SAMPLE.substring(0, 10);
            String rest = SAMPLE.substring(10);
            raw.send("POST /reg?service=a.B HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n");
            raw.send(Integer.toHexString(half.length()) + "\r\n" + half + "\r\n");
            raw.send(Integer.toHexString(rest.length()) + ";x=y\r\n" + rest + "\r\n0\r\nTrailer: x\r\n\r\n");
            assertThat(raw.read().body()).isEqualTo(SAMPLE);
            assertThat(raw.send(get("/version?service=a.B")).read().body()).isEqualTo("1");
        }
    }

    @Test
    void clientThatAsksFirstIsToldToSendItsBody() {
        try (RawConnection raw = new RawConnection(server.port())) {
            raw.send(asking(SAMPLE.length()));
            assertThat(raw.read().status()).isEqualTo(100);
            assertThat(raw.send(SAMPLE).read().status()).isEqualTo(200);
        }
    }

    @Test
    void clientThatAsksFirstIsToldWhenItsBodyIsTooLarge() {
        try (RawConnection raw = new RawConnection(server.port())) {
            raw.send(asking(1L << 32));
            RawAnswer refused = raw.read();
            assertThat(refused.status()).isEqualTo(413);
            assertThat(refused.closes()).isTrue();
            assertThat(raw.finishSending().isClosedByServer()).isTrue();
        }
    }

    @Test
    void answersToRequestsSentInOneGoComeInOrder() {
        try (RawConnection raw = new RawConnection(server.port())) {
            StringBuilder requests = new StringBuilder();
            for (int number = 0; number < 500; number++) {
                requests.append(get("/versions?services=s" + number));
            }
            raw.send(requests.toString());
            for (int number = 0; number < 500; number++) {
                assertThat(raw.read().body()).isEqualTo("{\"s" + number + "\":0}");
            }
        }
    }

    @Test
    void readBehindAWriteOfTheSameConnectionIsAnsweredBehindIt() {
        InMemoryReplication replication = server.replication;
        replication.hold();
        try (RawConnection raw = new RawConnection(server.port())) {
            raw.send(post("/reg?service=a.B", SAMPLE) + get("/livez") + post("/reg?service=c.D", SAMPLE));
            Awaitility.await().until(() -> replication.heldUp() == 2);
            replication.release();
            assertThat(raw.read().body()).isEqualTo(SAMPLE);
            assertThat(raw.read().body()).isEqualTo("{\"status\":\"ok\"}");
            assertThat(raw.read().body()).isEqualTo(SAMPLE);
        }
    }

    @Test
    void connectionHasABoundedNumberOfOpenRequests() {
        InMemoryReplication replication = server.replication;
        replication.hold();
        try (RawConnection raw = new RawConnection(server.port())) {
            raw.send(post("/reg?service=a.B", SAMPLE).repeat(200));
            Awaitility.await().until(() -> replication.heldUp() == AnswerQueue.MAX_OPEN);
            replication.release();
            for (int number = 0; number < 200; number++) {
                assertThat(raw.read().status()).isEqualTo(200);
            }
        }
    }

    @Test
    void connectionEndsWhenTheClientSaysSo() {
        try (RawConnection raw = new RawConnection(server.port())) {
            RawAnswer answer = raw.send(get("/livez", "Host: a", "Connection: close"))
                    .send(get("/livez"))
                    .read();
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.closes()).isTrue();
            assertThat(raw.isClosedByServer()).isTrue();
        }
    }

    @Test
    void connectionOfHttp10EndsUnlessTheClientKeepsIt() {
        try (RawConnection raw = new RawConnection(server.port())) {
            raw.send("GET /livez HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
            assertThat(raw.read().head()).contains("Connection: keep-alive");
            raw.send("GET /livez HTTP/1.0\r\n\r\n");
            assertThat(raw.read().closes()).isTrue();
            assertThat(raw.isClosedByServer()).isTrue();
        }
    }

    @Test
    void refusalOfAHeadTellsItsPathAndGivesAHeadNoBody() {
        for (String fields :
                List.of("Content-Length: 99999999\r\nHost: a\r\n", "", "X: " + "x".repeat(20_000) + "\r\n")) {
            try (RawConnection raw = new RawConnection(server.port())) {
                RawAnswer answer =
                        raw.send("POST /reg HTTP/1.1\r\n" + fields + "\r\n").read();
                assertThat(answer.status()).isBetween(400, 431);
                assertThat(answer.body()).contains("\"path\":\"/reg\"");
            }
            try (RawConnection raw = new RawConnection(server.port())) {
                RawAnswer answer =
                        raw.send("HEAD /livez HTTP/1.1\r\n" + fields + "\r\n").readHead();
                assertThat(answer.status()).isBetween(400, 431);
                assertThat(raw.read()).isEqualTo(RawAnswer.NONE);
            }
        }
    }

    @Test
    void longPathIsRepeatedInPart() {
        String body = server.get("/" + "x".repeat(4_000)).body();
        assertThat(body).contains("x".repeat(255) + "...\"").hasSizeLessThan(1_000);
    }

    @Test
    void everyRouteReadsItsQuery() {
        for (String path : List.of("/livez", "/info", "/metrics", "/openapi.yaml")) {
            assertThat(server.get(path + "?a=1&a=2").status()).as(path).isEqualTo(400);
        }
        assertThat(server.post("/sl?a=1&a=2", "").status()).isEqualTo(400);
    }

    @Test
    void bodyThatBeginsWithABlankIsNoPartOfTheHead() {
        StrictRequestDecoder decoder = new StrictRequestDecoder(LimitsConfig.DEFAULT.head());
        EmbeddedChannel channel = new EmbeddedChannel(decoder);
        String body = "\n  {\n  }";
        channel.writeInbound(ascii("\r\nPOST /reg?service=a.B HTTP/1.1\r\nHost: a\r\n"));
        channel.writeInbound(ascii("Content-Length: " + body.length() + "\r\n"));
        channel.writeInbound(ascii("\r\n" + body));
        HttpRequest head = channel.readInbound();
        assertThat(head.decoderResult().isSuccess()).isTrue();
        LastHttpContent content = channel.readInbound();
        assertThat(content.content().toString(StandardCharsets.US_ASCII)).isEqualTo(body);
        content.release();
        channel.writeInbound(ascii("GET /livez HTTP/1.1\r\nHost: a\r\n"));
        channel.writeInbound(ascii(" folded\r\n\r\n"));
        HttpRequest folded = channel.readInbound();
        assertThat(folded.decoderResult().isFailure()).isTrue();
        channel.finishAndReleaseAll();
    }

    private static ByteBuf ascii(String text) {
        return Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII);
    }

    @Test
    void clientThatHasSaidEverythingStillGetsItsAnswer() {
        InMemoryReplication replication = server.replication;
        replication.hold();
        try (RawConnection raw = new RawConnection(server.port())) {
            raw.send(post("/reg?service=a.B", SAMPLE)).finishSending();
            Awaitility.await().until(() -> replication.heldUp() == 1);
            replication.release();
            assertThat(raw.read().body()).isEqualTo(SAMPLE);
            assertThat(raw.isClosedByServer()).isTrue();
        }
    }

    @Test
    void stoppingServerAnswersWhatIsOpen() {
        InMemoryReplication replication = server.replication;
        replication.hold();
        Thread stopping = new Thread(() -> server.server.close(), "stopping");
        try (RawConnection idle = new RawConnection(server.port());
                RawConnection busy = new RawConnection(server.port())) {
            idle.send(get("/livez")).read();
            busy.send(post("/reg?service=a.B", SAMPLE));
            Awaitility.await().until(() -> replication.heldUp() == 1);
            stopping.start();
            assertThat(idle.isClosedByServer()).isTrue();
            replication.release();
            assertThat(busy.read().body()).isEqualTo(SAMPLE);
            // Whether the answer announces it depends on which event loop hears first that the server stops.
            assertThat(busy.isClosedByServer()).isTrue();
        }
        Awaitility.await().until(() -> !stopping.isAlive());
    }

    @Test
    void absoluteFormOfATargetIsRead() {
        try (RawConnection raw = new RawConnection(server.port())) {
            assertThat(raw.send("GET http://a.example/livez HTTP/1.1\r\nHost: a.example\r\n\r\n")
                            .read()
                            .status())
                    .isEqualTo(200);
        }
    }

    private static String get(String target) {
        return get(target, "Host: a");
    }

    private static String get(String target, String... fields) {
        return "GET " + target + " HTTP/1.1\r\n" + String.join("\r\n", fields) + "\r\n\r\n";
    }

    private static String asking(long length) {
        return "POST /reg?service=a.B HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: " + length
                + "\r\n\r\n";
    }

    private static String post(String target, String body) {
        return "POST " + target + " HTTP/1.1\r\nHost: a\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
    }
}
