package io.maregistry.client.naming;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.maregistry.client.RegistryClient;
import io.maregistry.error.RegistryException;
import io.maregistry.testkit.LocalCluster;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The naming service over a client, against real nodes in this JVM. Each test has services of its own. */
@Timeout(180)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init")
class NamingServiceTest {

    private LocalCluster cluster;
    private RegistryClient client;
    private NamingService naming;

    @BeforeAll
    void startCluster(@TempDir Path directory) {
        cluster = LocalCluster.in(directory).nodes(3).start();
    }

    @BeforeEach
    void startNaming() {
        client = client();
        naming = client.naming();
        naming.start();
    }

    @AfterEach
    void closeClient() {
        client.close();
    }

    @AfterAll
    void stopCluster() {
        cluster.close();
    }

    @Test
    void whatIsRegisteredIsListedUntilItIsDeregistered() {
        ServiceInstance instance =
                ServiceInstance.of("listed", "10.0.0.7", 8080).withMetadata(Map.of("version", "1.0.0"));
        naming.register(instance);

        await().untilAsserted(() -> assertThat(naming.getAllInstances("listed")).containsExactly(instance));
        assertThat(naming.getHealthyInstances("listed")).containsExactly(instance);

        naming.deregister(instance);
        naming.deregister(instance);
        await().untilAsserted(() -> assertThat(naming.getAllInstances("listed")).isEmpty());
    }

    @Test
    void registeringAgainReplacesTheMetadata() {
        ServiceInstance instance = ServiceInstance.ofUrl("replaced", "https://10.0.0.7:8443/api");
        naming.register(instance);
        naming.register(instance.withMetadata(Map.of("version", "2")));

        await().untilAsserted(() -> assertThat(naming.getAllInstances("replaced"))
                .containsExactly(instance.withMetadata(Map.of("version", "2"))));
    }

    @Test
    void instanceThatMayNotBeCalledIsListedAndNotHealthy() {
        ServiceInstance instance = ServiceInstance.of("disabled", "10.0.0.7", 8080);
        String path = "/v1/services/disabled/instances";
        cluster.leader()
                .http()
                .post(path, "{\"scheme\":\"http\",\"host\":\"10.0.0.7\",\"port\":8080,\"enabled\":false}");

        await().untilAsserted(() -> assertThat(naming.getAllInstances("disabled"))
                .containsExactly(new ServiceInstance("disabled", instance.id(), Map.of(), false)));
        assertThat(naming.getHealthyInstances("disabled")).isEmpty();
    }

    @Test
    void heartbeatOfAnInstanceThatIsNotListedRegistersIt() {
        ServiceInstance instance =
                ServiceInstance.of("unknown", "10.0.0.7", 8080).withMetadata(Map.of("zone", "a"));

        naming.sendHeartbeat(instance);

        await().untilAsserted(
                        () -> assertThat(naming.getAllInstances("unknown")).containsExactly(instance));
    }

    @Test
    void heartbeatsRenewInstancesOfOthers() {
        ServiceInstance instance = ServiceInstance.of("renewed", "10.0.0.7", 8080);
        String path = "/v1/services/renewed/instances";
        cluster.leader().http().post(path, "{\"scheme\":\"http\",\"host\":\"10.0.0.7\",\"port\":8080,\"ttlMs\":3000}");
        await().until(() -> client.get("renewed").instances().size() == 1);
        long revision = client.get("renewed").revision();

        await().pollInterval(Duration.ofMillis(500))
                .during(Duration.ofSeconds(7)) // more than two ttls
                .atMost(LocalCluster.PATIENCE)
                .until(() -> {
                    naming.sendHeartbeat(instance);
                    return client.get("renewed").revision() == revision;
                });
    }

    @Test
    void heartbeatsMayBeMoreThanFitInOneRequest() {
        List<ServiceInstance> many = IntStream.rangeClosed(1, 5_000)
                .mapToObj(port -> ServiceInstance.of("many", "10.0.0.7", port))
                .toList();

        naming.batchSendHeartbeats(many);
        assertThat(client.get("many").instances()).hasSize(5_000);

        long revision = client.get("many").revision();
        naming.batchSendHeartbeats(many);
        assertThat(client.get("many").revision()).isEqualTo(revision);
        naming.batchSendHeartbeats(List.of());
    }

    @Test
    void leaderThatMovesBetweenHeartbeatsIsNotFelt() {
        ServiceInstance instance = ServiceInstance.of("moving", "10.0.0.7", 8080);
        for (int round = 0; round < 3; round++) {
            naming.sendHeartbeat(instance);
            assertThat(cluster.follower().http().post("/sl", "").status()).isEqualTo(200);
            naming.sendHeartbeat(instance);
        }
        assertThat(client.get("moving").instances()).hasSize(1);
    }

