package io.maregistry.server.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.maregistry.model.Content;
import io.maregistry.model.InstanceId;
import io.maregistry.model.ServiceName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Generations that come into the state beside a registration. */
class GenerationsTest {

    private static final ServiceName SERVICE = ServiceName.of("a.B");
    private static final InstanceId ID = InstanceId.ofUrl("http://10.0.0.1:8080");

    @ParameterizedTest
    @ValueSource(longs = {-2, 1L << 53, Long.MIN_VALUE, Long.MAX_VALUE})
    void noneThatASnapshotCouldNotHoldComesIn(long generation) {
        assertThatThrownBy(() -> new Unregister(null, SERVICE, ID, generation))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new LeftGeneration(1, SERVICE, ID, generation, 0))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, (1L << 53) - 1})
    void lawfulOnesDo(long generation) {
        assertThat(new Unregister(null, SERVICE, ID, generation).generation()).isEqualTo(generation);
        assertThat(new Unregister(null, SERVICE, ID, Content.NO_GENERATION).generation())
                .isEqualTo(Content.NO_GENERATION);
        assertThat(new LeftGeneration(1, SERVICE, ID, generation, 0).generation())
                .isEqualTo(generation);
    }
}
