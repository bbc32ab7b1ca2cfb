package io.maregistry.server.check;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import io.grpc.BindableService;
import io.grpc.Server;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.services.HealthStatusManager;
import io.grpc.protobuf.services.ProtoReflectionServiceV1;
import io.grpc.stub.StreamObserver;
import io.maregistry.model.HealthCheck;
import io.maregistry.server.check.ProbeResult.Bad;
import io.maregistry.server.check.ProbeResult.Good;
import io.maregistry.server.outbound.AddressRules;
import io.maregistry.server.outbound.OutboundTls;
import io.maregistry.server.outbound.RawServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Asks grpc-java's own health service. */
class GrpcProbeTest {

    private static final int SILENCE = -1;

    private final ProbesUnderTest probes = new ProbesUnderTest(OutboundTls.trustingAnybody(Runnable::run));
    private final HealthStatusManager health = new HealthStatusManager();
    private Server server;

    @BeforeEach
    void start() throws IOException {
        server = server(health.getHealthService());
    }

    private static Server server(BindableService service) throws IOException {
        return NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .addService(service)
                .build()
                .start();
    }

    @AfterEach
    void close() {
        server.shutdownNow();
        probes.close();
    }

    private ProbeResult ask(int port, String path) {
        return probes.ask(HealthCheck.Type.GRPC, "127.0.0.1", port, path);
    }

    private ProbeResult askRaw(RawServer raw) {
        try (raw) {
            return ask(raw.port(), "");
        }
    }

    @Test
    void serverThatServesIsGood() {
        ProbeResult result = ask(server.getPort(), "");

        assertThat(result).isInstanceOf(Good.class);
        assertThat(result.evidence()).isEqualTo("SERVING");
    }

    @Test
    void pathNamesTheService() {
        health.setStatus("shop.Orders", ServingStatus.SERVING);
        health.setStatus("shop.Stock", ServingStatus.NOT_SERVING);

        assertThat(ask(server.getPort(), "/shop.Orders")).isInstanceOf(Good.class);
        assertThat(ask(server.getPort(), "/shop.Stock")).isInstanceOf(Bad.class);
        assertThat(ask(server.getPort(), "/shop.Stock").evidence()).isEqualTo("NOT_SERVING");
        assertThat(ask(server.getPort(), "/shop.None").evidence()).isEqualTo("NOT_FOUND: unknown service shop.None");
    }

    @Test
    void connectionGoesToTheJudgedAddressAndNotToTheName() {
        assertThat(probes.ask(HealthCheck.Type.GRPC, "known-to-the-test-alone.test", server.getPort(), ""))
                .isInstanceOf(Good.class);
    }

    @Test
    void forbiddenAddressIsNotConnectedTo() {
        try (ProbesUnderTest strict =
                        new ProbesUnderTest(OutboundTls.trustingAnybody(Runnable::run), new AddressRules(false));
                RawServer raw = RawServer.thatSays("")) {
            assertThat(strict.ask(HealthCheck.Type.GRPC, "orders.test", raw.port(), "")
                            .evidence())
                    .contains("which is a loopback address");
            assertThat(raw.taken()).isZero();
        }
    }

    @Test
    void serverWithoutTheHealthServiceIsBad() throws IOException {
        Server other = server(ProtoReflectionServiceV1.newInstance());
        try {
            assertThat(ask(other.getPort(), "").evidence()).startsWith("UNIMPLEMENTED: ");
        } finally {
            other.shutdownNow();
        }
    }

    @Test
    void slowServerIsBad() throws IOException {
        Server slow = server(new Answering(SILENCE));
        try {
            ProbeResult result = probes.askInHaste(HealthCheck.Type.GRPC, slow.getPort(), "");

            assertThat(result).isInstanceOf(Bad.class);
            assertThat(result.evidence()).isEqualTo("no answer within 200 ms");
        } finally {
            slow.shutdownNow();
        }
    }

    @Test
    void hugeAnswerIsRefused() throws IOException {
        Server huge = server(new Answering(100_000));
        try {
            ProbeResult result = ask(huge.getPort(), "");

            assertThat(result).isInstanceOf(Bad.class);
            assertThat(result.evidence()).isEqualTo("the answer is longer than 4096 bytes");
        } finally {
            huge.shutdownNow();
        }
    }

    @Test
    void deadInstanceRefusesTheConnection() {
        RawServer raw = RawServer.thatSays("");
        raw.close();

        ProbeResult result = ask(raw.port(), "");
        assertThat(result).isInstanceOf(Bad.class);
        assertThat(result.evidence()).startsWith("Connection refused");
    }

    @Test
    void resetClosedOrForeignConnectionIsBad() {
        assertThat(askRaw(RawServer.thatResets())).isInstanceOf(Bad.class);
        assertThat(askRaw(RawServer.thatSays(""))).isInstanceOf(Bad.class);
        assertThat(askRaw(RawServer.thatSays("HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n")))
                .isInstanceOf(Bad.class);
    }

    @Test
    void whoTakesTheConnectionAndSaysNothingIsBad() {
        try (RawServer silent = RawServer.thatSaysAndWaits("")) {
            assertThat(probes.askInHaste(HealthCheck.Type.GRPC, silent.port(), "")
                            .evidence())
                    .isEqualTo("no answer within 200 ms");
        }
    }

    /** Answers SERVING and so many bytes more; not at all where it is to be silent. */
    private static final class Answering extends HealthGrpc.HealthImplBase {

        private final int padding;

        Answering(int padding) {
            this.padding = padding;
        }

        @Override
        public void check(HealthCheckRequest request, StreamObserver<HealthCheckResponse> observer) {
            if (padding != SILENCE) {
                observer.onNext(HealthCheckResponse.newBuilder()
                        .setStatus(ServingStatus.SERVING)
                        .setUnknownFields(UnknownFieldSet.newBuilder()
                                .addField(
                                        99,
                                        UnknownFieldSet.Field.newBuilder()
                                                .addLengthDelimited(bytes())
                                                .build())
                                .build())
                        .build());
                observer.onCompleted();
            }
        }

        private ByteString bytes() {
            return ByteString.copyFrom(new byte[padding]);
        }
    }
}
