package io.maregistry.server.store.redis;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.maregistry.model.Content;
import io.maregistry.model.Instance;
import io.maregistry.model.Operator;
import io.maregistry.model.Parameters;
import io.maregistry.model.ServiceName;
import io.maregistry.model.Status;
import io.maregistry.server.state.Change;
import io.maregistry.server.state.RegistryState;
import io.maregistry.server.state.Root;
import io.maregistry.server.state.ServiceChange;
import io.maregistry.server.store.SampleRegistry;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ChangeMessageTest {

    private static final Root EMPTY = new RegistryState().root();

    @Test
    void healthIsToldByWhatBecameOfEach() {
        List<String> messages = ChangeMessage.of(
                EMPTY,
                change(
                        Change.Action.HEALTH,
                        List.of(
                                instance(1, Operator.NONE, Status.RUNNING, Content.PLAIN),
                                instance(2, Operator.NONE, Status.OFFLINE, Content.PLAIN),
                                instance(3, Operator.DISABLED, Status.RUNNING, Content.PLAIN),
                                instance(4, Operator.DISABLED, Status.OFFLINE, Content.PLAIN))));

        assertThat(messages)
                .extracting(ChangeMessageTest::told)
                .containsExactlyInAnyOrder(
                        "health_recovery [http://10.0.0.2:8080]",
                        "health_failure [http://10.0.0.3:8080, http://10.0.0.5:8080]",
                        "updated [http://10.0.0.4:8080]");
    }

    @Test
    void messageThatWouldBeTooLongSaysThatTheListHasToBeRead() {
        Content large = Content.PLAIN.withParameters(Parameters.of(Map.of("text", "x".repeat(60_000))));
        List<Instance> instances = IntStream.range(0, 20)
                .mapToObj(number -> instance(number, Operator.NONE, Status.RUNNING, large))
                .toList();

        List<String> messages = ChangeMessage.of(EMPTY, change(Change.Action.ADDED, instances));

        assertThat(messages).singleElement().satisfies(message -> {
            assertThat(told(message)).isEqualTo("reload []");
            assertThat(ProgramOfTheRedisRegistry.json(message).path("size").asInt())
                    .isEqualTo(20);
        });
    }

    private static String told(String message) {
        JsonNode json = ProgramOfTheRedisRegistry.json(message);
        return json.path("action").asText() + ' ' + json.path("instances").findValuesAsText("instanceId");
    }

    private static Instance instance(int number, Operator operator, Status status, Content content) {
        return new Instance(SampleRegistry.id(number), content, operator, status, 1, 2);
    }

    private static ServiceChange change(Change.Action action, List<Instance> instances) {
        return new ServiceChange(
                ServiceName.of("S"), 7, 6, 3, action, Change.Cause.CHECK, 99, instances, instances.size());
    }
}
