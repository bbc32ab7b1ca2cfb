package io.maregistry.benchmark.load;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AckLogTest {

    private final AckLog log = new AckLog();

    @Test
    void longestGapLiesBetweenTwoAcknowledgements() {
        log.restart(100);
        log.acknowledged(110);
        log.acknowledged(150);
        log.acknowledged(160);

        assertThat(log.longestGapNanos(170)).isEqualTo(40);
    }

    @Test
    void gapThatHasNotEndedCounts() {
        log.restart(100);
        log.acknowledged(110);

        assertThat(log.longestGapNanos(500)).isEqualTo(390);
    }
}
