package io.maregistry.server.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RhythmTest {

    private static final long INTERVAL = 10_000;

    @Test
    void firstProbesAreSpreadEvenlyOverHalfTheInterval() {
        int[] bySecond = new int[5];
        for (long handle = 1; handle <= 10_000; handle++) {
            bySecond[(int) (Rhythm.firstMillis(handle, INTERVAL) / 1_000)]++;
        }

        assertThat(IntStream.of(bySecond)).allSatisfy(count -> assertThat(count).isCloseTo(2_000, within(200)));
    }

    @Test
    void nobodyWaitsLongerThanAMinuteForTheFirstProbe() {
        for (long handle = 1; handle <= 1_000; handle++) {
            assertThat(Rhythm.firstMillis(handle, 3_600_000)).isBetween(0L, 59_999L);
        }
    }

    @Test
    void nextProbeIsATenthEarlierOrLaterAndOnAverageOnTime() {
        long sum = 0;
        for (long turn = 1; turn <= 10_000; turn++) {
            long next = Rhythm.nextMillis(7, turn, INTERVAL);
            assertThat(next).isBetween(9_000L, 11_000L);
            sum += next;
        }

        assertThat(sum / 10_000).isCloseTo(INTERVAL, within(50L));
    }

    @Test
    void instancesThatBeganTogetherDrawApart() {
        assertThat(IntStream.range(0, 100)
                        .mapToLong(handle -> Rhythm.nextMillis(handle, 1, INTERVAL))
                        .distinct()
                        .count())
                .isGreaterThan(80);
    }

    @Test
    void sameHandleAndTurnGiveTheSameTime() {
        assertThat(Rhythm.nextMillis(7, 3, INTERVAL)).isEqualTo(Rhythm.nextMillis(7, 3, INTERVAL));
    }
}
