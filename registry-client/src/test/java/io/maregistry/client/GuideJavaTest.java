package io.maregistry.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.NameResolverRegistry;
import io.maregistry.client.http.HttpInvoker;
import io.maregistry.client.naming.NamingService;
import io.maregistry.client.naming.RegistryService;
import io.maregistry.client.naming.ServiceInstance;
import io.maregistry.client.resolver.MaRegistryNameResolverProvider;
import io.maregistry.client.spi.LoadBalancer;
import io.maregistry.client.spi.RegistrationListener;
import io.maregistry.client.spi.ServiceList;
import io.maregistry.error.RegistryException;
import io.maregistry.model.Content;
import io.maregistry.model.Edit;
import io.maregistry.model.Filter;
import io.maregistry.model.Instance;
import io.maregistry.model.InstancePatch;
import io.maregistry.model.Parameters;
import io.maregistry.model.Quota;
import io.maregistry.model.ServiceName;
import io.maregistry.model.ServicePatch;
import io.maregistry.testkit.LocalCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The examples of {@code docs/guide-java.md} and of the README, line by line, against a real node. */
@Timeout(120)
class GuideJavaTest {

    private static final Path GUIDE = Path.of("../docs/guide-java.md");
    private static final Path README = Path.of("../README.md");
    private static final Path SELF = Path.of("src/test/java/io/maregistry/client/GuideJavaTest.java");
    private static final Pattern EXAMPLE = Pattern.compile("(?s)```java\n(.*?)```");

    @TempDir
    Path directory;

    private final List<String> logged = new CopyOnWriteArrayList<>();
    private LocalCluster cluster;
    private RegistryClient client;
    private String[] endpoints;
    private String node;

    @BeforeEach
    void start() {
        cluster = LocalCluster.in(directory).nodes(1).start();
        endpoints = cluster.endpoints();
        node = "http://" + cluster.nodes().get(0).config().http().advertise();
        client = RegistryClient.builder().endpoints(endpoints).build();
    }

    @AfterEach
    void close() {
        client.close();
        cluster.close();
    }

    @Test
    void threeLines() {
        RegistryClient registry = RegistryClient.builder().endpoints(endpoints).build();
        Registration orders = registry.register("orders", "http://10.0.0.7:8080"); // renewed until it is closed
        List<Instance> callable = registry.discover("orders").healthy(); // from memory, kept by a watch

        assertThat(orders.isKept()).isTrue();
        assertThat(callable).hasSize(1);
        registry.close();
    }

    @Test
    void serving() {
        RegistryClient registry = client;
        Content content =
                Content.PLAIN.withWeight(50).withParameters(Parameters.of(Map.of("zone", "a", "version", "1.4.2")));
        Registration registration =
                registry.register("orders", "http://10.0.0.8:8080", content, new RegistrationListener() {
                    @Override
                    public void registeredAgain() {
                        log("the registry had lost us, and has us again");
                    }

                    @Override
                    public void lost(RegistryException refusal) {
                        log("the registry refuses us for good: " + refusal.getMessage());
                    }
                });

        assertThat(registry.get("orders").instances())
                .extracting(instance -> instance.content().parameters())
                .containsExactly(content.parameters());
        registration.close();
        assertThat(registry.get("orders").instances()).isEmpty();
        assertThat(logged).isEmpty();
    }

    @Test
    void calling() {
        RegistryClient registry = client;
        registry.register("orders", "http://10.0.0.7:8080");
        Balanced turns = registry.balanced("orders", LoadBalancer.roundRobin());
        Optional<Instance> next = turns.choose();
        try (Balanced.Chosen chosen = turns.begin()) { // counted as under way until it is closed, for leastActive
            call(chosen.instance().id().url());
        }

        assertThat(next).isPresent();
        assertThat(logged).containsExactly("http://10.0.0.7:8080");
    }

    private void call(String url) {
        logged.add(url);
    }

    @Test
    void filtering() {
        RegistryClient registry = client;
        registry.register(
                "orders",
                "http://10.0.0.7:8080",
                Content.PLAIN.withParameters(Parameters.of(Map.of("zone", "a", "version", "3"))));
        registry.register(
                "orders",
                "http://10.0.0.8:8080",
                Content.PLAIN.withParameters(Parameters.of(Map.of("zone", "c", "version", "3"))));
        await().until(() -> registry.discover("orders").instances().size() == 2);
        Filter recent = Filter.of("zone in (a,b)", "version>=2", "!canary");
        List<Instance> some = registry.discover("orders", recent).healthy();

        assertThat(some).extracting(each -> each.id().url()).containsExactly("http://10.0.0.7:8080");
    }

    @Test
    void channels() {
        RegistryClient registry = client;
        MaRegistryNameResolverProvider ours = MaRegistryNameResolverProvider.of(registry);
        NameResolverRegistry.getDefaultRegistry().register(ours);
        ManagedChannel channel = ManagedChannelBuilder.forTarget("maregistry:///greeter")
                .defaultLoadBalancingPolicy("round_robin")
                .usePlaintext()
                .build();

        assertThat(channel.authority()).isEqualTo("greeter");
        channel.shutdownNow();
        NameResolverRegistry.getDefaultRegistry().deregister(ours);
    }

