package io.maregistry.client.resolver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.grpc.NameResolver;
import io.grpc.Status;
import io.maregistry.client.RegistryClient;
import io.maregistry.testkit.LocalCluster;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Instances whose host names are not known for a while. */
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init")
class HostLookupTest {

    private static final String FLAKY = "flaky.test";

    private final List<Runnable> alarms = new CopyOnWriteArrayList<>();
    private final List<NameResolver.ResolutionResult> told = new CopyOnWriteArrayList<>();
    private volatile boolean isNameServiceAway;
    private LocalCluster cluster;
    private RegistryClient client;

    @BeforeAll
    void startCluster(@TempDir Path directory) {
        cluster = LocalCluster.in(directory).nodes(1).start();
    }

    @BeforeEach
    void open() {
        alarms.clear();
        told.clear();
        isNameServiceAway = true;
        client = RegistryClient.builder().endpoints(cluster.node(1).endpoint()).build();
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
    void hostThatIsNotKnownForAWhileIsLookedUpAgain() {
        client.register("partly", "grpc://10.0.0.1:1");
        client.register("partly", "grpc://" + FLAKY + ":2");
        NameResolver resolver = start("partly");
        await().untilAsserted(() -> assertThat(addresses()).isEqualTo(1));
        assertThat(alarms).hasSize(1);

        alarms.remove(0).run();
        await().until(() -> told.size() > 1 && alarms.size() == 1);
        isNameServiceAway = false;
        alarms.remove(0).run();

        await().untilAsserted(() -> assertThat(addresses()).isEqualTo(2));
        assertThat(alarms).isEmpty();
        resolver.shutdown();
    }

    @Test
    void hostsThatAreNotKnownAreNamedWhereThereIsNoOther() {
        client.register("nowhere", "grpc://" + FLAKY + ":2");
        NameResolver resolver = start("nowhere");

        await().untilAsserted(() -> assertThat(told).isNotEmpty());
        Status why = told.get(told.size() - 1).getAddressesOrError().getStatus();
        assertThat(why.getDescription()).contains("service nowhere").contains("not known: " + FLAKY);
        resolver.shutdown();
        alarms.remove(0).run(); // tells nobody any more
    }

    private NameResolver start(String service) {
        await().until(() -> !client.get(service).instances().isEmpty());
        client.discover(service);
        RegistryNameResolver resolver = new RegistryNameResolver(
                service,
                service,
                new Clients(client, endpoints -> client),
                "",
                new RegistryNameResolver.Surroundings(Runnable::run, (delay, task) -> alarms.add(task), this::lookUp));
        resolver.start(new NameResolver.Listener2() {
            @Override
            public void onResult(NameResolver.ResolutionResult result) {
                told.add(result);
            }

            @Override
            public void onError(Status failure) {
                throw new AssertionError(failure);
            }
        });
        return resolver;
    }

    private InetAddress lookUp(String host) throws UnknownHostException {
        if (isNameServiceAway && host.equals(FLAKY)) {
            throw new UnknownHostException(host);
        }
        return InetAddress.getLoopbackAddress();
    }

    private int addresses() {
        return told.isEmpty()
                ? 0
                : told.get(told.size() - 1).getAddressesOrError().getValue().size();
    }
}
