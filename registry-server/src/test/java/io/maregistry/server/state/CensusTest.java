package io.maregistry.server.state;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CensusTest {

    private static final Settings.Doubt DOUBT = new Settings.Doubt(300, 10, 50, 20_000);

    @Test
    void thoseOfflineForLongCountForTheSmallestSizeThatIsProtected() {
        Census cutOff = new Census(12, 12, 9, 3, 0);

        assertThat(cutOff.isDoubted(DOUBT, 0, false)).isTrue();
        assertThat(cutOff.isDoubted(DOUBT, 0, true)).isTrue();
    }

    @Test
    void thoseLostWithinTheHoldCountForTheSmallestSizeThatIsProtected() {
        Census rest = new Census(7, 7, 7, 0, 0);

        assertThat(rest.isDoubted(DOUBT, 2, false)).isFalse();
        assertThat(rest.isDoubted(DOUBT, 3, false)).isTrue();
    }

    @Test
    void thoseOfflineForLongDoNotCountForTheRatioBeforeItBegins() {
        Census oneMore = new Census(12, 4, 1, 3, 0); // one of nine, or four of twelve

        assertThat(oneMore.isDoubted(DOUBT, 0, false)).isFalse();
        assertThat(oneMore.isDoubted(DOUBT, 0, true)).isTrue();
    }
}
