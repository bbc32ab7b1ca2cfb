package io.maregistry.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.maregistry.model.ServiceName;
import io.maregistry.server.http.RawConnection.RawAnswer;
import io.maregistry.server.registry.Wanted;
import io.maregistry.server.state.ServiceView;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Answers that are longer than what a socket takes at once. */
class LongAnswersTest {

    /**
     * A fraction of a list, but not so little that a busy machine takes 10 s for what the kernel gathers before it says that
     * a connection takes more: the server would give it up as stuck.
     */
    private static final int WINDOW_BYTES = 32 * 1024;

    private static final String LIVEZ = request("/livez");

    @TempDir
    private Path directory;

    private ServerUnderTest server;

    @BeforeEach
    void start() {
        server = new ServerUnderTest(directory);
        for (int number = 0; number < 20_000; number++) {
            server.replication.apply(
                    Samples.register("a.B", "10." + number / 62_500 + "." + number / 250 % 250 + "." + number % 250));
        }
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private static String request(String target) {
        return "GET " + target + " HTTP/1.1\r\nHost: a\r\n\r\n";
    }

    @Test
    void pipelinedLongAnswersComeWholeAndInOrder() {
        String list = server.get("/findAll?service=a.B").body();
        List<String> bodies = new ArrayList<>();
        try (RawConnection raw = new RawConnection(server.port(), WINDOW_BYTES)) {
            raw.send((request("/findAll?service=a.B") + LIVEZ).repeat(3));
            for (int number = 0; number < 6; number++) {
                bodies.add(raw.read().body());
            }
        }
        for (int number = 0; number < 6; number += 2) {
            assertThat(bodies.get(number).equals(list))
                    .as("list %d is whole", number / 2)
                    .isTrue();
            assertThat(bodies.get(number + 1)).isEqualTo("{\"status\":\"ok\"}");
        }
    }

    @Test
    void pipelinedAnswersOfManyLengthsComeWholeAndInOrder() {
        List<String> lists = new ArrayList<>();
        StringBuilder requests = new StringBuilder();
        for (int size = 1; size <= 24; size++) {
            String service = "a.S" + size;
            for (int number = 0; number < 250 * size; number++) {
                server.replication.apply(Samples.register(service, "10.1." + number / 250 + "." + number % 250));
            }
            lists.add(server.get("/findAll?service=" + service).body());
            requests.append(request("/findAll?service=" + service));
        }
        for (int round = 0; round < 5; round++) {
            try (RawConnection raw = new RawConnection(server.port(), 1 << 20)) {
                raw.send(requests.toString());
                for (String list : lists) {
                    assertThat(raw.read().body().equals(list)).isTrue();
                }
            }
        }
    }

    @Test
    void longListIsMadeOffTheEventLoopOnce() {
        ServiceView service = server.replication.root().service(ServiceName.of("a.B"));
        assertThat(ServiceLists.isMuchToMake(service, Wanted.ALL)).isTrue();
        String list = server.get("/findAll?service=a.B").body();
        assertThat(ServiceLists.isMuchToMake(service, Wanted.ALL)).isFalse();
        assertThat(ServiceLists.isMuchToMake(service, Wanted.HEALTHY)).isTrue();
        assertThat(server.get("/findAll?service=a.B&healthy=true").body().equals(list))
                .isTrue();
        server.replication.apply(Samples.register("a.B", "10.9.9.9"));
        assertThat(ServiceLists.isMuchToMake(server.replication.root().service(ServiceName.of("a.B")), Wanted.ALL))
                .isFalse();
    }

    @Test
    void packedListIsThatOfTheServiceAsItStands() {
        String list = server.get("/findAll?service=a.B").body();
        for (String encoding : List.of("gzip", "zstd", "gzip")) {
            ServerUnderTest.Reply packed = server.get("/findAll?service=a.B", "Accept-Encoding", encoding);
            assertThat(packed.field("Content-Encoding")).isEqualTo(encoding);
            assertThat(packed.body().equals(list)).isTrue();
        }
        server.replication.apply(Samples.register("a.B", "10.9.9.9"));
        assertThat(server.get("/findAll?service=a.B", "Accept-Encoding", "gzip")
                        .body()
                        .contains("10.9.9.9"))
                .isTrue();
    }

    @Test
    void clientThatHasSaidEverythingGetsItsLongAnswersWhole() {
        String list = server.get("/findAll?service=a.B").body();
        String document = server.get("/snapshot").body();
        try (RawConnection raw = new RawConnection(server.port(), WINDOW_BYTES)) {
            raw.send(request("/findAll?service=a.B").repeat(2) + request("/snapshot") + LIVEZ)
                    .finishSending();
            assertIs(raw.read(), list);
            assertIs(raw.read(), list);
            assertIs(raw.read(), document);
            RawAnswer last = raw.read();
            assertThat(last.status()).isEqualTo(200);
            assertThat(last.closes()).isTrue();
            assertThat(raw.isClosedByServer()).isTrue();
        }
    }

    /** Without the whole of both in the message. */
    private static void assertIs(RawAnswer answer, String body) {
        String found = answer.body();
        assertThat(found.equals(body))
                .as(
                        "status %d, %d characters of %d, which begin with %s",
                        answer.status(),
                        found.length(),
                        body.length(),
                        found.substring(0, Math.min(200, found.length())))
                .isTrue();
    }

    @Test
    void stoppingServerEndsTheConnectionBehindALongAnswerThatHadBegun() {
        for (int number = 20_000; number < 80_000; number++) { // more than the kernel keeps for a socket
            server.replication.apply(
                    Samples.register("a.B", "10." + number / 62_500 + "." + number / 250 % 250 + "." + number % 250));
        }
        String list = server.get("/findAll?service=a.B").body();
        try (RawConnection raw = new RawConnection(server.port(), WINDOW_BYTES)) {
            raw.send(request("/findAll?service=a.B"));
            raw.awaitAnswer();
            CompletableFuture<Void> closing = CompletableFuture.runAsync(server.server::close);
            server.awaitRefusal();
            assertThat(raw.read().body().equals(list)).isTrue();
            assertThat(raw.isClosedByServer()).isTrue();
            closing.join();
        }
    }
}
