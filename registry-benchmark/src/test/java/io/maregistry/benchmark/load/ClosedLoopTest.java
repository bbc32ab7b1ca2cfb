package io.maregistry.benchmark.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClosedLoopTest {

    private static final byte[] OK = answer("200 OK", "[]");
    private static final byte[] NO_LEADER = answer("503 Service Unavailable", "{}");

    static byte[] answer(String status, String body) {
        return ("HTTP/1.1 " + status + "\r\nContent-Type: application/json\r\nContent-Length: " + body.length()
                        + "\r\n\r\n" + body)
                .getBytes(StandardCharsets.US_ASCII);
    }

    @Test
    void answersAreCountedWithTheirLatency() throws InterruptedException {
        Result result = loadOn(OK);

        assertThat(result.failures()).isZero();
        assertThat(result.latencyNanos().getTotalCount()).isPositive();
        assertThat(result.latencyNanos().getValueAtPercentile(50)).isPositive();
        assertThat(result.clientSeconds()).isPositive();
        assertThat(result.row("reads", 4)).startsWith("| reads | 4 | ").contains(" | 0 | ");
    }

    @Test
    void refusalsAreFailuresAndNoAnswers() throws InterruptedException {
        Result result = loadOn(NO_LEADER);

        assertThat(result.failures()).isPositive();
        assertThat(result.latencyNanos().getTotalCount()).isZero();
    }

    private static Result loadOn(byte[] answer) throws InterruptedException {
        try (BareServer server = BareServer.start(answer, 0)) {
            return new ClosedLoop(List.of(server.address()), 4, Requests.registrations("bench", 10))
                    .run(Duration.ofMillis(50), Duration.ofMillis(200), new CpuClock(List.of()));
        }
    }
}
