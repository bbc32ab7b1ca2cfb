package io.maregistry.server.grpc;

import static io.maregistry.server.grpc.GrpcUnderTest.failureOf;
import static io.maregistry.server.grpc.GrpcUnderTest.instance;
import static io.maregistry.server.grpc.GrpcUnderTest.service;
import static io.maregistry.server.grpc.GrpcUnderTest.url;
import static org.assertj.core.api.Assertions.assertThat;

import io.maregistry.proto.v1.ErrorDetail;
import io.maregistry.proto.v1.GetServiceReply;
import io.maregistry.proto.v1.GetServiceRequest;
import io.maregistry.proto.v1.Instance;
import io.maregistry.proto.v1.RenewItem;
import io.maregistry.proto.v1.RenewReply;
import io.maregistry.proto.v1.RenewRequest;
import io.maregistry.proto.v1.RenewalMode;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What renewals update over gRPC, and who may see it. */
class RenewalModesTest {

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
    void metricsAreShownToThoseWhoAskForThem() {
        renew(item(RenewalMode.RENEWAL_MODE_METRICS_UPDATE).putMetrics("cpu", "45.50"));

        assertThat(only(read().setLive(true)).getMetricsMap()).isEqualTo(Map.of("cpu", "45.50"));
        assertThat(only(read()).getMetricsMap()).isEmpty();
        assertThat(only(read()).getRevision()).isEqualTo(1);
    }

    @Test
    void liveListIsNeverTheSame() {
        GetServiceReply known = grpc.calls().getService(read().build());
        GetServiceRequest.Builder again =
                read().setKnownRevision(1).setKnownLineage(known.getHeader().getLineage());

        assertThat(grpc.calls().getService(again.build()).getNotModified()).isTrue();
        assertThat(grpc.calls().getService(again.setLive(true).build()).getNotModified())
                .isFalse();
    }

    @Test
    void filterReadsMetrics() {
        renew(item(RenewalMode.RENEWAL_MODE_METRICS_UPDATE).putMetrics("cpu", "45.50"));

        assertThat(only(read().addFilters("metrics.cpu<50")).getPort()).isEqualTo(8080);
        assertThat(grpc.calls()
                        .getService(read().addFilters("metrics.cpu>50").build())
                        .getService()
                        .getInstancesCount())
                .isZero();
    }

    @Test
    void metadataAreReplacedAsAChange() {
        renew(item(RenewalMode.RENEWAL_MODE_METADATA_UPDATE).putParameters("env", "prod"));

        assertThat(only(read()).getParametersMap()).isEqualTo(Map.of("env", "prod"));
        assertThat(only(read()).getRevision()).isEqualTo(2);
    }

    @Test
    void fullUpdateReplacesBothAndHeartbeatOnlyNeither() {
        renew(item(RenewalMode.RENEWAL_MODE_FULL_UPDATE).putParameters("a", "b").putMetrics("cpu", "1"));
        renew(item(RenewalMode.RENEWAL_MODE_HEARTBEAT_ONLY)
                .putParameters("c", "d")
                .putMetrics("cpu", "2"));

        Instance after = only(read().setLive(true));

        assertThat(after.getParametersMap()).isEqualTo(Map.of("a", "b"));
        assertThat(after.getMetricsMap()).isEqualTo(Map.of("cpu", "1"));
    }

    @Test
    void unlawfulUpdateRenewsNobody() {
        long before = grpc.replication.root().position().index();

        ErrorDetail refused = failureOf(() -> grpc.calls()
                .renew(RenewRequest.newBuilder()
                        .addItems(item(RenewalMode.RENEWAL_MODE_HEARTBEAT_ONLY))
                        .addItems(item(RenewalMode.RENEWAL_MODE_METRICS_UPDATE).putMetrics("cpu", "1e3"))
                        .build()));

        assertThat(refused.getAt()).isEqualTo("items[1].metrics");
        assertThat(failureOf(() ->
                                renew(item(RenewalMode.RENEWAL_MODE_UNSPECIFIED).setModeValue(77)))
                        .getAt())
                .isEqualTo("items[0].mode");
        assertThat(grpc.replication.root().position().index()).isEqualTo(before);
    }

    private RenewReply renew(RenewItem.Builder item) {
        return grpc.calls().renew(RenewRequest.newBuilder().addItems(item).build());
    }

    private static RenewItem.Builder item(RenewalMode mode) {
        return RenewItem.newBuilder()
                .setService(service("a.B"))
                .setId(url(8080))
                .setMode(mode);
    }

    private Instance only(GetServiceRequest.Builder read) {
        GetServiceReply reply = grpc.calls().getService(read.build());
        assertThat(reply.getService().getInstancesCount()).isEqualTo(1);
        return reply.getService().getInstances(0);
    }

    private static GetServiceRequest.Builder read() {
        return GetServiceRequest.newBuilder().setService(service("a.B"));
    }
}
