package io.maregistry.server.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.maregistry.model.HealthCheck;
import io.maregistry.server.check.ProbeResult.Bad;
import io.maregistry.server.check.ProbeResult.Good;
import io.maregistry.server.net.WorkPool;
import io.maregistry.server.outbound.Certificate;
import io.maregistry.server.outbound.OutboundTls;
import io.maregistry.server.outbound.RawServer;
import java.nio.file.Path;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** HTTPS and WebSocket over TLS, with a certificate for {@code orders.test} and 127.0.0.1. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TlsProbeTest {

    private final WorkPool work = new WorkPool(1);
    private Certificate certificate;
    private WebServer server;
    private ProbesUnderTest probes;

    @BeforeAll
    void start(@TempDir Path directory) throws Exception {
        certificate = Certificate.of(directory, "dns:orders.test,ip:127.0.0.1");
        server = new WebServer(certificate.ofServer());
        probes = new ProbesUnderTest(OutboundTls.trusting(List.of(certificate.certificate()), work));
    }

    @AfterAll
    void close() {
        probes.close();
        server.close();
        work.close();
    }

    @Test
    void certificateOfTheHostsNameIsGood() {
        assertThat(probes.ask(HealthCheck.Type.HTTPS, "orders.test", server.port(), "/ok"))
                .isInstanceOf(Good.class);
        assertThat(probes.ask(HealthCheck.Type.HTTPS, "orders.test", server.port(), "/sick")
                        .evidence())
                .isEqualTo("HTTP/1.1 503 Service Unavailable");
    }

    @Test
    void certificateOfTheHostsAddressIsGood() {
        assertThat(probes.ask(HealthCheck.Type.HTTPS, "127.0.0.1", server.port(), "/ok"))
                .isInstanceOf(Good.class);
    }

    @Test
    void certificateOfAnotherNameIsBad() {
        ProbeResult result = probes.ask(HealthCheck.Type.HTTPS, "others.test", server.port(), "/ok");

        assertThat(result).isInstanceOf(Bad.class);
        assertThat(result.evidence()).contains("others.test");
    }

    @Test
    void certificateOfAStrangerIsBad() {
        try (ProbesUnderTest strict = new ProbesUnderTest(OutboundTls.ofSystem(work))) {
            ProbeResult result = strict.ask(HealthCheck.Type.HTTPS, "orders.test", server.port(), "/ok");

            assertThat(result).isInstanceOf(Bad.class);
            assertThat(result.evidence()).contains("PKIX path building failed");
        }
    }

    @Test
    void whoTrustsAnybodyLooksAtNoName() {
        try (ProbesUnderTest trusting = new ProbesUnderTest(OutboundTls.trustingAnybody(work))) {
            assertThat(trusting.ask(HealthCheck.Type.HTTPS, "others.test", server.port(), "/ok"))
                    .isInstanceOf(Good.class);
        }
    }

    @Test
    void handshakeThatNobodyHasTimeForIsThisNodesTrouble() throws Exception {
        Executor full = task -> {
            throw new RejectedExecutionException("full");
        };
        try (ProbesUnderTest busy =
                new ProbesUnderTest(OutboundTls.trusting(List.of(certificate.certificate()), full))) {
            assertThat(busy.ask(HealthCheck.Type.HTTPS, "orders.test", server.port(), "/ok"))
                    .isInstanceOf(ProbeResult.Unasked.class);
        }
    }

    @Test
    void handshakeThatWaitsForAThreadAllTheTimeIsThisNodesTrouble() throws Exception {
        Queue<Runnable> waiting = new ConcurrentLinkedQueue<>();
        try (ProbesUnderTest busy =
                new ProbesUnderTest(OutboundTls.trusting(List.of(certificate.certificate()), waiting::add))) {
            assertThat(busy.askInHaste(HealthCheck.Type.HTTPS, server.port(), "/ok"))
                    .isInstanceOf(ProbeResult.Unasked.class);
            assertThat(waiting).isNotEmpty();
        }
    }

    @Test
    void handshakesAreWholeOnesASecondLater() throws Exception {
        AtomicInteger whole = new AtomicInteger();
        try (WebServer counting = new WebServer(certificate.ofServerThatCounts(whole))) {
            Awaitility.await().atMost(10, TimeUnit.SECONDS).until(() -> {
                assertThat(probes.ask(HealthCheck.Type.HTTPS, "orders.test", counting.port(), "/ok"))
                        .isInstanceOf(Good.class);
                return whole.get() >= 2;
            });
        }
    }

    @Test
    void sessionsOfManyServersAreNotKept() throws Exception {
        AtomicInteger whole = new AtomicInteger();
        try (WebServer one = new WebServer(certificate.ofServerThatCounts(whole));
                WebServer other = new WebServer(certificate.ofServer())) {
            for (WebServer asked : List.of(one, other, one)) {
                assertThat(probes.ask(HealthCheck.Type.HTTPS, "orders.test", asked.port(), "/ok"))
                        .isInstanceOf(Good.class);
            }
        }
        assertThat(whole).hasValue(2);
    }

    @Test
    void webSocketOverTlsIsGood() {
        assertThat(probes.ask(HealthCheck.Type.WSS, "orders.test", server.port(), "/ws"))
                .isInstanceOf(Good.class);
        assertThat(probes.ask(HealthCheck.Type.WSS, "others.test", server.port(), "/ws"))
                .isInstanceOf(Bad.class);
    }

    @Test
    void serverWithoutTlsIsBad() {
        try (RawServer plain = RawServer.thatSays("HTTP/1.1 400 Bad Request\r\n\r\n")) {
            ProbeResult result = probes.ask(HealthCheck.Type.HTTPS, "orders.test", plain.port(), "/");

            assertThat(result).isInstanceOf(Bad.class);
            assertThat(result.evidence()).contains("not an SSL/TLS record");
        }
    }

    @Test
    void handshakeThatNeverEndsIsOverAtTheLimit() {
        try (RawServer silent = RawServer.thatSaysAndWaits("")) {
            assertThat(probes.askInHaste(HealthCheck.Type.HTTPS, silent.port(), "/")
                            .evidence())
                    .isEqualTo("no answer within 200 ms");
        }
    }

    @Test
    void resetWithinTheHandshakeIsBad() {
        try (RawServer resetting = RawServer.thatResets()) {
            ProbeResult result = probes.ask(HealthCheck.Type.HTTPS, "orders.test", resetting.port(), "/");

            assertThat(result).isInstanceOf(Bad.class);
            assertThat(result.evidence()).isEqualTo("Connection reset by peer");
        }
    }

    @Test
    void connectionThatIsClosedWithinTheHandshakeIsBad() {
        try (RawServer closing = RawServer.thatSays("")) {
            assertThat(probes.ask(HealthCheck.Type.HTTPS, "orders.test", closing.port(), "/"))
                    .isInstanceOf(Bad.class);
        }
    }
}
