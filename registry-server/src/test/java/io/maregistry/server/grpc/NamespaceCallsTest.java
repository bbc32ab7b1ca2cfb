package io.maregistry.server.grpc;

import static io.maregistry.server.grpc.GrpcUnderTest.failureOf;
import static io.maregistry.server.grpc.GrpcUnderTest.instance;
import static org.assertj.core.api.Assertions.assertThat;

import io.maregistry.error.RegistryException;
import io.maregistry.proto.v1.DeleteNamespaceRequest;
import io.maregistry.proto.v1.ErrorDetail;
import io.maregistry.proto.v1.GetNamespaceRequest;
import io.maregistry.proto.v1.ListNamespacesReply;
import io.maregistry.proto.v1.ListNamespacesRequest;
import io.maregistry.proto.v1.Namespace;
import io.maregistry.proto.v1.NamespaceOutcome;
import io.maregistry.proto.v1.PatchNamespaceRequest;
import io.maregistry.proto.v1.PutNamespaceReply;
import io.maregistry.proto.v1.PutNamespaceRequest;
import io.maregistry.proto.v1.Quota;
import io.maregistry.proto.v1.RegisterItem;
import io.maregistry.proto.v1.RegisterReply;
import io.maregistry.proto.v1.RegisterRequest;
import io.maregistry.proto.v1.ServiceKey;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Namespaces over gRPC. */
class NamespaceCallsTest {

    private static final String REQUEST = "0123456789abcdef0123456789abcdef:1";

    private final GrpcUnderTest grpc = new GrpcUnderTest();

    @AfterEach
    void stop() {
        grpc.close();
    }

    @Test
    void createdNamespaceIsDescribedWithWhatItLists() {
        PutNamespaceReply created = grpc.calls().putNamespace(blue().build());

        assertThat(created.getOutcome()).isEqualTo(NamespaceOutcome.NAMESPACE_OUTCOME_CREATED);
        assertThat(created.getHeader().getRevision()).isEqualTo(1);
        assertThat(created.getNamespace())
                .isEqualTo(Namespace.newBuilder()
                        .setNamespace("blue")
                        .setDescription("for Blue")
                        .setQuota(quota(2, 0))
                        .setRevision(1)
                        .build());

        register("blue", "G", 1);
        register("blue", "", 2);
        assertThat(get("blue").getServices()).isEqualTo(2);
        assertThat(get("blue").getInstances()).isEqualTo(2);
        assertThat(get("blue").getGroupsList()).containsExactly("DEFAULT_GROUP", "G");
    }

    @Test
    void putMakesOfANamespaceWhatItSays() {
        grpc.calls().putNamespace(blue().build());

        assertThat(grpc.calls().putNamespace(blue().build()).getOutcome())
                .isEqualTo(NamespaceOutcome.NAMESPACE_OUTCOME_SAME);
        PutNamespaceReply again = put("blue");
        assertThat(again.getOutcome()).isEqualTo(NamespaceOutcome.NAMESPACE_OUTCOME_UPDATED);
        assertThat(again.getNamespace().getDescription()).isEmpty();
        assertThat(again.getNamespace().getQuota()).isEqualTo(quota(0, 0));
        assertThat(again.getNamespace().getRevision()).isEqualTo(2);
    }

    @Test
    void patchChangesWhatItNames() {
        grpc.calls().putNamespace(blue().build());

        Namespace limited = grpc.calls()
                .patchNamespace(patch("blue").setInstances(3).build())
                .getNamespace();
        assertThat(limited.getDescription()).isEqualTo("for Blue");
        assertThat(limited.getQuota()).isEqualTo(quota(2, 3));
        Namespace cleared = grpc.calls()
                .patchNamespace(patch("blue").setDescription("").setServices(0).build())
                .getNamespace();
        assertThat(cleared.getDescription()).isEmpty();
        assertThat(cleared.getQuota()).isEqualTo(quota(0, 3));
        assertThat(failureOf(() -> grpc.calls().patchNamespace(patch("nowhere").build()))
                        .getCode())
                .isEqualTo("NO_SUCH_NAMESPACE");
    }

    @Test
    void repeatedRequestIsDoneOnce() {
        PutNamespaceRequest request = blue().setRequestId(REQUEST).build();
        grpc.calls().putNamespace(request);
        put("blue");

        PutNamespaceReply again = grpc.calls().putNamespace(request);

        assertThat(again.getOutcome()).isEqualTo(NamespaceOutcome.NAMESPACE_OUTCOME_UNSPECIFIED);
        assertThat(again.getNamespace().getDescription()).isEmpty();
    }

    @Test
    void quotaRefusesWhatIsTooMuch() {
        grpc.calls()
                .putNamespace(PutNamespaceRequest.newBuilder()
                        .setNamespace("blue")
                        .setQuota(quota(0, 1))
                        .build());
        register("blue", "G", 1);

        assertThat(register("blue", "G", 2).getResults(0).getError().getCode()).isEqualTo("QUOTA_EXCEEDED");
        assertThat(register("", "G", 2).getResults(0).hasError()).isFalse();
    }

