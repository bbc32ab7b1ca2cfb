package io.maregistry.server.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.maregistry.error.RegistryException.InvalidRequest;
import io.maregistry.model.Content;
import io.maregistry.model.Instance;
import io.maregistry.model.InstanceId;
import io.maregistry.model.Operator;
import io.maregistry.model.Parameters;
import io.maregistry.model.Status;
import io.maregistry.server.state.Listed;
import io.maregistry.server.state.Root;
import io.maregistry.server.state.ServiceView;
import java.util.Map;
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

    @Test
    void patchedInstanceSaysWhatItsClientRegistered() {
        Content registered = Content.PLAIN.withParameters(Parameters.of(Map.of("env", "dev")));
        Instance patched = new Instance(
                ID, Content.PLAIN.withWeight(7), Operator.NONE, Status.RUNNING, 1, 2, registered.withWeight(8));

        assertThat(StoredInstance.of(patched))
                .isEqualTo(new StoredInstance(
                        "{}", "{\"weight\":7,\"registered\":{\"parameters\":{\"env\":\"dev\"},\"weight\":8}}"));
        assertThat(StoredInstance.of(patched).instance(ID, 1, 2)).isEqualTo(patched);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"registered\":{\"unknown\":1}}",
                "{\"registered\":1}",
                "",
                "{",
                "[]",
                "{\"weight\":\"x\"}",
                "{\"weight\":-1}",
                "{\"unknown\":1}"
            })
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
