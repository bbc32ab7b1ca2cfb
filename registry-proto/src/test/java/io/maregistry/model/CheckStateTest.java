package io.maregistry.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class CheckStateTest {

    private static final CheckState FOUND = new CheckState(CheckState.Verdict.GOOD, 1, 2, "HTTP/1.1 200", 3);

    @Test
    void verdictsAreFoundByTheirTexts() {
        for (CheckState.Verdict verdict : CheckState.Verdict.values()) {
            assertThat(CheckState.Verdict.ofText(verdict.text())).isEqualTo(verdict);
        }
        assertThatThrownBy(() -> CheckState.Verdict.ofText("GOOD"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("good or failing");
    }

    @Test
    void evidenceIsBoundedAndTimesAreNotNegative() {
        String longest = "x".repeat(CheckState.MAX_EVIDENCE);

        assertThat(new CheckState(CheckState.Verdict.GOOD, 0, 0, longest, 0).evidence())
                .isEqualTo(longest);
        assertThatThrownBy(() -> new CheckState(CheckState.Verdict.GOOD, 0, 0, longest + "x", 0))
                .hasMessageContaining("256");
        assertThatThrownBy(() -> new CheckState(CheckState.Verdict.GOOD, 0, 0, "", -1))
                .hasMessageContaining("latency");
        assertThatThrownBy(() -> new CheckState(CheckState.Verdict.GOOD, -1, 0, "", 0))
                .hasMessageContaining("since");
    }

    @Test
    void twoAreAlikeWhateverTheirClocksSay() {
        assertThat(CheckState.areAlike(FOUND, FOUND.since(99))).isTrue();
        assertThat(CheckState.areAlike(null, null)).isTrue();
        assertThat(CheckState.areAlike(FOUND, null)).isFalse();
        assertThat(CheckState.areAlike(FOUND, new CheckState(CheckState.Verdict.GOOD, 1, 3, "HTTP/1.1 200", 3)))
                .isFalse();
    }
}
