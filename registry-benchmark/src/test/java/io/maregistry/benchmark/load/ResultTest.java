package io.maregistry.benchmark.load;

import static org.assertj.core.api.Assertions.assertThat;

import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

class ResultTest {

    private static final double SECONDS = 10;

    private static Result withClient(double seconds) {
        Histogram latencyNanos = new Histogram(3);
        latencyNanos.recordValueWithCount(1_000_000, 20_000);
        return new Result(1, SECONDS, latencyNanos, 4, seconds);
    }

    @Test
    void rowShowsRateLatencyAndCpuForAHundredThousand() {
        assertThat(withClient(5).row("reads", 64))
                .isEqualTo("| reads | 64 | 2,000 | 1.00 | 1.00 | 1.0 | 20.00 | 1 | 50 % |");
    }

    @Test
    void rowWhoseClientHadHardlyAnyTimeLeftIsMarked() {
        assertThat(withClient(9.5).row("reads", 64)).endsWith("| 95 %, client-bound |");
    }
}
