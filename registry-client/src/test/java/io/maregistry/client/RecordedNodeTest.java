package io.maregistry.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.InvalidProtocolBufferException;
import io.maregistry.client.naming.NamingService;
import io.maregistry.client.naming.ServiceInstance;
import io.maregistry.client.spi.ConfigValue;
import io.maregistry.client.spi.ConfigVersion;
import io.maregistry.client.spi.Namespace;
import io.maregistry.client.spi.ServiceList;
import io.maregistry.model.ConfigName;
import io.maregistry.model.Edit;
import io.maregistry.model.Instance;
import io.maregistry.model.InstancePatch;
import io.maregistry.model.NamespacePatch;
import io.maregistry.model.Quota;
import io.maregistry.model.Routing;
import io.maregistry.model.ServiceName;
import io.maregistry.proto.v1.DeleteNamespaceRequest;
import io.maregistry.proto.v1.PatchInstanceRequest;
import io.maregistry.proto.v1.PatchNamespaceRequest;
import io.maregistry.proto.v1.RegisterRequest;
import io.maregistry.proto.v1.RenewRequest;
import io.maregistry.proto.v1.ServiceKey;
import io.maregistry.proto.v1.SetRoutingRequest;
import io.maregistry.proto.v1.WatchRequest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Today's client against a node of the first release, and one of a release that says more than anybody knows yet. */
@Timeout(60)
class RecordedNodeTest {

    @ParameterizedTest
    @ValueSource(strings = {"v1", "v1-future"})
    void callsUnderstandTheNode(String release) throws InvalidProtocolBufferException {
        try (RecordedNode node = new RecordedNode(release);
                RegistryClient client = client(node)) {
            assertThat(client.register("orders", "http://10.0.0.2:8080").isKept())
                    .isTrue();
            assertThat(client.get("orders").instances())
                    .extracting(RecordedNodeTest::url)
                    .containsExactly("https://10.0.0.1:8443/api/v2", "http://10.0.0.2:8080");
            assertThat(client.listServices()).containsExactly(ServiceName.of("orders"));
            assertThat(client.registryService().version("orders")).isEqualTo(4);
            assertThat(client.unregister("orders", "http://10.0.0.3:8080")).isTrue();

            RegisterRequest asked = RegisterRequest.parseFrom(node.asked("Register"));
            assertThat(asked.getItems(0).getInstance().getHost()).isEqualTo("10.0.0.2");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"v1", "v1-future"})
    void heartbeatsRegisterWhatTheNodeDoesNotList(String release) throws InvalidProtocolBufferException {
        try (RecordedNode node = new RecordedNode(release);
                RegistryClient client = client(node)) {
            NamingService naming = client.naming();
            naming.start();
            naming.batchSendHeartbeats(
                    List.of(ServiceInstance.of("orders", "10.0.0.1", 1), ServiceInstance.of("orders", "10.0.0.2", 2)));

            assertThat(RenewRequest.parseFrom(node.asked("Renew")).getItemsCount())
                    .isEqualTo(2);
            assertThat(RegisterRequest.parseFrom(node.asked("Register")).getItemsList())
                    .extracting(item -> item.getInstance().getHost())
                    .containsExactly("10.0.0.2");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"v1", "v1-future"})
    void namespacesAndRoutingsAreUnderstood(String release) throws InvalidProtocolBufferException {
        try (RecordedNode node = new RecordedNode(release);
                RegistryClient client = client(node)) {
            Namespace blue = new Namespace(
                    "blue",
                    "team Blue",
                    new Quota(10, 1_000),
                    91,
                    new Namespace.Listed(2, 5, List.of("DEFAULT_GROUP", "green")));
            assertThat(client.namespaces().put("blue", "team Blue", new Quota(10, 1_000)))
                    .isEqualTo(blue);
            assertThat(client.namespaces().patch("blue", new NamespacePatch(Edit.clear(), Edit.keep(), Edit.to(500))))
                    .isEqualTo(blue);
            assertThat(client.namespaces().get("blue")).contains(blue);
            assertThat(client.namespaces().deleteWithAllInIt("blue")).isTrue();
            assertThat(client.routing("blue/*/orders").get())
                    .contains(Routing.weighted(Map.of("blue", 90, "green", 10)));
            assertThat(client.routing("blue/*/orders").setActive("green")).isEqualTo(91);
            assertThat(client.routing("blue/*/orders").clear()).isEqualTo(91);

            PatchNamespaceRequest patch = PatchNamespaceRequest.parseFrom(node.asked("PatchNamespace"));
            assertThat(patch.hasDescription() && patch.getDescription().isEmpty())
                    .isTrue();
            assertThat(patch.hasServices()).isFalse();
            assertThat(patch.getInstances()).isEqualTo(500);
            assertThat(DeleteNamespaceRequest.parseFrom(node.asked("DeleteNamespace"))
                            .getConfirm())
                    .isEqualTo("blue");
            assertThat(SetRoutingRequest.parseFrom(node.asked("SetRouting")).getService())
                    .isEqualTo(ServiceKey.newBuilder()
                            .setNamespace("blue")
                            .setName("orders")
                            .build());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"v1", "v1-future"})
    void patchesAndConfigurationItemsAreUnderstood(String release) throws InvalidProtocolBufferException {
        try (RecordedNode node = new RecordedNode(release);
                RegistryClient client = client(node)) {
            InstancePatch weight = InstancePatch.NONE.withWeight(Edit.to(10));
            PatchedInstance patched = client.patch("orders", "http://10.0.0.2:8080", weight, 57);
            assertThat(patched.isChanged()).isTrue();
            assertThat(patched.instance().map(Instance::weight)).contains(10);
            assertThat(client.configs().publish("app.yaml", "a: \"1\"\n")).isEqualTo(91);
            assertThat(client.configs().get("app.yaml"))
                    .contains(new ConfigValue(
                            ConfigName.of("blue", "green", "app.yaml"), "a: \"1\"\n", "application/yaml", 91));
            assertThat(client.configs().history("app.yaml"))
                    .extracting(ConfigVersion::isRemoval)
                    .containsExactly(true, false);
            assertThat(client.configs().remove("app.yaml")).isFalse();

            PatchInstanceRequest asked = PatchInstanceRequest.parseFrom(node.asked("PatchInstance"));
            assertThat(asked.getOnlyAtRevision()).isEqualTo(57);
            assertThat(asked.getMergePatch()).isEqualTo("{\"weight\":10}");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"v1", "v1-future"})
    void watchIsFollowed(String release) throws InvalidProtocolBufferException {
        List<String> heard = Collections.synchronizedList(new ArrayList<>());
        try (RecordedNode node = new RecordedNode(release);
                RegistryClient client = client(node)) {
            client.subscribe("orders", change -> heard.add(change.list().revision() + ": " + urls(change.list())));

            await().untilAsserted(() -> assertThat(heard).isNotEmpty().last().isEqualTo("60: [http://10.0.0.2:8080]"));
            assertThat(WatchRequest.parseFrom(node.asked("Watch")).getRequestCase())
                    .isIn(WatchRequest.RequestCase.ADD, WatchRequest.RequestCase.ACK);
        }
    }

    private static RegistryClient client(RecordedNode node) {
        return RegistryClient.builder().endpoints(node.endpoint()).build();
    }

    private static List<String> urls(ServiceList list) {
        return list.instances().stream().map(RecordedNodeTest::url).toList();
    }

    private static String url(Instance instance) {
        return instance.id().url();
    }
}
