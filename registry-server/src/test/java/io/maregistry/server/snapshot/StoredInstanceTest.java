package io.maregistry.server.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.maregistry.error.RegistryException.InvalidRequest;
import io.maregistry.model.Instance;
import io.maregistry.model.InstanceId;
import io.maregistry.server.state.Listed;
import io.maregistry.server.state.Root;
import io.maregistry.server.state.ServiceView;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StoredInstanceTest {

    private static final InstanceId ID = new InstanceId("http", "h", 1, "");

    @Test
    void instanceComesBackAsItWas() {
        assertEachComesBack(SampleStates.ofEverything());
        assertEachComesBack(new RandomRegistry(11).after(600).root());
    }

    @Test
    void plainInstanceSaysNothing() {
        Root root = SampleStates.ofTheV5Document();
        ServiceView users = Objects.requireNonNull(root.services().first());
        Instance instance = Objects.requireNonNull(users.instances().first()).instance();

        assertThat(StoredInstance.of(instance)).isEqualTo(new StoredInstance("{}", "{}"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[]", "{\"weight\":\"x\"}", "{\"weight\":-1}", "{\"unknown\":1}"})
    void whatWasNotWrittenHereIsRefused(String details) {
        assertThatThrownBy(() -> new StoredInstance("{}", details).instance(ID, 1, 1))
                .isInstanceOf(InvalidRequest.class);
        assertThatThrownBy(() -> new StoredInstance("{\"k\":1}", "{}").instance(ID, 1, 1))
                .isInstanceOf(InvalidRequest.class);
    }

    private static void assertEachComesBack(Root root) {
        for (ServiceView service : root.services()) {
            for (Listed listed : service.instances()) {
                Instance instance = listed.instance();
                assertThat(StoredInstance.of(instance)
                                .instance(instance.id(), instance.registeredAtMillis(), instance.revision()))
                        .isEqualTo(instance);
            }
        }
    }
}
