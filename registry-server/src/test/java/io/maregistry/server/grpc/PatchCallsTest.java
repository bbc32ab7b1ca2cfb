package io.maregistry.server.grpc;

import static io.maregistry.server.grpc.GrpcUnderTest.failureOf;
import static io.maregistry.server.grpc.GrpcUnderTest.instance;
import static io.maregistry.server.grpc.GrpcUnderTest.service;
import static io.maregistry.server.grpc.GrpcUnderTest.url;
import static org.assertj.core.api.Assertions.assertThat;

import io.maregistry.proto.v1.ErrorDetail;
import io.maregistry.proto.v1.GetServiceReply;
import io.maregistry.proto.v1.GetServiceRequest;
import io.maregistry.proto.v1.PatchInstanceReply;
import io.maregistry.proto.v1.PatchInstanceRequest;
import io.maregistry.proto.v1.PatchServiceReply;
import io.maregistry.proto.v1.PatchServiceRequest;
import io.maregistry.proto.v1.ServiceRules;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Patches over gRPC; what they do is the same as over HTTP. */
class PatchCallsTest {

    private static final String REQUEST = "0123456789abcdef0123456789abcdef:1";

    private final GrpcUnderTest grpc = new GrpcUnderTest();

    @BeforeEach
    void registerOneInstance() {
        grpc.register("a.B", instance(8080));
    }

    @AfterEach
    void stop() {
        grpc.close();
    }

    @Test
    void patchedInstanceIsAnsweredAsItIsNow() {
        PatchInstanceReply patched = patch("{\"weight\":10,\"parameters\":{\"zone\":\"z2\"}}");

        assertThat(patched.getChanged()).isTrue();
        assertThat(patched.getRevision()).isEqualTo(2);
        assertThat(patched.getHeader().getRevision()).isEqualTo(2);
        assertThat(patched.getInstance().getEffectiveWeight()).isEqualTo(10);
        assertThat(patched.getInstance().getParametersMap()).containsEntry("zone", "z2");
        assertThat(patch("{\"weight\":10}").getChanged()).isFalse();
    }

    @Test
    void repeatedRequestIsDoneOnce() {
        PatchInstanceRequest request =
                request("{\"weight\":10}").setRequestId(REQUEST).build();
        grpc.calls().patchInstance(request);
        patch("{\"weight\":null}");

        PatchInstanceReply again = grpc.calls().patchInstance(request);

        assertThat(again.getChanged()).isTrue();
        assertThat(again.getInstance().getEffectiveWeight()).isEqualTo(100);
    }

    @Test
    void otherRevisionThanTheOneLookedAtIsAConflict() {
        ErrorDetail conflict = failureOf(() ->
                grpc.calls().patchInstance(request("{}").setOnlyAtRevision(7).build()));

        assertThat(conflict.getCode()).isEqualTo("REVISION_MISMATCH");
        assertThat(conflict.getRevision()).isEqualTo(1);
        assertThat(grpc.calls()
                        .patchInstance(request("{}").setOnlyAtRevision(1).build())
                        .getChanged())
                .isFalse();
    }

    @Test
    void unlawfulPatchIsRefusedWithItsPlace() {
        ErrorDetail refused = failureOf(() -> patch("{\"weight\":-1}"));

        assertThat(refused.getCode()).isEqualTo("INVALID_INSTANCE");
        assertThat(refused.getAt()).isEqualTo("weight");
        assertThat(failureOf(() -> patch("")).getCode()).isEqualTo("INVALID_REQUEST");
    }

    @Test
    void whatIsNotListedCannotBePatched() {
        PatchInstanceRequest other = request("{}").setId(url(9090)).build();

        assertThat(failureOf(() -> grpc.calls().patchInstance(other)).getCode()).isEqualTo("NO_SUCH_INSTANCE");
        assertThat(failureOf(() -> grpc.calls()
                                .patchInstance(request("{}").setId("x").build()))
                        .getAt())
                .isEqualTo("id");
    }

    @Test
    void serviceIsPatchedBeforeItsFirstInstanceAndReadWithWhatWasSaid() {
        PatchServiceReply patched = grpc.calls()
                .patchService(rules("{\"metadata\":{\"team\":\"pay\"},\"ttlMs\":8000,\"protectionRatio\":0.5}")
                        .build());

        assertThat(patched.getChanged()).isTrue();
        assertThat(patched.getRevision()).isEqualTo(2);
        assertThat(patched.getHeader().getRevision()).isEqualTo(2);
        GetServiceReply read = grpc.calls()
                .getService(GetServiceRequest.newBuilder()
                        .setService(service("c.D"))
                        .build());
        assertThat(read.getService().getInstancesCount()).isZero();
        assertThat(read.getRules())
                .isEqualTo(ServiceRules.newBuilder()
                        .putMetadata("team", "pay")
                        .setTtlMs(8_000)
                        .setProtectionRatioPerMille(500)
                        .setRevision(2)
                        .build());
        assertThat(grpc.register("c.D", instance(8080)).getRenewEveryMs()).isEqualTo(2_000);
        assertThat(grpc.calls().patchService(rules("{\"ttlMs\":8000}").build()).getChanged())
                .isFalse();
    }

    @Test
    void rulesAreToldWhereTheListIsLeftOutAndNotOfAServiceThatHasNone() {
        GetServiceReply first = read(GetServiceRequest.newBuilder());
        assertThat(first.hasRules()).isFalse();
        grpc.calls()
                .patchService(
                        rules("{\"ttlMs\":8000}").setService(service("a.B")).build());

        GetServiceReply again = read(GetServiceRequest.newBuilder()
                .setKnownRevision(first.getService().getRevision())
                .setKnownLineage(first.getHeader().getLineage()));

        assertThat(again.getNotModified()).isTrue();
        assertThat(again.getRules().getTtlMs()).isEqualTo(8_000);
    }

    @Test
    void patchOfAServiceIsRefusedAsThatOfAnInstanceIs() {
        grpc.calls().patchService(rules("{\"ttlMs\":8000}").build());

        ErrorDetail conflict = failureOf(() -> grpc.calls()
                .patchService(rules("{\"ttlMs\":9000}").setOnlyAtRevision(0).build()));
        assertThat(conflict.getCode()).isEqualTo("REVISION_MISMATCH");
        assertThat(conflict.getRevision()).isEqualTo(2);
        ErrorDetail unlawful =
                failureOf(() -> grpc.calls().patchService(rules("{\"ttlMs\":1}").build()));
        assertThat(unlawful.getCode()).isEqualTo("INVALID_REQUEST");
        assertThat(unlawful.getAt()).isEqualTo("ttlMs");
        assertThat(failureOf(() -> grpc.calls()
                                .patchService(rules("{}").setOnlyAtRevision(-1).build()))
                        .getAt())
                .isEqualTo("only_at_revision");
    }

    private GetServiceReply read(GetServiceRequest.Builder request) {
        return grpc.calls().getService(request.setService(service("a.B")).build());
    }

    private static PatchServiceRequest.Builder rules(String patch) {
        return PatchServiceRequest.newBuilder().setService(service("c.D")).setMergePatch(patch);
    }

    private PatchInstanceReply patch(String patch) {
        return grpc.calls().patchInstance(request(patch).build());
    }

    private static PatchInstanceRequest.Builder request(String patch) {
        return PatchInstanceRequest.newBuilder()
                .setService(service("a.B"))
                .setId(url(8080))
                .setMergePatch(patch);
    }
}