    @Test
    void heartbeatThatIsRefusedIsThrownAndTheOthersAreSent() {
        ServiceInstance lawful = ServiceInstance.of("partly", "10.0.0.7", 8080);
        ServiceInstance refused =
                ServiceInstance.of("partly", "10.0.0.8", 8080).withMetadata(Map.of("key", "x".repeat(100_000)));

        assertThatThrownBy(() -> naming.batchSendHeartbeats(List.of(refused, lawful)))
                .isInstanceOf(RegistryException.InvalidRequest.class);
        assertThat(client.get("partly").instances())
                .extracting(each -> each.id())
                .containsExactly(lawful.id());
    }

    @Test
    void listenerHearsWhatComesChangesAndLeaves() {
        List<String> heard = Collections.synchronizedList(new ArrayList<>());
        ServiceChangeListener listener = (service, action, instances) ->
                instances.forEach(each -> heard.add(service + ' ' + action + ' ' + each.instanceId()));
        ServiceInstance first = ServiceInstance.of("heard", "10.0.0.1", 1);
        ServiceInstance second = ServiceInstance.of("heard", "10.0.0.2", 2);
        naming.register(first);
        naming.subscribe("heard", listener);
        naming.subscribe("heard", listener);
        await().untilAsserted(() -> assertThat(heard).containsExactly("heard added http://10.0.0.1:1"));

        naming.register(second);
        await().untilAsserted(() -> assertThat(heard).hasSize(2).endsWith("heard added http://10.0.0.2:2"));
        naming.register(second.withMetadata(Map.of("version", "2")));
        await().untilAsserted(() -> assertThat(heard).hasSize(3).endsWith("heard updated http://10.0.0.2:2"));
        naming.deregister(first);
        await().untilAsserted(() -> assertThat(heard)
                .hasSize(5)
                .endsWith("heard updated http://10.0.0.1:1", "heard removed http://10.0.0.1:1")); // drained before

        naming.unsubscribe("heard", listener);
        naming.deregister(second);
        await().untilAsserted(() -> assertThat(naming.getAllInstances("heard")).isEmpty());
        assertThat(heard).hasSize(5);
    }

    @Test
    void stopDeregistersWhatWasRegisteredHereAndLeavesTheClientOpen() {
        ServiceInstance own = ServiceInstance.of("stopped", "10.0.0.1", 1);
        naming.register(own);
        client.register("stopped", "http://10.0.0.2:2");

        naming.stop();
        naming.stop();

        assertThat(naming.isRunning()).isFalse();
        assertThat(client.get("stopped").instances())
                .extracting(each -> each.id().url())
                .containsExactly("http://10.0.0.2:2");
        assertThatThrownBy(() -> naming.register(own))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("start()");
        naming.start();
        naming.register(own);
        assertThat(client.get("stopped").instances()).hasSize(2);
    }

    @Test
    void stopLeavesAnInstanceThatALaterStartHasTakenOver() {
        ServiceInstance instance = ServiceInstance.of("taken", "10.0.0.1", 1);
        naming.register(instance);
        try (RegistryClient later = client()) {
            later.register("taken", instance.instanceId());
            naming.stop();

            assertThat(later.get("taken").instances()).hasSize(1);
        }
    }

    @Test
    void servicesOfOtherNamespacesAreNamedInFull() {
        try (RegistryClient blue = builder().namespace("blue").build()) {
            NamingService ofBlue = blue.naming();
            ofBlue.start();
            ofBlue.register(ServiceInstance.of("public/DEFAULT_GROUP/named", "10.0.0.1", 1));
            ofBlue.register(ServiceInstance.of("named", "10.0.0.2", 2));

            assertThat(blue.get("public/DEFAULT_GROUP/named").instances())
                    .extracting(each -> each.id().host())
                    .containsExactly("10.0.0.1");
            ofBlue.deregister(ServiceInstance.of("public/DEFAULT_GROUP/named", "10.0.0.1", 1));
            assertThat(blue.get("public/DEFAULT_GROUP/named").instances()).isEmpty();
            assertThat(blue.get("blue/DEFAULT_GROUP/named").instances()).hasSize(1);
        }
    }

    @Test
    @SuppressWarnings("NullAway") // what a program without null checks does
    void argumentsThatAreMissingOrUnlawfulAreNamed() {
        assertThatThrownBy(() -> naming.register(null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("instance must not be null");
        assertThatThrownBy(() -> naming.getAllInstances(null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("service must not be null");
        assertThatThrownBy(() -> naming.subscribe("orders", null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("listener must not be null");
        assertThatThrownBy(() -> ServiceInstance.of("orders", null, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("host must not be null");
        assertThatThrownBy(() -> ServiceInstance.of("orders", "10.0.0.1", 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("port must be 1 to 65535");
        assertThatThrownBy(() -> ServiceInstance.of("orders", "10.0.0.1", 1).withMetadata(null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("metadata must not be null");
    }

    private RegistryClient client() {
        return builder().build();
    }

    private RegistryClient.Builder builder() {
        return RegistryClient.builder().endpoints(cluster.endpoints());
    }
}
