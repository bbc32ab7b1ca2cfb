package io.maregistry.client.naming;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.maregistry.client.RegistryClient;
import io.maregistry.error.ErrorCode;
import io.maregistry.error.RegistryException;
import io.maregistry.testkit.LocalCluster;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The plan's nine methods against real nodes in this JVM. Each test has services of its own. */
@Timeout(180)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init")
class RegistryServiceTest {

    private static final InstanceMeta FIRST =
            new InstanceMeta("http", "10.0.0.1", 8080, "api", Map.of("env", "dev", "tag", "gr\u00fcn"));
    private static final InstanceMeta SECOND = InstanceMeta.http("10.0.0.2", 8080);

    private LocalCluster cluster;
    private RegistryClient client;
    private RegistryService registry;

    @BeforeAll
    void start(@TempDir Path directory) {
        cluster = LocalCluster.in(directory).nodes(3).start();
        client = client();
        registry = client.registryService();
    }

    @AfterAll
    void stop() {
        client.close();
        cluster.close();
    }

    @Test
    void whatIsRegisteredIsListedInItsOrderUntilItIsUnregistered() {
        assertThat(registry.register("listed", FIRST)).isEqualTo(FIRST);
        registry.register("listed", SECOND);
        assertThat(registry.getAllInstances("listed")).containsExactly(FIRST, SECOND);

        assertThat(registry.unregister("listed", FIRST)).isEqualTo(FIRST);
        assertThat(registry.unregister("listed", FIRST)).isEqualTo(FIRST);
        assertThat(registry.getAllInstances("listed")).containsExactly(SECOND);
        assertThat(registry.getAllInstances("nobody")).isEmpty();
    }

    @Test
    void versionGrowsWithEachChangeAndRenewal() {
        assertThat(registry.version("counted")).isZero();
        registry.register("counted", FIRST);
        long registered = registry.version("counted");
        assertThat(registered).isPositive();

        assertThat(registry.renew("counted", FIRST)).isEqualTo(FIRST);
        await().untilAsserted(() -> assertThat(registry.version("counted")).isEqualTo(registered + 1));
    }

    @Test
    void renewalOfAnInstanceThatIsNotListedLeavesItSo() {
        assertThat(registry.renew("ghost", FIRST)).isEqualTo(FIRST);

        assertThat(registry.getAllInstances("ghost")).isEmpty();
        assertThat(registry.version("ghost")).isZero();
    }

    @Test
    void renewsRenewTheInstanceInEachService() {
        List<String> services = IntStream.range(0, 300)
                .mapToObj(number -> "blue/DEFAULT_GROUP/renews-of-a-long-name-" + number)
                .toList(); // more than one request line can hold
        CompletableFuture.allOf(services.stream()
                        .map(service -> registry.registerAsync(service, FIRST))
                        .toArray(CompletableFuture<?>[]::new))
                .join();
        Map<String, Long> before = registry.versions(services);

        registry.renews(services, FIRST);

        assertThat(List.copyOf(before.keySet())).isEqualTo(services);
        Map<String, Long> grown = new HashMap<>();
        before.forEach((service, version) -> grown.put(service, version + 1));
        await().untilAsserted(() -> assertThat(registry.versions(services)).isEqualTo(grown));
        assertThat(registry.versions(List.of())).isEmpty();
        registry.renews(List.of(), FIRST);
    }

    @Test
    void listOfServicesMayChangeBeforeTheirVersionsAreKnown() {
        List<String> services = new ArrayList<>(List.of("one", "other"));
        CompletableFuture<Map<String, Long>> asked = registry.versionsAsync(services);
        services.clear();

        assertThat(asked.join()).isEqualTo(Map.of("one", 0L, "other", 0L));
    }

