package io.maregistry.server.state;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.maregistry.model.Content;
import io.maregistry.model.Instance;
import io.maregistry.model.InstanceId;
import io.maregistry.model.Operator;
import io.maregistry.model.ServiceName;
import io.maregistry.model.Status;
import org.junit.jupiter.api.Test;

class StateBuilderTest {

    private static final ServiceName SERVICE = ServiceName.of("a.B");
    private static final LiveNumbers NEVER_RENEWED = new LiveNumbers(0, 0, 0);

    @Test
    void instanceBehindItsServiceIsRefused() {
        StateBuilder builder = new StateBuilder()
                .instance(SERVICE, 1, instance(1), NEVER_RENEWED)
                .service(SERVICE, 1, 1);

        assertThatThrownBy(() -> builder.instance(SERVICE, 2, instance(2), NEVER_RENEWED))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("behind its service");
    }

    @Test
    void handleOrInstanceThatIsThereTwiceIsRefused() {
        StateBuilder builder = new StateBuilder().instance(SERVICE, 1, instance(1), NEVER_RENEWED);

        assertThatThrownBy(() -> builder.instance(SERVICE, 1, instance(2), NEVER_RENEWED))
                .hasMessageContaining("twice");
        assertThatThrownBy(() -> builder.instance(SERVICE, 2, instance(1), NEVER_RENEWED))
                .hasMessageContaining("twice");
    }

    private static Instance instance(int number) {
        InstanceId id = new InstanceId("http", "10.0.0." + number, 8080, "");
        return new Instance(id, Content.PLAIN, Operator.NONE, Status.RUNNING, 0, 1);
    }
}
