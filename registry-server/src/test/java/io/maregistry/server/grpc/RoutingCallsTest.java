package io.maregistry.server.grpc;

import static io.maregistry.server.grpc.GrpcUnderTest.failureOf;
import static io.maregistry.server.grpc.GrpcUnderTest.instance;
import static org.assertj.core.api.Assertions.assertThat;

import io.maregistry.error.RegistryException;
import io.maregistry.proto.v1.ClearRoutingRequest;
import io.maregistry.proto.v1.ErrorDetail;
import io.maregistry.proto.v1.GetRoutingRequest;
import io.maregistry.proto.v1.GetServiceRequest;
import io.maregistry.proto.v1.Instance;
import io.maregistry.proto.v1.PutNamespaceRequest;
import io.maregistry.proto.v1.RegisterItem;
import io.maregistry.proto.v1.RegisterRequest;
import io.maregistry.proto.v1.Routing;
import io.maregistry.proto.v1.RoutingReply;
import io.maregistry.proto.v1.ServiceKey;
import io.maregistry.proto.v1.SetRoutingRequest;
import io.maregistry.server.state.Configure;
import io.maregistry.server.state.Settings;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Which groups get the calls of a service, over gRPC. */
class RoutingCallsTest {

    private static final ServiceKey SHOP =
            ServiceKey.newBuilder().setName("shop").build();

    private final GrpcUnderTest grpc = new GrpcUnderTest();

    @AfterEach
    void stop() {
        grpc.close();
    }

    @Test
    void routingIsSetShownAndCleared() {
        assertThat(get(SHOP).hasRouting()).isFalse();
        assertThat(get(SHOP).getRevision()).isZero();

        RoutingReply switched = set(to("green"));
        assertThat(switched.getRouting().getActive()).isEqualTo("green");
        assertThat(switched.getRevision()).isEqualTo(1);
        assertThat(switched.getHeader().getRevision()).isEqualTo(1);
        assertThat(set(shares(Map.of("green", 10, "blue", 90))).getRevision()).isEqualTo(2);
        assertThat(get(SHOP).getRouting().getWeightsMap()).isEqualTo(Map.of("green", 10, "blue", 90));
        assertThat(get(SHOP.toBuilder().setNamespace("blue").build()).hasRouting())
                .isFalse();

        RoutingReply cleared = grpc.calls()
                .clearRouting(ClearRoutingRequest.newBuilder().setService(SHOP).build());
        assertThat(cleared.hasRouting()).isFalse();
        assertThat(cleared.getRevision()).isEqualTo(3);
        assertThat(get(SHOP).getRevision()).isEqualTo(3);
    }

    @Test
    void readersOfTheActiveGroupSeeASwitchAtOnce() {
        register("blue", 1);
        register("green", 2);

        set(to("blue"));
        assertThat(active()).extracting(Instance::getPort).containsExactly(1);
        set(to("green"));
        assertThat(active()).extracting(Instance::getPort).containsExactly(2);
        set(shares(Map.of("blue", 90, "green", 10)));
        assertThat(active()).extracting(Instance::getEffectiveWeight).containsExactly(9_000, 1_000);
    }

    @Test
    void repeatedRequestIsDoneOnce() {
        SetRoutingRequest request = SetRoutingRequest.newBuilder()
                .setRequestId("0123456789abcdef0123456789abcdef:1")
                .setService(SHOP)
                .setRouting(to("blue"))
                .build();
        grpc.calls().setRouting(request);
        set(to("green"));

        grpc.calls().setRouting(request);

        assertThat(get(SHOP).getRouting().getActive()).isEqualTo("green");
    }

    @Test
    void whatIsUnlawfulIsRefusedWithItsPlace() {
        assertThat(refusal(Routing.getDefaultInstance()).getMessage()).contains("active or weights must be there");
        assertThat(refusal(to("a").toBuilder().putWeights("a", 1).build()).getMessage())
                .contains("both");
        assertThat(refusal(shares(Map.of("a", 0))).getMessage()).contains("above 0");
        assertThat(refusal(shares(Map.of("a", -1))).getAt()).isEqualTo("weights");
        assertThat(refusal(to("a*")).getAt()).isEqualTo("active");
        ServiceKey grouped = SHOP.toBuilder().setGroup("blue").build();
        assertThat(failureOf(() -> get(grouped)))
                .satisfies(refused -> assertThat(refused.getMessage()).contains("without a group"))
                .satisfies(refused -> assertThat(refused.getAt()).isEqualTo("service.group"));
        assertThat(failureOf(() -> get(ServiceKey.getDefaultInstance())).getCode())
                .isEqualTo("INVALID_NAME");
    }

    @Test
    void namespaceHasToBeCreatedFirstWhereThatIsSet() {
        Settings usual = Settings.DEFAULT;
        grpc.replication.apply(new Configure(new Settings(
                usual.defaultTtlMillis(),
                usual.offlineGraceMillis(),
                usual.doubt(),
                usual.renewBumpsVersion(),
                usual.limits(),
                true)));
        SetRoutingRequest request = SetRoutingRequest.newBuilder()
                .setService(SHOP.toBuilder().setNamespace("blue"))
                .setRouting(to("green"))
                .build();

        assertThat(failureOf(() -> grpc.calls().setRouting(request)).getCode()).isEqualTo("NO_SUCH_NAMESPACE");
        var unused = grpc.calls()
                .putNamespace(
                        PutNamespaceRequest.newBuilder().setNamespace("blue").build());
        assertThat(grpc.calls().setRouting(request).getRouting().getActive()).isEqualTo("green");
        assertThat(set(to("green")).getRouting().getActive()).isEqualTo("green");
    }

    @Test
    void nodeThatMayNotWriteSaysWhoLeads() {
        grpc.replication.refuseWith(new RegistryException.NotLeader("http://127.0.0.1:8081"));

        assertThat(refusal(to("blue")).getCode()).isEqualTo("NOT_LEADER");
        assertThat(get(SHOP).hasRouting()).isFalse();
    }

    private static Routing to(String group) {
        return Routing.newBuilder().setActive(group).build();
    }

    private static Routing shares(Map<String, Integer> weights) {
        return Routing.newBuilder().putAllWeights(weights).build();
    }

    private RoutingReply set(Routing routing) {
        return grpc.calls()
                .setRouting(SetRoutingRequest.newBuilder()
                        .setService(SHOP)
                        .setRouting(routing)
                        .build());
    }

    private ErrorDetail refusal(Routing routing) {
        return failureOf(() -> set(routing));
    }

    private RoutingReply get(ServiceKey service) {
        return grpc.calls()
                .getRouting(GetRoutingRequest.newBuilder().setService(service).build());
    }

    private List<Instance> active() {
        return grpc.calls()
                .getService(GetServiceRequest.newBuilder()
                        .setService(SHOP.toBuilder().setGroup("@active"))
                        .build())
                .getService()
                .getInstancesList();
    }

    private void register(String group, int port) {
        var unused = grpc.calls()
                .register(RegisterRequest.newBuilder()
                        .addItems(RegisterItem.newBuilder()
                                .setService(SHOP.toBuilder().setGroup(group))
                                .setInstance(instance(port)))
                        .build());
    }
}