    @Test
    void snapshotIsWhatRestoreMakes() {
        registry.register("kept", FIRST);
        registry.register("blue/green/kept", SECOND);
        registry.renew("kept", FIRST);
        Snapshot snapshot = registry.snapshot();
        assertThat(snapshot.registry())
                .containsEntry("kept", List.of(FIRST))
                .containsEntry("blue/green/kept", List.of(SECOND));
        assertThat(snapshot.timestamps()).containsKey("kept@http://10.0.0.1:8080/api");
        assertThat(snapshot.versions()).containsKey("kept");

        registry.unregister("kept", FIRST);
        registry.register("later", SECOND);
        registry.restore(snapshot);

        assertThat(registry.getAllInstances("kept")).containsExactly(FIRST);
        assertThat(registry.getAllInstances("later")).isEmpty();
        assertThat(registry.snapshot().registry()).isEqualTo(snapshot.registry());
    }

    @Test
    void snapshotThatIsUnlawfulChangesNothingAndNamesThePlace() {
        registry.register("stays", FIRST);
        Snapshot unlawful = new Snapshot(
                Map.of("broken", List.of(new InstanceMeta("http", "10.0.0.1", 0, "", Map.of()))),
                Map.of("broken", 1L),
                Map.of(),
                1);

        assertThatThrownBy(() -> registry.restore(unlawful))
                .isInstanceOfSatisfying(RegistryException.InvalidRequest.class, refusal -> {
                    assertThat(refusal.code()).isEqualTo(ErrorCode.INVALID_SNAPSHOT);
                    assertThat(refusal.place()).contains("REGISTRY.broken[0].port");
                });
        assertThat(registry.getAllInstances("stays")).containsExactly(FIRST);
    }

    @Test
    void leadershipThatMovesIsNotFelt() {
        List<CompletableFuture<?>> asked = new ArrayList<>();
        for (int round = 0; round < 3; round++) {
            asked.add(registry.registerAsync("moving", FIRST));
            asked.add(registry.renewAsync("moving", FIRST));
            asked.add(registry.snapshotAsync());
            assertThat(cluster.follower().http().post("/sl", "").status()).isEqualTo(200);
            asked.add(registry.renewAsync("moving", FIRST));
            asked.add(registry.snapshotAsync());
        }
        asked.forEach(each -> assertThat(each.join()).isNotNull());
    }

    @Test
    void leaderThatHasStoppedIsNotFelt() {
        Snapshot snapshot = registry.snapshot();
        LocalCluster.Node leader = cluster.leader();
        leader.stop();
        registry.restore(snapshot);
        registry.renew("anything", FIRST);
        assertThat(registry.snapshot().registry()).isEqualTo(snapshot.registry());
        leader.start();
        leader.awaitReady();
    }

    @Test
    void twinFailsWithWhatItsMethodThrows() {
        InstanceMeta tooLong = SECOND.withParameters(Map.of("key", "x".repeat(100_000)));
        assertThatThrownBy(() -> registry.register("refused", tooLong))
                .isInstanceOf(RegistryException.InvalidRequest.class);
        assertThat(registry.registerAsync("refused", tooLong))
                .failsWithin(LocalCluster.PATIENCE)
                .withThrowableThat()
                .withCauseInstanceOf(RegistryException.InvalidRequest.class);
    }

    @Test
    @SuppressWarnings("NullAway") // what a program without null checks does
    void argumentsThatAreMissingOrUnlawfulAreNamed() {
        assertThatThrownBy(() -> registry.register(null, FIRST))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("service must not be null");
        assertThatThrownBy(() -> registry.renew("orders", null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("instance must not be null");
        assertThatThrownBy(() -> registry.versions(null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("services must not be null");
        assertThatThrownBy(() -> registry.restore(null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("snapshot must not be null");
        assertThatThrownBy(() -> registry.register("orders", InstanceMeta.http("10.0.0.1", 0)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("port must be 1 to 65535");
        assertThatThrownBy(() -> new InstanceMeta("http", "10.0.0.1", 1, null, Map.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("context must not be null");
    }

    private RegistryClient client() {
        return RegistryClient.builder().endpoints(cluster.endpoints()).build();
    }
}
