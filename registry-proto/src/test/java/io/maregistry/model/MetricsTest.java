package io.maregistry.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MetricsTest {

    @ParameterizedTest
    @ValueSource(strings = {"0", "-0", "7", "45.5", "-0.50", "1000", "10000000000000000000000000000000"})
    void plainDecimalNumbersAreKeptAsTheyCame(String number) {
        assertThat(Metrics.of(Map.of("cpu", number)).get("cpu")).isEqualTo(number);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "-",
                "+1",
                "01",
                "-01",
                ".5",
                "5.",
                "1e3",
                "NaN",
                "0x1",
                "1,5",
                " 1",
                "1.2.3",
                "\u0661",
                "100000000000000000000000000000000"
            })
    void everythingElseIsNone(String text) {
        assertThat(Metrics.isNumber(text)).isFalse();
        assertThatThrownBy(() -> Metrics.of(Map.of("cpu", text)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("cpu");
    }
}
