package io.maregistry.client.centre;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.maregistry.client.http.HttpInvokeException;
import io.maregistry.client.http.HttpInvoker;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The client against a node that answers what the test says. */
class RegisterCentreClientTest {

    private static final ServiceRegisterInfo INFO =
            ServiceRegisterInfo.of("orders", "Orders", "shop").withBuild("2026-01-30T08:00:00Z", "1.2.0.0", "1.2");
    private static final String REGISTERED =
            "{\"Code\":0,\"Message\":\"\",\"Data\":{\"FromClient\":\"10.0.0.1:5000\"}}";
    private static final String ALIVE =
            "{\"Code\":0,\"Message\":\"\",\"Data\":{\"RequireReRegister\":false,\"Message\":\"\"}}";
    private static final String AGAIN =
            "{\"Code\":0,\"Message\":\"\",\"Data\":{\"RequireReRegister\":true,\"Message\":\"unknown\"}}";

    private final List<String> heard = new CopyOnWriteArrayList<>();
    private final Map<String, String> answers =
            new ConcurrentHashMap<>(Map.of("/centre-server/register", REGISTERED, "/centre-server/heartbeat", ALIVE));
    private HttpServer node;

    @BeforeEach
    void start() throws IOException {
        node = HttpServer.create(loopback(), 0);
        node.createContext("/", this::answer);
        node.start();
    }

    @AfterEach
    void stop() {
        node.stop(0);
    }

    @Test
    void programIsRegisteredAndThenSendsHeartbeatsOfFiveFields() throws IOException {
        try (RegisterCentreClient client = client(20).start()) {
            awaitHeard("/centre-server/heartbeat", 2);

            assertThat(heard.get(0))
                    .startsWith("/centre-server/register {\"AppId\":\"orders\",\"Name\":\"Orders\",\"UpdateTime\":")
                    .endsWith("\"BuildTime\":\"2026-01-30T08:00:00Z\",\"AssemblyVersion\":\"1.2.0.0\","
                            + "\"ReleaseVersion\":\"1.2\",\"ProjectName\":\"shop\"}");
            assertThat(heard.get(1))
                    .isEqualTo("/centre-server/heartbeat {\"AppId\":\"orders\",\"BuildTime\":\"2026-01-30T08:00:00Z\","
                            + "\"AssemblyVersion\":\"1.2.0.0\",\"ReleaseVersion\":\"1.2\","
                            + "\"FromClient\":\"10.0.0.1:5000\"}");
            assertThat(client.serviceStatus().fromClient()).isEqualTo("10.0.0.1:5000");
            assertThat(client.isRegistered()).isTrue();
            assertThat(client.failure()).isEmpty();
        }
    }

    @Test
    void programRegistersAgainWhereItsHeartbeatIsAnsweredSo() throws IOException {
        answers.put("/centre-server/heartbeat", AGAIN);
        try (RegisterCentreClient client = client(20).start()) {
            awaitHeard("/centre-server/register", 3);

            assertThat(heard.get(2))
                    .contains("\"FromClient\":\"10.0.0.1:5000\"")
                    .startsWith("/centre-server/register");
            assertThat(client.failure()).isEmpty();
        }
    }

    @Test
    void otherBuildIsRegisteredAtOnce() throws IOException {
        try (RegisterCentreClient client = client(60_000).start()) {
            awaitHeard("/centre-server/register", 1);

            client.update(client.serviceStatus().withBuild("2026-02-01T08:00:00Z", "1.3.0.0", "1.3"));

            awaitHeard("/centre-server/register", 2);
            assertThat(heard.get(1)).contains("\"ReleaseVersion\":\"1.3\"");
        }
    }

    @Test
    void otherBuildIsTheSameInstanceWhereTheRegistryNamedIt() throws IOException {
        try (RegisterCentreClient client = client(60_000).start()) {
            awaitHeard("/centre-server/register", 1);
            Awaitility.await().until(() -> !client.serviceStatus().fromClient().isEmpty());

            client.update(INFO.withBuild("2026-02-01T08:00:00Z", "1.3.0.0", "1.3"));

            awaitHeard("/centre-server/register", 2);
            assertThat(heard.get(1)).contains("\"ReleaseVersion\":\"1.3\"", "\"FromClient\":\"10.0.0.1:5000\"");
        }
    }

