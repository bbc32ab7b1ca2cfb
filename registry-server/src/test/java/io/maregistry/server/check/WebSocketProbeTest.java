package io.maregistry.server.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.maregistry.model.HealthCheck;
import io.maregistry.server.check.ProbeResult.Bad;
import io.maregistry.server.check.ProbeResult.Good;
import io.maregistry.server.outbound.OutboundTls;
import io.maregistry.server.outbound.RawServer;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WebSocketProbeTest {

    private static final Pattern KEY = Pattern.compile("sec-websocket-key: (\\S+)", Pattern.CASE_INSENSITIVE);

    private final ProbesUnderTest probes = new ProbesUnderTest(OutboundTls.trustingAnybody(Runnable::run));
    private final WebServer server = new WebServer(null);

    @AfterEach
    void close() {
        server.close();
        probes.close();
    }

    private ProbeResult ask(int port, String path) {
        return probes.ask(HealthCheck.Type.WS, "127.0.0.1", port, path);
    }

    private ProbeResult askRaw(RawServer raw) {
        try (raw) {
            return ask(raw.port(), "/ws");
        }
    }

    @Test
    void handshakeThatIsAcceptedIsGoodAndEndsWithACloseFrame() {
        ProbeResult result = ask(server.port(), "/ws");

        assertThat(result).isInstanceOf(Good.class);
        assertThat(result.evidence()).isEqualTo("HTTP/1.1 101 Switching Protocols");
        Awaitility.await().until(() -> server.closings().contains(1000));
    }

    @Test
    void answerToTheExampleOfTheRfcIsKnown() {
        assertThat(WebSocketProbe.accepting("dGhlIHNhbXBsZSBub25jZQ==")).isEqualTo("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
    }

    @Test
    void pageThatIsNoWebSocketIsBad() {
        assertThat(ask(server.port(), "/ok").evidence()).isEqualTo("HTTP/1.1 200 OK (no WebSocket)");
        assertThat(ask(server.port(), "/moved").evidence()).isEqualTo("HTTP/1.1 302 Found (no WebSocket)");
        assertThat(ask(server.port(), "/ok")).isInstanceOf(Bad.class);
    }

    @Test
    void acceptanceOfAnotherHandshakeIsBad() {
        String ofTheRfc = """
                HTTP/1.1 101 Switching Protocols
                Upgrade: websocket
                Connection: Upgrade
                Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=

                """;
        ProbeResult result = askRaw(RawServer.thatSaysAndWaits(ofTheRfc.replace("\n", "\r\n")));

        assertThat(result).isInstanceOf(Bad.class);
        assertThat(result.evidence()).endsWith("(not an answer to this handshake)");
    }

    /** One that accepts as it should, and answers what nobody has offered. */
    private static RawServer acceptingWith(String header) {
        return new RawServer(connection -> {
            byte[] request = new byte[4_096];
            int length = connection.getInputStream().read(request);
            Matcher key = KEY.matcher(new String(request, 0, length, StandardCharsets.US_ASCII));
            assertThat(key.find()).isTrue();
            String head = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                    + "Sec-WebSocket-Accept: " + WebSocketProbe.accepting(key.group(1)) + "\r\n" + header + "\r\n";
            connection.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
        });
    }

    @Test
    void acceptanceOfWhatWasNotOfferedIsBad() {
        assertThat(askRaw(acceptingWith(""))).isInstanceOf(Good.class);
        assertThat(askRaw(acceptingWith("Sec-WebSocket-Extensions: permessage-deflate\r\n")))
                .isInstanceOf(Bad.class);
        assertThat(askRaw(acceptingWith("Sec-WebSocket-Protocol: chat\r\n"))).isInstanceOf(Bad.class);
    }

    @Test
    void slowHandshakeIsBad() {
        try (RawServer silent = RawServer.thatSaysAndWaits("HTTP/1.1 101 Switching")) {
            assertThat(probes.askInHaste(HealthCheck.Type.WS, silent.port(), "/ws")
                            .evidence())
                    .isEqualTo("no answer within 200 ms");
        }
    }

    @Test
    void resetOrClosedConnectionIsBad() {
        assertThat(askRaw(RawServer.thatResets()).evidence()).isEqualTo("Connection reset by peer");
        assertThat(askRaw(RawServer.thatSays("HTTP/1.1 101 Switching")).evidence())
                .isEqualTo("the connection was closed before a whole answer had come");
    }

    @Test
    void endlessHeadIsCutOff() {
        assertThat(askRaw(RawServer.thatNeverStops("HTTP/1.1 101 Switching Protocols\r\n", "X: y\r\n")))
                .isInstanceOf(Bad.class);
    }
}
