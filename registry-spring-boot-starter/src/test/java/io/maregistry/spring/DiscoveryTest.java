package io.maregistry.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.maregistry.client.Registration;
import io.maregistry.model.Content;
import io.maregistry.model.Parameters;
import io.maregistry.testkit.LocalCluster;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.cloud.client.DefaultServiceInstance;
import org.springframework.cloud.client.ServiceInstance;
import org.springframework.cloud.client.discovery.DiscoveryClient;
import org.springframework.cloud.client.discovery.ReactiveDiscoveryClient;
import org.springframework.cloud.client.discovery.event.HeartbeatEvent;
import org.springframework.cloud.client.loadbalancer.LoadBalancerClient;
import org.springframework.cloud.loadbalancer.core.ServiceInstanceListSupplier;
import org.springframework.cloud.loadbalancer.support.LoadBalancerClientFactory;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;
import reactor.core.publisher.Flux;

/** Applications find others, by both discovery clients and by the load balancer. */
@Timeout(300)
class DiscoveryTest {

    private static final String FIRST = "http://10.0.0.7:8080";
    private static final String SECOND = "http://10.0.0.8:8080";

    @TempDir
    static Path directory;

    private static OneNode registry;

    @BeforeAll
    static void start() {
        registry = OneNode.in(directory);
    }

