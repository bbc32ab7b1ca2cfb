package io.maregistry.server.centre;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IsoTimesTest {

    @ParameterizedTest
    @CsvSource({
        "2026-01-31T12:00:00Z, 2026-01-31T12:00:00Z",
        "2026-01-31T12:00:00.1230000Z, 2026-01-31T12:00:00.123Z",
        "2026-01-31T12:00:00.1234567+08:00, 2026-01-31T04:00:00.123456700Z",
        "2026-01-31T12:00:00-05:00, 2026-01-31T17:00:00Z",
        "2026-01-31T12:00:00, 2026-01-31T12:00:00",
        "2026-01-31T12:00:00.5000000, 2026-01-31T12:00:00.5",
        "2026-01-31T12:00, 2026-01-31T12:00:00",
        "2026-01-31, 2026-01-31T00:00:00",
        "0001-01-01T00:00:00, ''",
        "0001-01-01T00:00:00Z, ''",
        "'', ''",
    })
    void spellingsOfOneTimeAreOne(String text, String canonical) {
        assertThat(IsoTimes.canonical(text)).isEqualTo(canonical);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"yesterday", "2026-02-30", "2026-01-31 12:00:00", "1763700000000", "T", "2026-01-31T25:00:00Z"})
    void whatIsNoTimeIsRefused(String text) {
        assertThatThrownBy(() -> IsoTimes.canonical(text)).isInstanceOf(IllegalArgumentException.class);
    }
}
