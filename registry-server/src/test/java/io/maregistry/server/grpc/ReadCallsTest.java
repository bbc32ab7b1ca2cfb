package io.maregistry.server.grpc;

import static io.maregistry.server.grpc.GrpcUnderTest.failureOf;
import static io.maregistry.server.grpc.GrpcUnderTest.instance;
import static io.maregistry.server.grpc.GrpcUnderTest.service;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.maregistry.error.ErrorCode;
import io.maregistry.error.RegistryException;
import io.maregistry.proto.v1.ClusterReply;
import io.maregistry.proto.v1.ClusterRequest;
import io.maregistry.proto.v1.Consistency;
import io.maregistry.proto.v1.GetServiceReply;
import io.maregistry.proto.v1.GetServiceRequest;
import io.maregistry.proto.v1.Instance;
import io.maregistry.proto.v1.InstanceStatus;
import io.maregistry.proto.v1.ListServicesReply;
import io.maregistry.proto.v1.ListServicesRequest;
import io.maregistry.proto.v1.ReadOptions;
import io.maregistry.proto.v1.RegisterItem;
import io.maregistry.proto.v1.RegisterRequest;
import io.maregistry.proto.v1.ServiceKey;
import io.maregistry.proto.v1.ServiceSummary;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Reads over gRPC. */
class ReadCallsTest {

    private final GrpcUnderTest grpc = new GrpcUnderTest();

    @AfterEach
    void stop() {
        grpc.close();
    }

    @Test
    void serviceComesWithItsInstancesInTheOrderOfTheirRegistration() {
        grpc.register(
                "a.B", instance(8082), instance(8081).toBuilder().setWeight(7).build());

        GetServiceReply reply = get("a.B");

        assertThat(reply.getService().getRevision()).isEqualTo(2);
        assertThat(reply.getService().getVersion()).isEqualTo(2);
        assertThat(reply.getService().getInstancesList())
                .extracting(Instance::getPort)
                .containsExactly(8082, 8081);
        Instance second = reply.getService().getInstances(1);
        assertThat(second.getStatus()).isEqualTo(InstanceStatus.INSTANCE_STATUS_RUNNING);
        assertThat(second.getHealthy()).isTrue();
        assertThat(second.getEffectiveWeight()).isEqualTo(7);
        assertThat(second.getRevision()).isEqualTo(2);
        assertThat(reply.getHeader().getComplete()).isTrue();
    }

    @Test
    void unknownServiceIsEmpty() {
        assertThat(get("a.B").getService().getInstancesList()).isEmpty();
    }

    @Test
    void healthyLeavesOutWhatMayNotBeCalled() {
        grpc.register(
                "a.B",
                instance(8080),
                instance(8081).toBuilder().setDisabled(true).build());

        GetServiceReply reply = grpc.calls()
                .getService(GetServiceRequest.newBuilder()
                        .setService(service("a.B"))
                        .setHealthy(true)
                        .build());

        assertThat(reply.getService().getInstancesList())
                .extracting(Instance::getPort)
                .containsExactly(8080);
    }

    @Test
    void filtersLeaveOutWhatDoesNotMatchAllOfThem() {
        grpc.register(
                "a.B",
                instance(8080).toBuilder().setWeight(7).build(),
                instance(8081).toBuilder().setWeight(7).setDisabled(true).build(),
                instance(8082));
        GetServiceRequest heavy = GetServiceRequest.newBuilder()
                .setService(service("a.B"))
                .addFilters("instance.weight<=7")
                .addFilters("instance.enabled=true")
                .build();

        GetServiceReply reply = grpc.calls().getService(heavy);

        assertThat(reply.getService().getInstancesList())
                .extracting(Instance::getPort)
                .containsExactly(8080);
        GetServiceRequest known = heavy.toBuilder()
                .setKnownRevision(reply.getService().getRevision())
                .setKnownLineage(reply.getHeader().getLineage())
                .build();
        assertThat(grpc.calls().getService(known).getNotModified()).isTrue();
        assertThat(grpc.calls()
                        .getService(
                                known.toBuilder().addFilters("metrics.load!=1").build())
                        .getNotModified())
                .as("metrics move without a revision")
                .isFalse();
    }

    @Test
    void filterThatCannotBeReadIsRefusedWithItsPlace() {
        assertThatThrownBy(() -> grpc.calls()
                        .getService(GetServiceRequest.newBuilder()
                                .setService(service("a.B"))
                                .addFilters("zone==a")
                                .build()))
                .hasMessageStartingWith("INVALID_ARGUMENT")
                .hasMessageContaining("at character 6");
    }

    @Test
    void knownRevisionIsNotSentAgainUntilTheServiceChanges() {
        grpc.register("a.B", instance(8080));
        GetServiceReply first = get("a.B");
        GetServiceRequest again = GetServiceRequest.newBuilder()
                .setService(service("a.B"))
                .setKnownRevision(first.getService().getRevision())
                .setKnownLineage(first.getHeader().getLineage())
                .build();

        GetServiceReply same = grpc.calls().getService(again);
        grpc.register("a.B", instance(8081));
        GetServiceReply changed = grpc.calls().getService(again);
        GetServiceReply ofAnotherLineage =
                grpc.calls().getService(again.toBuilder().setKnownLineage("0").build());

        assertThat(same.getNotModified()).isTrue();
        assertThat(same.hasService()).isFalse();
        assertThat(changed.getService().getInstancesCount()).isEqualTo(2);
        assertThat(ofAnotherLineage.getNotModified()).isFalse();
    }

