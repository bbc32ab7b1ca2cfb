package io.maregistry.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ParametersTest {

    @Test
    void pairsAreOrderedWhateverTheOrderTheyComeIn() {
        Parameters expected = Parameters.of(Map.of("a", "1", "b", "2", "c", "3"));

        assertThat(Parameters.ofPairs(List.of("a", "1", "b", "2", "c", "3"))).isEqualTo(expected);
        assertThat(Parameters.ofPairs(List.of("c", "3", "a", "1", "b", "2"))).isEqualTo(expected);
        assertThat(Parameters.ofPairs(List.of())).isSameAs(Parameters.empty());
    }

    @Test
    void lastValueOfAKeyCounts() {
        assertThat(Parameters.ofPairs(List.of("a", "1", "a", "2"))).isEqualTo(Parameters.of(Map.of("a", "2")));
    }

    @Test
    void pairsAreReadByPlace() {
        Parameters parameters = Parameters.of(Map.of("b", "2", "a", "1"));

        assertThat(parameters.key(1)).isEqualTo("b");
        assertThat(parameters.value(1)).isEqualTo("2");
    }
}
