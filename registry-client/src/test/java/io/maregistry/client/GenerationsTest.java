package io.maregistry.client;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class GenerationsTest {

    private static final long NOW = 1_800_000_000_000L;

    @Test
    void eachIsHigherThanAllBeforeItWhateverTheClockSays() {
        long first = Generations.next(NOW);

        assertThat(Generations.next(NOW)).isGreaterThan(first);
        assertThat(Generations.next(NOW - 3_600_000)).isGreaterThan(first + 1);
    }

    @Test
    void oneThatLeavesNoRoomIsGivenAndNotCountedFrom() {
        assertThat(Generations.next(Generations.HIGHEST)).isEqualTo(Generations.HIGHEST);

        assertThat(Generations.next(NOW)).isLessThan(Generations.HIGHEST / 2);
    }
}
