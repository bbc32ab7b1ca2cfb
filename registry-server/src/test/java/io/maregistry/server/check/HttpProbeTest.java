package io.maregistry.server.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.maregistry.model.HealthCheck;
import io.maregistry.server.check.ProbeResult.Bad;
import io.maregistry.server.check.ProbeResult.Good;
import io.maregistry.server.outbound.AddressRules;
import io.maregistry.server.outbound.OutboundTls;
import io.maregistry.server.outbound.RawServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HttpProbeTest {

    private final ProbesUnderTest probes = new ProbesUnderTest(OutboundTls.trustingAnybody(Runnable::run));
    private final WebServer server = new WebServer(null);

    @AfterEach
    void close() {
        server.close();
        probes.close();
    }

    private ProbeResult ask(int port, String path) {
        return probes.ask(HealthCheck.Type.HTTP, "127.0.0.1", port, path);
    }

    private ProbeResult askRaw(RawServer raw) {
        try (raw) {
            return ask(raw.port(), "/health");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "/ok, true, HTTP/1.1 200 OK",
        "/empty, true, HTTP/1.1 204 No Content",
        "/sick, false, HTTP/1.1 503 Service Unavailable",
        "/busy, false, HTTP/1.1 429 Too Many Requests",
        "/none, false, HTTP/1.1 404 Not Found",
    })
    void statusDecidesAndItsLineIsTheEvidence(String path, boolean isGood, String line) {
        ProbeResult result = ask(server.port(), path);

        assertThat(result).isInstanceOf(isGood ? Good.class : Bad.class);
        assertThat(result.evidence()).isEqualTo(line);
    }

    @Test
    void withoutAPathTheRootIsAskedForByTheNameThatWasRegistered() {
        ProbeResult result = probes.ask(HealthCheck.Type.HTTP, "orders.test", server.port(), "");

        assertThat(result).isInstanceOf(Good.class);
        assertThat(server.asked()).containsExactly("GET / orders.test:" + server.port());
    }

    @Test
    void redirectIsNotFollowed() {
        ProbeResult result = ask(server.port(), "/moved");

        assertThat(result).isInstanceOf(Bad.class);
        assertThat(result.evidence()).isEqualTo("HTTP/1.1 302 Found (redirects are not followed)");
        assertThat(server.asked()).containsExactly("GET /moved 127.0.0.1:" + server.port());
    }

    @Test
    void pathIsEncodedForTheRequestLine() {
        ask(server.port(), "/gr\u00fc\u00df/%20{x}#y?a=b");

        assertThat(server.asked()).containsExactly("GET /gr%C3%BC%C3%9F/%20%7Bx%7D%23y?a=b 127.0.0.1:" + server.port());
    }

    @Test
    void slowAnswerIsNone() {
        ProbeResult result = probes.askInHaste(HealthCheck.Type.HTTP, server.port(), "/slow");

        assertThat(result).isInstanceOf(Bad.class);
        assertThat(result.evidence()).isEqualTo("no answer within 200 ms");
    }

    @Test
    void deadInstanceRefusesTheConnection() {
        RawServer raw = RawServer.thatSays("");
        raw.close();

        ProbeResult result = ask(raw.port(), "/");
        assertThat(result).isInstanceOf(Bad.class);
        assertThat(result.evidence()).startsWith("Connection refused");
    }

    @Test
    void resetIsAFailure() {
        ProbeResult result = askRaw(RawServer.thatResets());

        assertThat(result).isInstanceOf(Bad.class);
        assertThat(result.evidence()).isEqualTo("Connection reset by peer");
    }

    @ParameterizedTest
    @CsvSource({
        "''",
        "HTTP/1.1 2",
        "HTTP/1.1 200 OK\\r\\n",
        "HTTP/1.1 200 OK\\r\\nContent-Length: 5\\r\\n",
    })
    void halfAHeadIsNone(String half) {
        ProbeResult result = askRaw(RawServer.thatSays(half.replace("\\r\\n", "\r\n")));

        assertThat(result).isInstanceOf(Bad.class);
        assertThat(result.evidence()).isEqualTo("the connection was closed before a whole answer had come");
    }

    @Test
    void bodyIsNotAwaited() {
        ProbeResult result =
                askRaw(RawServer.thatSaysAndWaits("HTTP/1.1 200 OK\r\nContent-Length: 1000000000\r\n\r\nhalf"));

        assertThat(result).isInstanceOf(Good.class);
    }

    @Test
    void interimAnswersAreSkipped() {
        ProbeResult result = askRaw(RawServer.thatSays("HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 500 Oh dear\r\n\r\n"));

        assertThat(result).isInstanceOf(Bad.class);
        assertThat(result.evidence()).isEqualTo("HTTP/1.1 500 Oh dear");
    }

    @Test
    void endlessHeadIsCutOff() {
        ProbeResult result =
                askRaw(RawServer.thatNeverStops("HTTP/1.1 200 OK\r\n", "X-More: and more and more and more\r\n"));

        assertThat(result).isInstanceOf(Bad.class);
        assertThat(result.evidence()) // by whichever limit, as the bytes come together
                .matches("no answer in HTTP: .*|the answer is longer than 65536 bytes");
    }

    @Test
    void endlessInterimAnswersAreCutOff() {
        ProbeResult result = askRaw(RawServer.thatNeverStops("", "HTTP/1.1 103 Early Hints\r\n\r\n"));

        assertThat(result).isInstanceOf(Bad.class);
        assertThat(result.evidence()).isEqualTo("the answer is longer than 65536 bytes");
    }

    @Test
    void endlessStatusLineIsCutOff() {
        ProbeResult result = askRaw(RawServer.thatNeverStops("HTTP/1.1 200 ", "O".repeat(100)));

        assertThat(result).isInstanceOf(Bad.class);
        assertThat(result.evidence()).startsWith("no answer in HTTP: ");
    }

    @Test
    void longStatusLineBecomesShortEvidence() {
        ProbeResult result = askRaw(RawServer.thatSays("HTTP/1.1 500 " + "x".repeat(1_000) + "\r\n\r\n"));

        assertThat(result.evidence()).hasSize(256).endsWith("xxx...");
    }

    @Test
    void otherProtocolIsNoAnswer() {
        ProbeResult result = askRaw(RawServer.thatSays("SSH-2.0-OpenSSH_9.9\r\n"));

        assertThat(result).isInstanceOf(Bad.class);
        assertThat(result.evidence()).startsWith("no answer in HTTP: ");
    }

    @Test
    void forbiddenAddressIsBadAndNeverConnectedTo() {
        try (ProbesUnderTest strict =
                new ProbesUnderTest(OutboundTls.trustingAnybody(Runnable::run), new AddressRules(false))) {
            ProbeResult result = strict.ask(HealthCheck.Type.HTTP, "orders.test", server.port(), "/ok");

            assertThat(result).isInstanceOf(Bad.class);
            assertThat(result.evidence()).contains("which is a loopback address");
            assertThat(server.asked()).isEmpty();
        }
    }

    @Test
    void stoppedNodeCouldNotAsk() {
        probes.loops.close();

        assertThat(ask(server.port(), "/ok")).isInstanceOf(ProbeResult.Unasked.class);
    }
}