    @Test
    void listHasWhatWasCreatedAndWhatIsUsedPageByPage() {
        assertThat(names(list(ListNamespacesRequest.getDefaultInstance()))).containsExactly("public");
        put("blue");
        register("green", "G", 1);

        ListNamespacesReply page =
                list(ListNamespacesRequest.newBuilder().setLimit(2).build());
        assertThat(names(page)).containsExactly("blue", "green");
        assertThat(page.getNext()).isEqualTo("green");
        ListNamespacesReply rest = list(ListNamespacesRequest.newBuilder()
                .setAfter(page.getNext())
                .setLimit(2)
                .build());
        assertThat(names(rest)).containsExactly("public");
        assertThat(rest.getNext()).isEmpty();
        assertThat(names(list(ListNamespacesRequest.newBuilder().setPrefix("g").build())))
                .containsExactly("green");
        assertThat(failureOf(() -> list(ListNamespacesRequest.newBuilder()
                                .setLimit(10_001)
                                .build()))
                        .getAt())
                .isEqualTo("limit");
    }

    @Test
    void whatIsUsedIsDeletedByForceAlone() {
        register("blue", "G", 1);
        DeleteNamespaceRequest blue =
                DeleteNamespaceRequest.newBuilder().setNamespace("blue").build();

        assertThat(failureOf(() -> grpc.calls().deleteNamespace(blue)))
                .satisfies(refused -> assertThat(refused.getCode()).isEqualTo("NOT_EMPTY"))
                .satisfies(refused -> assertThat(refused.getMessage()).contains("1 instances"));
        assertThat(refusal(blue.toBuilder().setForce(true).build())).contains("confirm=blue");
        assertThat(refusal(blue.toBuilder().setForce(true).setConfirm("red").build()))
                .contains("confirm=blue");
        assertThat(refusal(blue.toBuilder().setNamespace("public").build())).contains("cannot be deleted");

        assertThat(grpc.calls()
                        .deleteNamespace(blue.toBuilder()
                                .setForce(true)
                                .setConfirm("blue")
                                .build())
                        .getRevision())
                .isEqualTo(2);
        assertThat(failureOf(() -> get("blue")).getCode()).isEqualTo("NO_SUCH_NAMESPACE");
        assertThat(failureOf(() -> grpc.calls().deleteNamespace(blue)).getCode())
                .isEqualTo("NO_SUCH_NAMESPACE");
    }

    @Test
    void whatIsUnlawfulIsRefusedWithItsPlace() {
        assertThat(failureOf(() -> put("")))
                .satisfies(refused -> assertThat(refused.getCode()).isEqualTo("INVALID_REQUEST"))
                .satisfies(refused -> assertThat(refused.getAt()).isEqualTo("namespace"));
        assertThat(failureOf(() -> put("a/b")).getCode()).isEqualTo("INVALID_NAME");
        assertThat(failureOf(() -> get("a,b")).getCode()).isEqualTo("INVALID_NAME");
        assertThat(failureOf(() -> grpc.calls()
                                .putNamespace(blue().setDescription("\u0007").build()))
                        .getAt())
                .isEqualTo("description");
        assertThat(failureOf(() -> grpc.calls()
                                .putNamespace(
                                        blue().setQuota(quota(1_000_000_001, 0)).build()))
                        .getAt())
                .isEqualTo("quota.services");
        assertThat(failureOf(() -> grpc.calls()
                                .patchNamespace(patch("blue").setInstances(-1).build()))
                        .getAt())
                .isEqualTo("instances");
        assertThat(failureOf(() -> grpc.calls()
                                .putNamespace(blue().setRequestId("x").build()))
                        .getAt())
                .isEqualTo("request_id");
    }

    @Test
    void nodeThatMayNotWriteSaysWhoLeads() {
        grpc.replication.refuseWith(new RegistryException.NotLeader("http://127.0.0.1:8081"));

        assertThat(failureOf(() -> put("blue")).getCode()).isEqualTo("NOT_LEADER");
        assertThat(names(list(ListNamespacesRequest.getDefaultInstance()))).containsExactly("public");
    }

    private static PutNamespaceRequest.Builder blue() {
        return PutNamespaceRequest.newBuilder()
                .setNamespace("blue")
                .setDescription("for Blue")
                .setQuota(quota(2, 0));
    }

    private static PatchNamespaceRequest.Builder patch(String namespace) {
        return PatchNamespaceRequest.newBuilder().setNamespace(namespace);
    }

    private static Quota quota(int services, int instances) {
        return Quota.newBuilder().setServices(services).setInstances(instances).build();
    }

    private PutNamespaceReply put(String namespace) {
        return grpc.calls()
                .putNamespace(
                        PutNamespaceRequest.newBuilder().setNamespace(namespace).build());
    }

    private Namespace get(String namespace) {
        return grpc.calls()
                .getNamespace(
                        GetNamespaceRequest.newBuilder().setNamespace(namespace).build())
                .getNamespace();
    }

    private ListNamespacesReply list(ListNamespacesRequest request) {
        return grpc.calls().listNamespaces(request);
    }

    private static List<String> names(ListNamespacesReply reply) {
        return reply.getNamespacesList().stream().map(Namespace::getNamespace).toList();
    }

    private String refusal(DeleteNamespaceRequest request) {
        ErrorDetail refused = failureOf(() -> grpc.calls().deleteNamespace(request));
        assertThat(refused.getCode()).isEqualTo("INVALID_REQUEST");
        return refused.getMessage();
    }

    private RegisterReply register(String namespace, String group, int port) {
        return grpc.calls()
                .register(RegisterRequest.newBuilder()
                        .addItems(RegisterItem.newBuilder()
                                .setService(ServiceKey.newBuilder()
                                        .setNamespace(namespace)
                                        .setGroup(group)
                                        .setName("a.B"))
                                .setInstance(instance(port)))
                        .build());
    }
}