    @AfterAll
    static void stop() {
        registry.close();
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Application {

        private final ConcurrentLinkedQueue<Object> heartbeats = new ConcurrentLinkedQueue<>();

        @EventListener
        void heard(HeartbeatEvent event) {
            heartbeats.add(event.getValue());
        }
    }

    private static ConfigurableApplicationContext run(String... properties) {
        return registry.run(WebApplicationType.NONE, Application.class, properties);
    }

    private static Content in(String zone) {
        return Content.PLAIN.withParameters(Parameters.of(Map.of("zone", zone)));
    }

    @Test
    void groupsOfTheApplicationAreThoseOfItsProperties() {
        try (Registration blue = registry.client().register("public/blue/paint", FIRST);
                Registration green = registry.client().register("public/green/paint", SECOND);
                ConfigurableApplicationContext inGreen = run("maregistry.group=green");
                ConfigurableApplicationContext inAll = run("maregistry.discovery.group=*")) {
            DiscoveryClient ofGreen = inGreen.getBean(DiscoveryClient.class);
            DiscoveryClient ofAll = inAll.getBean(DiscoveryClient.class);

            assertThat(ofGreen.getInstances("paint"))
                    .extracting(ServiceInstance::getInstanceId)
                    .containsExactly(green.id().url());
            assertThat(ofGreen.getServices()).contains("paint", "public/blue/paint");
            assertThat(ofAll.getInstances("paint"))
                    .extracting(ServiceInstance::getInstanceId)
                    .containsExactlyInAnyOrder(blue.id().url(), green.id().url());
            assertThat(ofAll.getServices()).containsOnlyOnce("paint").doesNotContain("public/blue/paint");
        }
    }

    @Test
    void bothDiscoveryClientsGiveTheListedInstances() {
        try (ConfigurableApplicationContext application = run();
                Registration here = registry.client().register("stock", FIRST, in("east"))) {
            ServiceInstance found = application
                    .getBean(DiscoveryClient.class)
                    .getInstances("stock")
                    .get(0);

            assertThat(found.getUri()).isEqualTo(URI.create(FIRST));
            assertThat(found.getInstanceId()).isEqualTo(here.id().url());
            assertThat(found.getServiceId()).isEqualTo("stock");
            assertThat(found.getMetadata()).isEqualTo(Map.of("zone", "east"));
            assertThat(application.getBean(DiscoveryClient.class).getServices()).contains("stock");
            ReactiveDiscoveryClient reactive = application.getBean(ReactiveDiscoveryClient.class);
            assertThat(reactive.getInstances("stock").collectList().block()).containsExactly(found);
            assertThat(reactive.getServices().collectList().block()).contains("stock");
        }
    }

    @Test
    void loadBalancerFollowsEachChangeAtOnceAndNotAfterACachesTime() {
        Registration first = registry.client().register("stock", FIRST);
        try (ConfigurableApplicationContext application = run()) {
            LoadBalancerClient balancer = application.getBean(LoadBalancerClient.class);
            assertThat(chosen(balancer)).isEqualTo(URI.create(FIRST));

            try (Registration second = registry.client().register("stock", SECOND)) {
                first.close();
                await().atMost(LocalCluster.PATIENCE) // the cache that is not there would last 35 s
                        .untilAsserted(() -> assertThat(chosen(balancer))
                                .isEqualTo(URI.create(second.id().url())));
            }
        }
    }

    private static URI chosen(LoadBalancerClient balancer) {
        ServiceInstance instance = balancer.choose("stock");
        return instance == null ? URI.create("nobody:") : instance.getUri();
    }

    @Test
    void instancesOfTheOwnZoneArePreferredAndThoseOfWeightZeroLeftOut() {
        Registration near = registry.client().register("stock", FIRST, in("east"));
        try (ConfigurableApplicationContext application = run("maregistry.zone=east");
                Registration far = registry.client().register("stock", SECOND, in("west"));
                Registration idle = registry.client()
                        .register("stock", "http://10.0.0.9:8080", in("east").withWeight(0))) {
            assertThat(registry.listed("stock")).contains(idle.id().url());
            ServiceInstanceListSupplier supplier = application
                    .getBean(LoadBalancerClientFactory.class)
                    .getInstance("stock", ServiceInstanceListSupplier.class);
            await().untilAsserted(() -> assertThat(uris(supplier)).containsExactly(URI.create(FIRST)));

            near.close();
            await().untilAsserted(() -> assertThat(uris(supplier))
                    .containsExactly(URI.create(far.id().url())));
        }
    }

    private static List<URI> uris(ServiceInstanceListSupplier supplier) {
        return supplier.get().next().blockOptional().orElse(List.of()).stream()
                .map(ServiceInstance::getUri)
                .toList();
    }

    @Test
    void changeOfAServiceThatIsUsedIsPublishedAsHeartbeat() {
        try (ConfigurableApplicationContext application = run()) {
            DiscoveryClient discovery = application.getBean(DiscoveryClient.class);
            assertThat(discovery.getInstances("later")).isEmpty();
            ConcurrentLinkedQueue<Integer> heard = new ConcurrentLinkedQueue<>();
            application.addApplicationListener((HeartbeatEvent event) ->
                    heard.add(discovery.getInstances("later").size()));

            try (Registration stock = registry.client().register("later", FIRST)) {
                await().until(() -> heard.contains(1) && stock.isKept());
            }
            await().untilAsserted(() -> assertThat(List.copyOf(heard)).endsWith(0));
        }
    }

    @Test
    void newServiceIsPublishedAsHeartbeatWhereTheListOfServicesIsUsed() {
        try (ConfigurableApplicationContext application = run("maregistry.discovery.services-interval=1s")) {
            DiscoveryClient discovery = application.getBean(DiscoveryClient.class);
            assertThat(discovery.getServices()).doesNotContain("newcomer");

            try (Registration stock = registry.client().register("newcomer", FIRST)) {
                assertThat(discovery.getServices()).contains("newcomer"); // as health asks between two comparisons
                ConcurrentLinkedQueue<Object> heard = application.getBean(Application.class).heartbeats;
                await().until(() -> !heard.isEmpty() && stock.isKept());
            }
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class WithOwnSupplier {

        @Bean
        ServiceInstanceListSupplier own() {
            return new ServiceInstanceListSupplier() {
                @Override
                public String getServiceId() {
                    return "stock";
                }

                @Override
                public Flux<List<ServiceInstance>> get() {
                    return Flux.just(List.of(new DefaultServiceInstance("one", "stock", "own", 1, false)));
                }
            };
        }
    }

    @Test
    void supplierOfTheApplicationTakesThePlaceOfOurs() {
        try (ConfigurableApplicationContext application =
                registry.run(WebApplicationType.NONE, WithOwnSupplier.class)) {
            assertThat(chosen(application.getBean(LoadBalancerClient.class))).isEqualTo(URI.create("http://own:1"));
        }
    }
}