    @Test
    void listThatIsLongToMakeComesWhole() {
        for (int thousand = 0; thousand < 3; thousand++) {
            int from = 1 + thousand * 1_000;
            grpc.register(
                    "a.B",
                    IntStream.range(from, from + 1_000)
                            .mapToObj(GrpcUnderTest::instance)
                            .toArray(Instance[]::new));
        }

        assertThat(get("a.B").getService().getInstancesCount()).isEqualTo(3_000);
    }

    @Test
    void linearizableReadAsksTheMajority() {
        grpc.replication.refuseWith(new RegistryException.Unavailable(ErrorCode.NO_QUORUM, "no majority"));

        assertThat(get("a.B").getHeader().getComplete()).isTrue();
        assertThat(failureOf(() -> grpc.calls()
                                .getService(GetServiceRequest.newBuilder()
                                        .setService(service("a.B"))
                                        .setRead(ReadOptions.newBuilder()
                                                .setConsistency(Consistency.CONSISTENCY_LINEARIZABLE))
                                        .build()))
                        .getCode())
                .isEqualTo("NO_QUORUM");
    }

    @Test
    void revisionThatIsNotHereYetIsNotAnsweredWithLess() {
        assertThat(failureOf(() -> grpc.calls()
                                .getService(GetServiceRequest.newBuilder()
                                        .setService(service("a.B"))
                                        .setRead(ReadOptions.newBuilder().setMinRevision("5f1c09ab77e2d410-9"))
                                        .build()))
                        .getCode())
                .isEqualTo("NOT_READY");
        assertThat(failureOf(() -> grpc.calls()
                                .getService(GetServiceRequest.newBuilder()
                                        .setService(service("a.B"))
                                        .setRead(ReadOptions.newBuilder().setMinRevision("soon"))
                                        .build()))
                        .getCode())
                .isEqualTo("INVALID_REVISION");
    }

    @Test
    void servicesOfAPlaceComeInPages() {
        grpc.register("a.A", instance(8080));
        grpc.register(
                "a.B",
                instance(8080),
                instance(8081).toBuilder().setDisabled(true).build());
        grpc.register("b.C", instance(8080));
        ListServicesRequest two = ListServicesRequest.newBuilder().setLimit(2).build();

        ListServicesReply first = grpc.calls().listServices(two);
        ListServicesReply rest = grpc.calls()
                .listServices(two.toBuilder().setAfter(first.getNext()).build());
        ListServicesReply prefixed = grpc.calls()
                .listServices(ListServicesRequest.newBuilder().setPrefix("b.").build());

        assertThat(names(first)).containsExactly("a.A", "a.B");
        assertThat(first.getServices(1).getInstances()).isEqualTo(2);
        assertThat(first.getServices(1).getHealthy()).isEqualTo(1);
        assertThat(first.getNext()).isEqualTo("a.B");
        assertThat(names(rest)).containsExactly("b.C");
        assertThat(rest.getNext()).isEmpty();
        assertThat(names(prefixed)).containsExactly("b.C");
    }

    @Test
    void otherNamespacesAndGroupsAreApart() {
        ServiceKey blue = ServiceKey.newBuilder()
                .setNamespace("blue")
                .setGroup("g")
                .setName("a.B")
                .build();
        grpc.calls()
                .register(RegisterRequest.newBuilder()
                        .addItems(RegisterItem.newBuilder().setService(blue).setInstance(instance(8080)))
                        .build());

        ListServicesReply everyGroup = grpc.calls()
                .listServices(ListServicesRequest.newBuilder()
                        .setNamespace("blue")
                        .setGroup("*")
                        .build());

        assertThat(everyGroup.getServicesList())
                .extracting(ServiceSummary::getKey)
                .containsExactly(blue);
        assertThat(get("a.B").getService().getInstancesList()).isEmpty();
        assertThat(grpc.calls()
                        .getService(
                                GetServiceRequest.newBuilder().setService(blue).build())
                        .getService()
                        .getInstancesCount())
                .isEqualTo(1);
    }

    @Test
    void namedServicesComeInTheOrderInWhichTheyAreAskedFor() {
        grpc.register("a.B", instance(8080));

        ListServicesReply reply = grpc.calls()
                .listServices(ListServicesRequest.newBuilder()
                        .addServices(service("x.Y"))
                        .addServices(service("a.B"))
                        .build());

        assertThat(names(reply)).containsExactly("x.Y", "a.B");
        assertThat(reply.getServices(0).getInstances()).isZero();
    }

    @Test
    void pageThatIsTooLargeIsRefused() {
        assertThat(failureOf(() -> grpc.calls()
                                .listServices(ListServicesRequest.newBuilder()
                                        .setLimit(10_001)
                                        .build()))
                        .getAt())
                .isEqualTo("limit");
    }

    @Test
    void clusterShowsItsNodes() {
        ClusterReply reply = grpc.calls().cluster(ClusterRequest.getDefaultInstance());

        assertThat(reply.getMembers(0).getAddress().getGrpc()).isEqualTo("127.0.0.1:9081");
        assertThat(reply.getMembers(0).getIsSelf()).isTrue();
        assertThat(reply.getMembers(0).getIsLeader()).isTrue();
        assertThat(reply.getClusterId()).isEqualTo("3f0a91c2d4e5b6783f0a91c2d4e5b678");
    }

    private GetServiceReply get(String name) {
        return grpc.calls()
                .getService(
                        GetServiceRequest.newBuilder().setService(service(name)).build());
    }

    private static Iterable<String> names(ListServicesReply reply) {
        return reply.getServicesList().stream()
                .map(service -> service.getKey().getName())
                .toList();
    }
}
