package io.maregistry.benchmark.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.maregistry.client.spi.Endpoint;
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

    @Test
    void addressesOfGrpcAreReadAndMustBeOnThisMachine() {
        Arguments near = Arguments.of(List.of("--grpc", "127.0.0.1:9081,127.0.0.1:9082"));
        Arguments far = Arguments.of(List.of("--grpc", "192.0.2.1:9081"));

        assertThat(near.grpc()).extracting(Endpoint::port).containsExactly(9081, 9082);
        assertThatIllegalArgumentException().isThrownBy(far::grpc).withMessageContaining("loopback only");
    }
}
