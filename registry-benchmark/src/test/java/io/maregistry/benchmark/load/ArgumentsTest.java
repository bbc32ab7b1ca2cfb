package io.maregistry.benchmark.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;

class ArgumentsTest {

    @Test
    void optionsAreReadByName() {
        Arguments arguments =
                Arguments.of(List.of("--targets", "http://127.0.0.1:8081,http://127.0.0.1:8082", "--n", "7"));

        assertThat(arguments.number("n", 1)).isEqualTo(7);
        assertThat(arguments.number("m", 1)).isEqualTo(1);
        assertThat(arguments.targets()).hasSize(2);
        assertThat(arguments.pids()).isEmpty();
    }

    @Test
    void loadOnAnotherMachineIsRefused() {
        Arguments arguments = Arguments.of(List.of("--targets", "http://192.0.2.1:8081"));

        assertThatIllegalArgumentException().isThrownBy(arguments::targets).withMessageContaining("loopback only");
    }
}
