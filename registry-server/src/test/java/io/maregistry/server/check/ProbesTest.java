package io.maregistry.server.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.maregistry.model.HealthCheck;
import io.maregistry.model.Status;
import io.maregistry.server.outbound.OutboundTls;
import io.maregistry.server.outbound.RawServer;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class ProbesTest {

    private static Question question(int port, long limitMillis) {
        HealthCheck.Pace pace = new HealthCheck.Pace(3_600_000, limitMillis, 1, 1);
        return new Question("127.0.0.1", new HealthCheck(HealthCheck.Type.HTTP, port, "/", pace, Status.RUNNING, 0));
    }

    @Test
    void nobodyIsWaitedForLongerThanTenSeconds() {
        assertThat(question(80, 2_000).limitMillis()).isEqualTo(2_000);
        assertThat(question(80, 3_600_000).limitMillis()).isEqualTo(10_000);
    }

    @Test
    void whoGivesUpClosesTheConnection() {
        try (ProbesUnderTest probes = new ProbesUnderTest(OutboundTls.trustingAnybody(Runnable::run));
                RawServer silent = RawServer.thatSaysAndWaits("")) {
            CompletableFuture<ProbeResult> asked =
                    probes.begin(question(silent.port(), 3_600_000)).toCompletableFuture();
            Awaitility.await().until(() -> silent.taken() == 1);
            asked.cancel(false);

            Awaitility.await().until(() -> silent.ended() == 1);
        }
    }
}