    @Test
    void interfacesOfTheDocuments() {
        RegistryClient registry = client;
        NamingService naming = registry.naming(); // ServiceProvider and ServiceConsumer
        naming.start();
        naming.register(ServiceInstance.of("payments", "10.0.0.9", 8080));
        List<ServiceInstance> payments = naming.getHealthyInstances("payments");
        naming.stop();

        RegistryService plan = registry.registryService(); // the plan's nine methods
        long version = plan.version("payments");

        assertThat(payments).hasSize(1);
        assertThat(version).isEqualTo(3); // registered, drained, unregistered
    }

    @Test
    void hearing() {
        RegistryClient registry = client;
        registry.subscribe("orders", change -> {
            log(change.added().size() + " came, " + change.removed().size() + " left, "
                    + change.updated().size() + " changed");
        });

        Registration registration = registry.register("orders", "http://10.0.0.7:8080");
        await().until(() -> logged.contains("1 came, 0 left, 0 changed"));
        registration.close();
        await().until(() -> logged.contains("0 came, 1 left, 0 changed"));
    }

    @Test
    void asking() {
        RegistryClient registry = client;
        registry.register("orders", "http://10.0.0.7:8080");
        ServiceList now = registry.get("orders");
        List<ServiceName> services = registry.listServices();

        assertThat(now.instances()).hasSize(1);
        assertThat(services).containsExactly(ServiceName.of("orders"));
    }

    @Test
    void callingByHttp() {
        String stored = HttpInvoker.DEFAULT.post(
                node + "/reg",
                Map.of("service", "orders"),
                "{\"scheme\":\"http\",\"host\":\"10.0.0.9\",\"port\":8080}");
        String listed = HttpInvoker.DEFAULT.get(node + "/findAll", Map.of("service", "orders"));

        assertThat(listed).isEqualTo("[" + stored + "]");
    }

    @Test
    void configuring() {
        RegistryClient registry = client;
        Configs configs = registry.configs();
        long at = configs.publish("app.yaml", "limit: 1", "application/yaml");
        configs.publishIf("app.yaml", "limit: 2", "application/yaml", at); // a Conflict where somebody was faster
        configs.get("app.yaml").ifPresent(value -> log(value.content()));
        configs.listen("app.yaml", value -> log(value.content())); // what it says, then each change
        configs.rollback("app.yaml", at);

        await().untilAsserted(() -> assertThat(logged).first().isEqualTo("limit: 2"));
        await().untilAsserted(() -> assertThat(logged).last().isEqualTo("limit: 1"));
    }

    @Test
    void tenants() {
        RegistryClient registry = client;
        Namespaces namespaces = registry.namespaces();
        namespaces.put("blue", "team Blue", new Quota(0, 1_000)); // any number of services, 1,000 instances in them
        registry.register("blue/DEFAULT_GROUP/orders", "http://10.0.0.7:8080");
        namespaces
                .get("blue")
                .ifPresent(blue ->
                        log(blue.listed().instances() + " of " + blue.quota().instances()));
        try {
            namespaces.delete("blue");
        } catch (RegistryException.Conflict used) { // something is in it; deleteWithAllInIt takes that away, too
            log(used.code().name());
        }

        assertThat(logged).containsExactly("1 of 1000", "NOT_EMPTY");
    }

    @Test
    void releasing() {
        RegistryClient registry = client;
        ServiceRouting routing = registry.routing("orders");
        routing.setActive("blue"); // all calls go to the group blue
        routing.setWeights(Map.of("blue", 90, "green", 10)); // one in ten goes to green
        routing.setActive("green"); // one step: nobody who reads @active sees both or none
        routing.get().ifPresent(now -> log(now.toString()));
        routing.clear(); // the default group again

        assertThat(logged).containsExactly("Active[group=green]");
        assertThat(routing.get()).isEmpty();
    }

    @Test
    void operating() {
        RegistryClient registry = client;
        registry.register("orders", "http://10.0.0.7:8080");
        InstancePatch patch = InstancePatch.NONE.withWeight(Edit.to(10)).withEnabled(Edit.to(true));
        PatchedInstance patched = registry.patch("orders", "http://10.0.0.7:8080", patch);

        assertThat(patched.isChanged()).isTrue();
        assertThat(registry.get("orders").instances())
                .extracting(Instance::weight)
                .containsExactly(10);
    }

    @Test
    void operatingOnAServiceAsAWhole() {
        RegistryClient registry = client;
        registry.patchService(
                "orders", ServicePatch.NONE.withTtlMillis(Edit.to(30_000L)).withRatioPerMille(Edit.to(500)));

        assertThat(registry.patchService("orders", ServicePatch.NONE.withTtlMillis(Edit.to(30_000L)))
                        .isChanged())
                .isFalse();
    }

    @Test
    void everyExampleOfTheGuideAndOfTheReadmeIsHere() throws IOException {
        String here = told(Files.readString(SELF));
        List<String> missing = EXAMPLE.matcher(Files.readString(GUIDE) + Files.readString(README))
                .results()
                .map(example -> told(example.group(1)))
                .filter(example -> !here.contains(example))
                .toList();

        assertThat(missing).isEmpty();
    }

    private void log(String line) {
        logged.add(line);
    }

    /** Without blanks and line ends, and without where the nodes are. */
    private static String told(String code) {
        return code.replaceAll("\\.endpoints\\([^)]*\\)", ".endpoints()").replaceAll("\\s+", "");
    }
}
