package io.maregistry.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.maregistry.client.naming.NamingService;
import io.maregistry.client.naming.ServiceInstance;
import io.maregistry.model.RenewalMode;
import io.maregistry.proto.v1.RegisterRequest;
import io.maregistry.proto.v1.RenewRequest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How many requests the heartbeats of many instances make, and how long they are. */
@Timeout(60)
class HeartbeatsTest {

    private static final int MOST_BYTES = 1 << 20; // that a node takes

    private final FakeNode node = new FakeNode();
    private final RegistryClient client = RegistryClient.builder()
            .endpoints(node.endpoint())
            .callTimeout(Duration.ofSeconds(3))
            .build();
    private final NamingService naming = client.naming();

    @BeforeEach
    void start() {
        naming.start();
    }

    @AfterEach
    void close() {
        client.close();
        node.close();
    }

    @Test
    void manyHeartbeatsGoInFewRequests() {
        naming.batchSendHeartbeats(instances(5_000, "orders", Map.of()));

        assertThat(node.renewals).extracting(RenewRequest::getItemsCount).containsExactlyInAnyOrder(4_096, 904);
    }

    @Test
    void instancesThatAreNotListedAreRegisteredInFewRequests() {
        node.isEmpty = true;

        naming.batchSendHeartbeats(instances(2_500, "orders", Map.of()));

        assertThat(node.taken).extracting(RegisterRequest::getItemsCount).containsExactlyInAnyOrder(1_000, 1_000, 500);
    }

    @Test
    void modeSaysWhatAHeartbeatBrings() {
        ServiceInstance instance =
                instances(1, "orders", Map.of("zone", "a")).get(0).withMetrics(Map.of("cpu", "45.50"));

        for (RenewalMode mode : RenewalMode.values()) {
            naming.sendHeartbeat(instance, mode);
        }

        assertThat(node.renewals)
                .extracting(request -> request.getItems(0).getParametersMap())
                .containsExactly(Map.of(), Map.of(), Map.of("zone", "a"), Map.of("zone", "a"));
        assertThat(node.renewals)
                .extracting(request -> request.getItems(0).getMetricsMap())
                .containsExactly(Map.of(), Map.of("cpu", "45.50"), Map.of(), Map.of("cpu", "45.50"));
        assertThat(node.renewals)
                .extracting(request -> request.getItems(0).getModeValue())
                .containsExactly(0, 2, 3, 4);
    }

    @Test
    void metricsOfOneThatIsNotListedAreToldBehindItsRegistration() {
        node.isEmpty = true;

        naming.sendHeartbeat(
                instances(1, "orders", Map.of()).get(0).withMetrics(Map.of("cpu", "1")), RenewalMode.METRICS_UPDATE);

        assertThat(node.taken).hasSize(1);
        assertThat(node.renewals).hasSize(2);
        assertThat(node.renewals.get(1).getItems(0).getMetricsMap()).isEqualTo(Map.of("cpu", "1"));
    }

    @Test
    void metricThatIsNoNumberIsRefusedBeforeAnythingIsSent() {
        ServiceInstance instance = instances(1, "orders", Map.of()).get(0).withMetrics(Map.of("cpu", "high"));

        assertThatThrownBy(() -> naming.sendHeartbeat(instance, RenewalMode.FULL_UPDATE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("cpu");
        assertThat(node.renewals).isEmpty();
    }

    @Test
    void heartbeatsWithLongNamesGoInRequestsThatANodeTakes() {
        naming.batchSendHeartbeats(instances(4_096, "blue/" + "g".repeat(100) + "/" + "s".repeat(200), Map.of()));

        assertThat(node.renewals)
                .hasSizeBetween(2, 4)
                .allSatisfy(request -> assertThat(request.getSerializedSize()).isLessThan(MOST_BYTES));
        assertThat(node.renewals.stream().mapToInt(RenewRequest::getItemsCount).sum())
                .isEqualTo(4_096);
    }

    @Test
    void instancesWithMuchMetadataAreRegisteredInRequestsThatANodeTakes() {
        node.isEmpty = true;

        naming.batchSendHeartbeats(instances(1_500, "orders", Map.of("notes", "x".repeat(2_000))));

        assertThat(node.taken)
                .hasSizeBetween(6, 8)
                .allSatisfy(request -> assertThat(request.getSerializedSize()).isLessThan(MOST_BYTES));
        assertThat(node.taken.stream().mapToInt(RegisterRequest::getItemsCount).sum())
                .isEqualTo(1_500);
    }

    private static List<ServiceInstance> instances(int count, String service, Map<String, String> metadata) {
        return IntStream.rangeClosed(1, count)
                .mapToObj(port -> ServiceInstance.of(service, "10.0.0.7", port).withMetadata(metadata))
                .toList();
    }
}
