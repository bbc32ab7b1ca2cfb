package io.maregistry.server.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.maregistry.model.HealthCheck;
import io.maregistry.server.check.ProbeResult.Bad;
import io.maregistry.server.check.ProbeResult.Good;
import io.maregistry.server.outbound.OutboundTls;
import io.maregistry.server.outbound.RawServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TcpProbeTest {

    private final ProbesUnderTest probes = new ProbesUnderTest(OutboundTls.trustingAnybody(Runnable::run));

    @AfterEach
    void close() {
        probes.close();
    }

    @Test
    void connectionThatIsTakenIsGood() {
        try (RawServer server = RawServer.thatSaysAndWaits("")) {
            ProbeResult result = probes.ask(HealthCheck.Type.TCP, "127.0.0.1", server.port(), "");

            assertThat(result).isInstanceOf(Good.class);
            assertThat(result.evidence()).isEqualTo("connected");
        }
    }

    @Test
    void whoTakesAConnectionAndResetsItHasTakenIt() {
        try (RawServer server = new RawServer(connection -> connection.setSoLinger(true, 0))) {
            for (int time = 0; time < 300; time++) { // now and then the reset is there before we hear of the connection
                assertThat(probes.ask(HealthCheck.Type.TCP, "127.0.0.1", server.port(), ""))
                        .isInstanceOf(Good.class);
            }
        }
    }

    @Test
    void portWhereNobodyListensIsBad() {
        RawServer server = RawServer.thatSays("");
        server.close();

        ProbeResult result = probes.ask(HealthCheck.Type.TCP, "127.0.0.1", server.port(), "");
        assertThat(result).isInstanceOf(Bad.class);
        assertThat(result.evidence()).startsWith("Connection refused");
    }

    @Test
    void whoTakesNoConnectionInTimeIsBad() throws IOException {
        List<SocketChannel> fillers = new ArrayList<>();
        try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            for (int at = 0; at < 8; at++) { // more than its queue holds; nobody takes them out
                SocketChannel filler = SocketChannel.open();
                fillers.add(filler);
                filler.configureBlocking(false);
                filler.connect(full.getLocalSocketAddress());
            }

            ProbeResult result = probes.askInHaste(HealthCheck.Type.TCP, full.getLocalPort(), "");
            assertThat(result).isInstanceOf(Bad.class);
            assertThat(result.evidence()).isEqualTo("no answer within 200 ms");
        } finally {
            for (SocketChannel filler : fillers) {
                filler.close();
            }
        }
    }

    @Test
    void nameWithoutAnAddressIsBad() {
        ProbeResult result = probes.ask(HealthCheck.Type.TCP, "nobody.invalid", 80, "");

        assertThat(result).isInstanceOf(Bad.class);
        assertThat(result.evidence()).isEqualTo("no address is known for nobody.invalid");
    }
}
