package io.maregistry.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.maregistry.server.http.ServerUnderTest.Reply;
import io.maregistry.server.outbound.RawServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Paths that the RegisterCentre calls of what is registered, at programs that answer well, badly or not at all. */
class CentreCallsTest {

    private static final int AT_ONCE = 16;

    @TempDir
    private Path directory;

    private ServerUnderTest server;
    private HttpServer program;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<String> heard = new CopyOnWriteArrayList<>();
    private final CountDownLatch over = new CountDownLatch(1);

    @BeforeEach
    void start() throws IOException {
        server = new ServerUnderTest(directory);
        program = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 64);
        program.setExecutor(threads);
        program.createContext("/", exchange -> answer(exchange, 200, "{\"status\":\"up\"}"));
        program.createContext("/text", exchange -> answer(exchange, 500, "no \"JSON\" {"));
        program.createContext("/huge", exchange -> answer(exchange, 200, "x".repeat(300_000)));
        program.createContext("/slow", this::wait);
        program.createContext("/moved", exchange -> {
            exchange.getResponseHeaders().set("Location", "/elsewhere");
            answer(exchange, 302, "");
        });
        program.start();
    }

    @AfterEach
    void stop() {
        over.countDown();
        program.stop(0);
        threads.shutdownNow();
        server.close();
    }

    @Test
    void oneInstanceOfEachServiceIsCalled() {
        register("orders", "");
        register("orders", "other");
        register("users", "");

        JsonNode results = get("{\"CallbackUrl\":\"/health?deep=true\"}");

        assertThat(results).hasSize(2);
        assertThat(results.get(1).path("Url").asText()).isEqualTo(url() + "/health?deep=true");
        assertThat(results.get(1).path("RegisterInfo").path("AppId").asText()).isEqualTo("users");
        assertThat(results.get(1).path("Res"))
                .hasToString("{\"Code\":200,\"Message\":\"\",\"Data\":{\"status\":\"up\"}}");
        assertThat(results.get(1).path("LatencyMs").isInt()).isTrue();
        assertThat(heard).hasSize(2).allMatch(one -> one.endsWith("/health?deep=true "));
    }

    @Test
    void allInstancesAreCalledWhereThatIsWanted() {
        register("orders", "");
        register("orders", "other");
        register("users", "");

        JsonNode results = get("{\"callbackUrl\":\"/health\",\"target\":\"instance\",\"appIds\":[\"orders\"]}");

        assertThat(results).hasSize(2);
        assertThat(heard).containsExactlyInAnyOrder("GET /health ", "GET /other/health ");
    }

    @Test
    void bodyIsPostedAsItCame() {
        register("orders", "");

        post("{\"CallbackUrl\":\"/reload\",\"Body\":{\"force\":true,\"factor\":1.50,\"names\":[\"\u00fc\",null]}}");
        post("{\"CallbackUrl\":\"/reload\"}");

        assertThat(heard)
                .containsExactly(
                        "POST /reload {\"force\":true,\"factor\":1.50,\"names\":[\"\u00fc\",null]}",
                        "POST /reload null");
    }

    @Test
    void answerThatIsNoJsonIsText() {
        register("orders", "");

        assertThat(get("{\"CallbackUrl\":\"/text\"}").get(0).path("Res"))
                .hasToString("{\"Code\":500,\"Message\":\"\",\"Data\":\"no \\\"JSON\\\" {\"}");
    }

    @Test
    void redirectIsToldAndNotFollowed() {
        register("orders", "");

        assertThat(get("{\"CallbackUrl\":\"/moved\"}")
                        .get(0)
                        .path("Res")
                        .path("Code")
                        .asInt())
                .isEqualTo(302);
        assertThat(heard).containsExactly("GET /moved ");
    }

    @Test
    void slowHugeAndResettingProgramsCostTheirOwnResultOnly() throws IOException {
        register("orders", "");
        try (ServerSocket rude = new ServerSocket(0, 8, InetAddress.getLoopbackAddress())) {
            threads.execute(() -> reset(rude));
            registerAt("rude", rude.getLocalPort(), "");

            assertThat(reasons("{\"CallbackUrl\":\"/slow\",\"TimeoutMs\":200,\"AppIds\":[\"orders\"]}"))
                    .containsExactly(-1);
            assertThat(reasons("{\"CallbackUrl\":\"/huge\",\"Target\":\"instance\"}"))
                    .containsExactly(-1, -1);
            assertThat(reasons("{\"CallbackUrl\":\"/health\"}")).containsExactly(200, -1);
        }
    }

    @Test
    void headsBeforeTheAnswerAreNotTheAnswer() {
        try (RawServer early = RawServer.thatSays(
                "HTTP/1.1 103 Early Hints\r\nLink: a\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n7")) {
            registerAt("early", early.port(), "");

            assertThat(get("{\"CallbackUrl\":\"/\"}").get(0).path("Res"))
                    .hasToString("{\"Code\":200,\"Message\":\"\",\"Data\":7}");
        }
    }

    @Test
    void longAnswersAreAnsweredWhole() {
        program.createContext("/long", exchange -> answer(exchange, 200, "\"" + "x".repeat(200_000) + "\""));
        for (int number = 0; number < 20; number++) { // more than an answer has in memory
            register("orders", "long/" + number);
        }

        JsonNode results = get("{\"CallbackUrl\":\"/x\",\"Target\":\"instance\"}");

        assertThat(results)
                .hasSize(20)
                .allMatch(result -> result.path("Res").path("Data").asText().length() == 200_000);
    }

    @Test
    void whoHangsUpEndsTheCallsAndFreesThePlace() throws IOException {
        try (RawServer silent = RawServer.thatSaysAndWaits("")) {
            for (int number = 0; number < 3 * AT_ONCE; number++) {
                registerAt("silent", silent.port(), "silent/" + number);
            }
            for (int time = 1; time <= 5; time++) { // there are four places
                try (Socket caller = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
                    String body =
                            "{\"CallbackUrl\":\"/\",\"Target\":\"instance\",\"AppIds\":[\"silent\"],\"TimeoutMs\":30000}";
                    caller.getOutputStream()
                            .write(("POST /centre-server/get HTTP/1.1\r\nHost: x\r\nContent-Length: " + body.length()
                                            + "\r\n\r\n" + body)
                                    .getBytes(StandardCharsets.US_ASCII));
                    int taken = time * AT_ONCE;
                    Awaitility.await()
                            .untilAsserted(() -> assertThat(silent.taken()).isEqualTo(taken));
                    caller.setSoLinger(true, 0); // a mere end of what it says leaves it the answer
                }
                int ended = time * AT_ONCE;
                Awaitility.await()
                        .untilAsserted(() -> assertThat(silent.ended()).isEqualTo(ended));
            }
            assertThat(silent.taken()).isEqualTo(5 * AT_ONCE);
        }
    }

    @Test
    void whatCannotBeCalledSaysWhy() {
        server.post(
                "/centre-server/register",
                "{\"AppId\":\"named\",\"Name\":\"Named\",\"ProjectName\":\"p\",\"FromClient\":\"kasse\"}");
        server.post("/reg?service=cloud", ServerUnderTest.SAMPLE.replace("10.0.0.1", "169.254.169.254"));

        JsonNode results = get("{\"CallbackUrl\":\"/\",\"AppIds\":[\"named\",\"cloud\",\"nobody\"]}");

        assertThat(results.get(0).path("Res").path("Message").asText()).contains("no instance is healthy");
        assertThat(results.get(1).path("Res").path("Message").asText()).contains("link-local");
        assertThat(results.get(2).path("Res").path("Message").asText()).contains("nothing is registered");
        assertThat(get("{\"CallbackUrl\":\"/\",\"AppIds\":[\"named\"],\"Target\":\"instance\"}")
                        .get(0)
                        .path("Res")
                        .path("Message")
                        .asText())
                .contains("centre://127.0.0.1:1/kasse is not callable");
    }

    @Test
    void noMoreThanSixteenAreCalledAtOnce() {
        AtomicInteger open = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        CountDownLatch full = new CountDownLatch(AT_ONCE);
        program.createContext("/gather", exchange -> {
            most.accumulateAndGet(open.incrementAndGet(), Math::max);
            full.countDown();
            await(full);
            open.decrementAndGet();
            answer(exchange, 200, "1");
        });
        for (int number = 0; number < 40; number++) {
            register("orders", "gather/" + number);
        }

        JsonNode results = get("{\"CallbackUrl\":\"/x\",\"Target\":\"instance\",\"TimeoutMs\":20000}");

        assertThat(results)
                .hasSize(40)
                .allMatch(result -> result.path("Res").path("Code").asInt() == 200);
        assertThat(most).hasValue(AT_ONCE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"CallbackUrl\":\"\"}",
                "{\"CallbackUrl\":\"http://example.com/\"}",
                "{\"CallbackUrl\":\"//example.com/\"}",
                "{\"CallbackUrl\":\"health\"}",
                "{\"CallbackUrl\":\"/a b\"}",
                "{\"CallbackUrl\":\"/a\\r\\nX: y\"}",
                "{\"CallbackUrl\":\"/a#b\"}",
                "{\"CallbackUrl\":\"/\u00fc\"}",
                "{\"CallbackUrl\":\"/\",\"Target\":\"everybody\"}",
                "{\"CallbackUrl\":\"/\",\"TimeoutMs\":0}",
                "{\"CallbackUrl\":\"/\",\"TimeoutMs\":30001}",
                "{\"CallbackUrl\":\"/\",\"AppIds\":\"orders\"}",
                "{\"CallbackUrl\":\"/\",\"AppIds\":[\"a/b\"]}",
                "{\"CallbackUrl\":\"/\",\"callbackurl\":\"/\"}",
            })
    void whatIsNoPathOrNoCallIsRefused(String body) {
        register("orders", "");

        Reply refused = server.post("/centre-server/get", body);

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.body()).startsWith("{\"Code\":400,\"Message\":\"INVALID_");
        assertThat(heard).isEmpty();
    }

    private List<Integer> reasons(String body) {
        return get(body).findValues("Res").stream()
                .map(res -> res.path("Code").asInt())
                .toList();
    }

    private JsonNode get(String body) {
        return data(server.post("/centre-server/get", body));
    }

    private JsonNode post(String body) {
        return data(server.post("/centre-server/post", body));
    }

    private static JsonNode data(Reply reply) {
        assertThat(reply.status()).as(reply.body()).isEqualTo(200);
        try {
            return new ObjectMapper().readTree(reply.body()).path("Data");
        } catch (IOException malformed) {
            throw new UncheckedIOException(malformed);
        }
    }

    private void register(String service, String context) {
        registerAt(service, program.getAddress().getPort(), context);
    }

    private void registerAt(String service, int port, String context) {
        server.post(
                "/reg?service=" + service,
                "{\"scheme\":\"http\",\"host\":\"127.0.0.1\",\"port\":" + port + ",\"context\":\"" + context + "\"}");
    }

    private String url() {
        return "http://127.0.0.1:" + program.getAddress().getPort();
    }

    private void answer(HttpExchange exchange, int status, String body) throws IOException {
        String posted = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        heard.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " " + posted);
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        try (exchange) {
            exchange.getResponseBody().write(bytes);
        }
    }

    private void wait(HttpExchange exchange) {
        await(over);
        exchange.close();
    }

    private static void await(CountDownLatch latch) {
        try {
            if (!latch.await(20, TimeUnit.SECONDS)) {
                throw new IllegalStateException("nobody came within 20 s");
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static void reset(ServerSocket rude) {
        try {
            while (true) {
                try (Socket socket = rude.accept()) {
                    socket.setSoLinger(true, 0);
                    socket.getInputStream().read();
                }
            }
        } catch (SocketException closed) {
            // the test is over
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
