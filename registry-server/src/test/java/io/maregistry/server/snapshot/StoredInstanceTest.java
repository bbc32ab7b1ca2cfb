package io.maregistry.server.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.maregistry.error.RegistryException.InvalidRequest;
import io.maregistry.model.CheckState;
import io.maregistry.model.Content;
import io.maregistry.model.HealthCheck;
import io.maregistry.model.Instance;
import io.maregistry.model.InstanceId;
import io.maregistry.model.Lease;
import io.maregistry.model.Operator;
import io.maregistry.model.Parameters;
import io.maregistry.model.Release;
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

    @Test
    void checkedInstanceSaysWhatItsCheckFound() {
        Content content = new Content(
                Parameters.empty(),
                Content.NORMAL_WEIGHT,
                Lease.DEFAULT,
                Content.NO_GENERATION,
                null,
                new HealthCheck(HealthCheck.Type.TCP, 1, "", HealthCheck.Pace.DEFAULT, Status.RUNNING, 0),
                Release.NONE);
        Instance failing = new Instance(
                ID,
                content,
                Operator.NONE,
                Status.ERROR,
                1,
                2,
                null,
                new CheckState(CheckState.Verdict.FAILING, 7_000, 1_763_700_000_000L, "refused \"\u00fc\"", 3));

        assertThat(StoredInstance.of(failing).details())
                .endsWith("\"status\":\"Error\",\"checkState\":{\"verdict\":\"failing\",\"since\":7000,"
                        + "\"sinceWall\":1763700000000,\"evidence\":\"refused \\\"\u00fc\\\"\",\"latencyMs\":3}}");
        assertThat(StoredInstance.of(failing).instance(ID, 1, 2)).isEqualTo(failing);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"registered\":{\"unknown\":1}}",
                "{\"registered\":1}",
                "{\"checkState\":{}}",
                "{\"checkState\":{\"verdict\":\"open\",\"since\":1,\"sinceWall\":1,\"evidence\":\"\",\"latencyMs\":1}}",
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