    @Test
    void clientClosesWhileItIsAskedToReconnect() throws Exception {
        for (int time = 0; time < 20; time++) {
            RegisterCentreClient client = RegisterCentreClient.builder(INFO)
                    .nodes(url())
                    .heartbeatEvery(Duration.ofMinutes(1))
                    .listenForReconnect(loopback())
                    .build()
                    .start();
            String url = "http://127.0.0.1:"
                    + client.reconnectAddress().orElseThrow().getPort() + "/centre-client/reconnect";
            CompletableFuture<Void> asking = CompletableFuture.runAsync(() -> askUntilClosed(url));

            CompletableFuture.runAsync(client::close).get(20, TimeUnit.SECONDS);
            asking.get(20, TimeUnit.SECONDS);
        }
    }

    private static void askUntilClosed(String url) {
        try {
            while (true) {
                HttpInvoker.DEFAULT.post(url, "");
            }
        } catch (HttpInvokeException closed) {
            assertThat(closed).hasMessageNotContaining("500");
        }
    }

    @Test
    void reconnectCallHasItRegisterAgain() throws IOException {
        RegisterCentreClient.Builder builder = RegisterCentreClient.builder(INFO)
                .nodes(url())
                .heartbeatEvery(Duration.ofMinutes(1))
                .listenForReconnect(loopback());
        try (RegisterCentreClient client = builder.build().start()) {
            awaitHeard("/centre-server/register", 1);
            InetSocketAddress address = client.reconnectAddress().orElseThrow();
            String url = "http://127.0.0.1:" + address.getPort() + "/centre-client/";

            assertThat(HttpInvoker.DEFAULT.post(url + "reconnect", "")).isEqualTo("{\"Code\":0,\"Message\":\"\"}");

            awaitHeard("/centre-server/register", 2);
            assertThat(HttpInvoker.DEFAULT.get(url + "status")).contains("\"Data\":{\"AppId\":\"orders\"");
            assertThatThrownBy(() -> HttpInvoker.DEFAULT.get(url + "reconnect"))
                    .isInstanceOf(HttpInvokeException.class)
                    .hasMessageContaining("405");
        }
    }

    @Test
    void nextNodeIsAskedWhereOneDoesNotTakeIt() throws IOException {
        HttpServer busy = HttpServer.create(loopback(), 0);
        busy.createContext("/", exchange -> send(exchange, 503, "{\"Code\":503,\"Message\":\"NO_LEADER: none\"}"));
        busy.start();
        String busyUrl = "http://127.0.0.1:" + busy.getAddress().getPort();
        try (RegisterCentreClient client = RegisterCentreClient.builder(INFO)
                .nodes(busyUrl, "http://127.0.0.1:1", url())
                .heartbeatEvery(Duration.ofMillis(20))
                .build()
                .start()) {
            awaitHeard("/centre-server/heartbeat", 1);

            assertThat(client.isRegistered()).isTrue();
        } finally {
            busy.stop(0);
        }
    }

    @Test
    void failureIsToldAndTriedAgain() throws IOException {
        answers.put("/centre-server/register", "{\"Code\":400,\"Message\":\"INVALID_NAME: no\"}");
        try (RegisterCentreClient client = client(20).start()) {
            Awaitility.await().until(() -> client.failure().isPresent());
            assertThat(client.failure().orElseThrow()).hasMessageContaining("INVALID_NAME");
            assertThat(client.isRegistered()).isFalse();

            answers.put("/centre-server/register", REGISTERED);
            Awaitility.await().until(client::isRegistered);
        }
    }

    @Test
    void informationWithoutItsRequiredTextsIsRefused() {
        assertThatThrownBy(() -> ServiceRegisterInfo.of("", "Orders", "shop"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> RegisterCentreClient.builder(INFO).heartbeatEvery(Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> RegisterCentreClient.builder(INFO).nodes())
                .isInstanceOf(IllegalArgumentException.class);
    }

    private RegisterCentreClient client(long everyMillis) {
        return RegisterCentreClient.builder(INFO)
                .nodes(url())
                .heartbeatEvery(Duration.ofMillis(everyMillis))
                .build();
    }

    private void awaitHeard(String path, int times) {
        Awaitility.await()
                .until(() -> heard.stream().filter(one -> one.startsWith(path)).count() >= times);
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        heard.add(path + " " + body);
        String answer = answers.getOrDefault(path, "");
        send(exchange, answer.startsWith("{\"Code\":400") ? 400 : 200, answer);
    }

    private static void send(HttpExchange exchange, int status, String answer) throws IOException {
        byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        try (exchange) {
            exchange.getResponseBody().write(bytes);
        }
    }

    private String url() {
        return "http://127.0.0.1:" + node.getAddress().getPort();
    }

    private static InetSocketAddress loopback() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }
}
