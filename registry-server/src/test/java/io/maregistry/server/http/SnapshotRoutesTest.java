package io.maregistry.server.http;

import static io.maregistry.server.http.ServerUnderTest.SAMPLE;
import static org.assertj.core.api.Assertions.assertThat;

import io.maregistry.server.http.ServerUnderTest.Reply;
import io.maregistry.server.replication.InMemoryReplication;
import io.maregistry.server.state.RestoreBegin;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SnapshotRoutesTest {

    private static final String DOCUMENT = "{\"REGISTRY\":{\"a.B\":[" + SAMPLE + "],\"c.D\":["
            + SAMPLE.replace("10.0.0.1", "10.0.0.2") + "]},\"VERSIONS\":{\"a.B\":9},\"TIMESTAMPS\":"
            + "{\"a.B@http://10.0.0.1:8080/x\":1763700000000},\"version\":12}";

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
    void snapshotIsTheDocumentOfV5() {
        server.post("/reg?service=a.B", SAMPLE);
        assertThat(server.get("/snapshot").body())
                .isEqualTo("{\"REGISTRY\":{\"a.B\":[" + SAMPLE
                        + "]},\"VERSIONS\":{\"a.B\":1},\"TIMESTAMPS\":{},\"version\":1}");
        server.post("/renew?service=a.B", SAMPLE);
        assertThat(server.post("/snapshot", "").body())
                .isEqualTo("{\"REGISTRY\":{\"a.B\":[" + SAMPLE + "]},\"VERSIONS\":{\"a.B\":2},\"TIMESTAMPS\":"
                        + "{\"a.B@http://10.0.0.1:8080/x\":1763700000000},\"version\":2}");
    }

    @Test
    void snapshotThatTheClientHasIsNotSentAgain() {
        String tag = server.get("/snapshot").field("ETag");
        assertThat(tag).isEqualTo("\"5f1c09ab77e2d410-0-0\"");
        Reply known = server.get("/snapshot", "If-None-Match", tag);
        assertThat(known.status()).isEqualTo(304);
        assertThat(known.body()).isEmpty();
        server.post("/reg?service=a.B", SAMPLE);
        assertThat(server.get("/snapshot", "If-None-Match", tag).status()).isEqualTo(200);
    }

    @Test
    void renewalMovesTheTagOfTheSnapshot() {
        server.post("/reg?service=a.B", SAMPLE);
        String tag = server.get("/snapshot").field("ETag");
        server.post("/renew?service=a.B", SAMPLE);
        assertThat(server.get("/snapshot").field("ETag")).isNotEqualTo(tag);
    }

    @Test
    void snapshotIsPackedAsTheClientWants() {
        server.post("/reg?service=a.B", SAMPLE);
        String plain = server.get("/snapshot").body();
        for (String encoding : new String[] {"gzip", "zstd"}) {
            Reply packed = server.get("/snapshot", "Accept-Encoding", encoding);
            assertThat(packed.field("Content-Encoding")).isEqualTo(encoding);
            assertThat(packed.body()).isEqualTo(plain);
        }
        assertThat(server.get("/snapshot", "Accept-Encoding", "br, gzip;q=0").field("Content-Encoding"))
                .isEmpty();
    }

    @Test
    void fullSnapshotHasTheFourKeysAndTheRest() {
        server.post("/reg?service=a.B", SAMPLE);
        Reply full = server.get("/v1/snapshot");
        assertThat(full.body()).startsWith("{\"REGISTRY\":{\"a.B\":").contains("\"stateHash\":\"", "\"checksum\":\"");
        assertThat(server.get("/v1/snapshot?part=renewals").status()).isEqualTo(400);
    }

    @Test
    void longSnapshotComesFromAFileThatIsGoneAfterwards() throws IOException {
        for (int number = 0; number < 20_000; number++) {
            server.replication.apply(Samples.register(
                    "service-" + number % 100,
                    "10." + number / 62_500 + "." + number / 250 % 250 + "." + number % 250));
        }
        Reply plain = server.get("/snapshot");
        assertThat(plain.body().length()).isGreaterThan(1 << 20);
        assertThat(plain.body()).endsWith(",\"version\":20000}");
        assertThat(server.get("/v1/snapshot", "Accept-Encoding", "zstd").body()).contains("\"checksum\":\"");
        assertThat(server.send("HEAD", "/snapshot", "").field("Content-Length"))
                .isEqualTo(Integer.toString(plain.body().length()));
        Awaitility.await().untilAsserted(() -> assertThat(spooled()).isEmpty());
    }

    @Test
    void restoredDocumentTakesThePlaceOfWhatWasThere() {
        server.post("/reg?service=e.F", SAMPLE);
        Reply restored = server.put("/v1/snapshot", DOCUMENT);
        assertThat(restored.body())
                .isEqualTo("{\"outcome\":\"restored\",\"revision\":2,\"services\":2,\"instances\":2}");
        assertThat(server.get("/findAll?service=e.F").body()).isEqualTo("[]");
        assertThat(server.get("/versions?services=a.B,c.D,e.F").body()).isEqualTo("{\"a.B\":9,\"c.D\":1,\"e.F\":2}");
        assertThat(server.get("/snapshot").body()).endsWith("\"version\":12}");
        Awaitility.await().untilAsserted(() -> assertThat(spooled()).isEmpty());
    }

    @Test
    void documentThatIsTheStateAlreadyChangesNothing() {
        server.put("/v1/snapshot", DOCUMENT);
        assertThat(server.put("/v1/snapshot", DOCUMENT).body()).startsWith("{\"outcome\":\"unchanged\",\"revision\":1");
    }

    @Test
    void dryRunLooksAndChangesNothing() {
        assertThat(server.put("/v1/snapshot?dryRun=true", DOCUMENT).body())
                .isEqualTo("{\"outcome\":\"valid\",\"revision\":0,\"services\":2,\"instances\":2}");
        assertThat(server.get("/findAll?service=a.B").body()).isEqualTo("[]");
    }

    @Test
    void mergedDocumentLeavesTheServicesOfBothSides() {
        server.post("/reg?service=e.F", SAMPLE);
        assertThat(server.put("/v1/snapshot?mode=merge", DOCUMENT).body()).contains("\"services\":3");
        assertThat(server.put("/v1/snapshot?mode=replace", DOCUMENT).body()).contains("\"services\":2");
        assertThat(server.put("/v1/snapshot?mode=other", DOCUMENT).status()).isEqualTo(400);
    }

    @Test
    void packedDocumentIsRestored() throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(DOCUMENT.getBytes(StandardCharsets.UTF_8));
        }
        assertThat(server.send("PUT", "/v1/snapshot", packed.toByteArray(), "Content-Encoding", "gzip")
                        .body())
                .startsWith("{\"outcome\":\"restored\"");
    }

    @Test
    void fullDocumentGoesBackWhereItCameFrom() {
        server.post("/reg?service=a.B", SAMPLE);
        String full = server.get("/v1/snapshot").body();
        server.post("/unreg?service=a.B", SAMPLE);
        assertThat(server.put("/v1/snapshot", full).body()).startsWith("{\"outcome\":\"restored\"");
        assertThat(server.get("/findAll?service=a.B").body()).isEqualTo("[" + SAMPLE + "]");
        assertThat(server.put("/v1/snapshot", full.replace("10.0.0.1", "10.0.0.2"))
                        .status())
                .isEqualTo(400);
    }

    @Test
    void damagedDocumentIsRefusedWithThePlaceOfItsFault() {
        server.post("/reg?service=a.B", SAMPLE);
        String before = server.get("/snapshot").body();
        Reply refused = server.put("/v1/snapshot", DOCUMENT.replace("\"port\":8080", "\"port\":\"8080\""));
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.body()).contains("\"code\":\"INVALID_SNAPSHOT\"", "\"at\":\"REGISTRY.a.B[0].port\"");
        assertThat(server.put("/v1/snapshot", DOCUMENT.substring(0, 100)).status())
                .isEqualTo(400);
        assertThat(server.put("/v1/snapshot", "").status()).isEqualTo(400);
        assertThat(server.get("/snapshot").body()).isEqualTo(before);
        Awaitility.await().untilAsserted(() -> assertThat(spooled()).isEmpty());
    }

    @Test
    void secondRestoreMeanwhileIsRefused() {
        server.replication.apply(new RestoreBegin("another", "0".repeat(64), true, false, RestoreBegin.ANY_REVISION));
        Reply refused = server.put("/v1/snapshot", DOCUMENT);
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.body()).contains("\"code\":\"RESTORE_RUNNING\"");
    }

    @Test
    void restoreMayAskForTheRevisionThatWasLookedAt() {
        server.post("/reg?service=e.F", SAMPLE);
        for (String overtaken : new String[] {"0", "2"}) {
            Reply refused = server.put("/v1/snapshot?ifRevision=" + overtaken, DOCUMENT);
            assertThat(refused.status()).isEqualTo(409);
            assertThat(refused.body())
                    .contains("\"code\":\"REVISION_MISMATCH\"", "revision 1, not " + overtaken, "\"revision\":1");
        }
        assertThat(server.get("/findAll?service=e.F").body()).isEqualTo("[" + SAMPLE + "]");
        assertThat(server.put("/v1/snapshot?ifRevision=-1", DOCUMENT).status()).isEqualTo(400);
        assertThat(server.put("/v1/snapshot?ifRevision=1", DOCUMENT).body()).contains("\"outcome\":\"restored\"");
    }

    @Test
    void nodeRunsOneRestoreAtATime() {
        server.replication.hold();
        Thread running = new Thread(() -> server.put("/v1/snapshot", DOCUMENT), "restoring");
        running.start();
        InMemoryReplication replication = server.replication;
        Awaitility.await().until(() -> replication.heldUp() == 1);
        assertThat(server.put("/v1/snapshot", DOCUMENT).body()).contains("RESTORE_RUNNING");
        replication.release();
        Awaitility.await().until(() -> !running.isAlive());
        assertThat(replication.root().isRestoring()).isFalse();
    }

    @Test
    void fewDocumentsComeAtATime() {
        String half = "PUT /v1/snapshot HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\n{";
        List<RawConnection> coming = new ArrayList<>();
        try {
            for (int number = 0; number < 4; number++) {
                coming.add(new RawConnection(server.port()).send(half));
            }
            Awaitility.await().untilAsserted(() -> assertThat(spooled()).hasSize(4));
            Reply refused = server.put("/v1/snapshot", DOCUMENT);
            assertThat(refused.status()).isEqualTo(429);
            assertThat(refused.field("Retry-After")).isEqualTo("1");
        } finally {
            coming.forEach(RawConnection::close);
        }
        Awaitility.await().untilAsserted(() -> assertThat(spooled()).isEmpty());
        assertThat(server.put("/v1/snapshot", DOCUMENT).status()).isEqualTo(200);
    }

    @Test
    void documentThatStopsComingLeavesNothingBehind() {
        for (int number = 0; number < 5; number++) {
            try (RawConnection raw = new RawConnection(server.port())) {
                raw.send(
                        "PUT /v1/snapshot HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n{\r\nno length\r\n");
                assertThat(raw.read().status()).isEqualTo(400);
            }
        }
        Awaitility.await().untilAsserted(() -> assertThat(spooled()).isEmpty());
        assertThat(server.put("/v1/snapshot", DOCUMENT).status()).isEqualTo(200);
    }

    @Test
    void fullSpoolIsToldAsSuch() throws IOException {
        Files.delete(directory.resolve("spool"));
        Reply refused = server.put("/v1/snapshot", DOCUMENT);
        assertThat(refused.status()).isEqualTo(503);
        assertThat(refused.body()).contains("\"code\":\"DISK_FULL\"");
        for (int number = 0; number < 20_000; number++) {
            server.replication.apply(
                    Samples.register("a.B", "10." + number / 62_500 + "." + number / 250 % 250 + "." + number % 250));
        }
        assertThat(server.get("/snapshot").body()).contains("\"code\":\"DISK_FULL\"");
    }

    @Test
    void fullWorkPoolIsToldAsSuch() {
        CountDownLatch done = new CountDownLatch(1);
        try {
            for (int number = 0; number < 1_026; number++) {
                server.work.execute(() -> awaitQuietly(done));
            }
            Reply refused = server.put("/v1/snapshot", DOCUMENT);
            assertThat(refused.status()).isEqualTo(429);
            assertThat(refused.field("Retry-After")).isEqualTo("1");
        } finally {
            done.countDown();
        }
        Awaitility.await()
                .untilAsserted(
                        () -> assertThat(server.put("/v1/snapshot", DOCUMENT).status())
                                .isEqualTo(200));
    }

    private static void awaitQuietly(CountDownLatch done) {
        try {
            done.await();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private List<Path> spooled() throws IOException {
        try (Stream<Path> files = Files.list(directory.resolve("spool"))) {
            return files.toList();
        }
    }
}
