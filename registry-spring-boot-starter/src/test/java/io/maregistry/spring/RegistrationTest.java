package io.maregistry.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.maregistry.model.Content;
import io.maregistry.model.Instance;
import io.maregistry.testkit.FreePorts;
import io.maregistry.testkit.LocalCluster;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.cloud.client.serviceregistry.Registration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Applications register when they are up, and are off the list before they stop serving. */
@Timeout(300)
class RegistrationTest {

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
    static class Application {}

    @Test
    void applicationIsListedWhenItHasStartedAndNotAnyMoreWhenItHasStopped() {
        ConfigurableApplicationContext application = registry.run(Application.class);
        try (application) {
            String port = application.getEnvironment().getProperty("local.server.port");
            assertThat(registry.listed("orders")).containsExactly("http://127.0.0.1:" + port);
            assertThat(application.getBean(Registration.class).getUri()).hasToString("http://127.0.0.1:" + port);
        }

        assertThat(registry.listed("orders")).isEmpty();
    }

    @Test
    void reactiveApplicationIsListedToo() {
        try (ConfigurableApplicationContext application =
                registry.run(WebApplicationType.REACTIVE, Application.class)) {
            String port = application.getEnvironment().getProperty("local.server.port");

            assertThat(registry.listed("orders")).containsExactly("http://127.0.0.1:" + port);
        }
    }

    @Test
    void programWithoutAWebServerIsNotListed() {
        try (ConfigurableApplicationContext application = registry.run(WebApplicationType.NONE, Application.class)) {
            assertThat(application.getBean(MaRegistryDiscoveryClient.class).getInstances("orders"))
                    .isEmpty();
        }
    }

    @Test
    void whatThePropertiesSayIsRegistered() {
        try (ConfigurableApplicationContext application = registry.run(
                Application.class,
                "maregistry.zone=east",
                "maregistry.register.service=team/blue/orders",
                "maregistry.register.scheme=https",
                "maregistry.register.host=orders.example",
                "maregistry.register.port=443",
                "maregistry.register.context-path=/shop",
                "maregistry.register.weight=7",
                "maregistry.register.ttl=30s",
                "maregistry.register.metadata.colour=red",
                "management.server.port=0")) {
            Instance listed =
                    registry.client().get("team/blue/orders").healthy().get(0);

            assertThat(listed.id().url()).isEqualTo("https://orders.example:443/shop");
            assertThat(listed.weight()).isEqualTo(7);
            assertThat(listed.content().lease().ttlMillis()).isEqualTo(30_000);
            assertThat(listed.content().parameters().asMap())
                    .isEqualTo(Map.of(
                            "colour",
                            "red",
                            "zone",
                            "east",
                            "management.port",
                            String.valueOf(application.getEnvironment().getProperty("local.management.port"))));
        }
    }

    /** Stands where the life cycle stops first, and looks at the list. */
    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class LookingWhenItStops {

        static final AtomicReference<List<String>> SEEN = new AtomicReference<>();

        @Bean
        SmartLifecycle look() {
            return new SmartLifecycle() {
                private volatile boolean isRunning;

                @Override
                public void start() {
                    isRunning = true;
                }

                @Override
                public void stop() {
                    SEEN.set(registry.listed("orders"));
                    isRunning = false;
                }

                @Override
                public boolean isRunning() {
                    return isRunning;
                }
            };
        }
    }

    @Test
    void instanceIsOffTheListBeforeAnyPartOfTheApplicationStops() {
        registry.run(LookingWhenItStops.class, "server.shutdown=graceful").close();

        assertThat(LookingWhenItStops.SEEN).hasValue(List.of());
    }

    @Test
    void stoppedLifeCycleRegistersAgainWhenItIsStarted() {
        try (ConfigurableApplicationContext application = registry.run(Application.class)) {
            AutoRegistration registration = application.getBean(AutoRegistration.class);
            registration.stop();
            assertThat(registry.listed("orders")).isEmpty();

            registration.start();
            assertThat(registry.listed("orders")).hasSize(1);
        }
    }

    @Test
    void statusOutOfServiceTakesTheInstanceOffTheListUntilItIsUp() {
        try (ConfigurableApplicationContext application = registry.run(Application.class)) {
            MaRegistryServiceRegistry own = application.getBean(MaRegistryServiceRegistry.class);
            MaRegistryRegistration registration = application.getBean(MaRegistryRegistration.class);
            own.setStatus(registration, "OUT_OF_SERVICE");
            assertThat(registry.listed("orders")).isEmpty();
            assertThat(own.<String>getStatus(registration)).isEqualTo("OUT_OF_SERVICE");

            own.setStatus(registration, "UP");
            assertThat(registry.listed("orders")).hasSize(1);
            assertThat(own.<String>getStatus(registration)).isEqualTo("UP");
            assertThatThrownBy(() -> own.setStatus(registration, "SLEEPY"))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("SLEEPY");
        }
    }

    @Test
    void otherPartsWaitForTheStopDelayWhereTheInstanceWasListed() {
        try (ConfigurableApplicationContext application =
                registry.run(Application.class, "maregistry.register.stop-delay=1m", "maregistry.register.drain=0s")) {
            AtomicBoolean isStopped = new AtomicBoolean();
            AutoRegistration registration = application.getBean(AutoRegistration.class);
            registration.stop(() -> isStopped.set(true));

            assertThat(registry.listed("orders")).isEmpty();
            assertThat(isStopped).isFalse();

            registration.stop(() -> isStopped.set(true)); // it was not listed any more
            assertThat(isStopped).isTrue();
        }
        assertThat(Leaving.after(Duration.ofMillis(1))).succeedsWithin(LocalCluster.PATIENCE);
    }

    @Test
    void nobodyWaitsLongerWhereAllWhoWatchHaveConfirmedTheDrain() {
        var unused = registry.client().discover("orders"); // from now on it watches
        try (ConfigurableApplicationContext application =
                registry.run(Application.class, "maregistry.register.stop-delay=1m")) {
            await().atMost(LocalCluster.PATIENCE)
                    .until(() -> registry.client().discover("orders").healthy().size() == 1);
            AtomicBoolean isStopped = new AtomicBoolean();
            AutoRegistration registration = application.getBean(AutoRegistration.class);

            registration.stop(() -> isStopped.set(true));

            assertThat(isStopped).isTrue();
            assertThat(registry.client().discover("orders").healthy()).isEmpty();
        }
    }

    @Test
    void equalRegistrationIsTheSameOne() {
        String url = "http://10.0.0.7:8080";
        try (ConfigurableApplicationContext application = registry.run(WebApplicationType.NONE, Application.class)) {
            MaRegistryServiceRegistry byHand = application.getBean(MaRegistryServiceRegistry.class);
            byHand.register(MaRegistryRegistration.of("stock", url, Content.PLAIN));
            assertThat(byHand.status(MaRegistryRegistration.of("stock", url, Content.PLAIN)))
                    .isEqualTo("UP");

            byHand.deregister(MaRegistryRegistration.of("stock", url, Content.PLAIN));
            assertThat(registry.listed("stock")).isEmpty();

            byHand.register(MaRegistryRegistration.of("stock", url, Content.PLAIN));
            byHand.register(MaRegistryRegistration.of("stock", "http://10.0.0.8:8080", Content.PLAIN));
            assertThat(registry.listed("stock")).hasSize(2);
        }

        assertThat(registry.listed("stock")).isEmpty();
    }

    @Test
    void twoApplicationsInOneProcessAreTwoInstancesAndLeaveNoThread() {
        assertThat(registry.listed("orders")).isEmpty();
        Set<Thread> before = threads();
        try (ConfigurableApplicationContext second = registry.run(Application.class)) {
            try (ConfigurableApplicationContext first = registry.run(Application.class)) {
                assertThat(registry.listed("orders"))
                        .contains(first.getBean(Registration.class).getUri().toString())
                        .hasSize(2);
            }
            assertThat(registry.listed("orders"))
                    .containsExactly(second.getBean(Registration.class).getUri().toString());
        }

        await().atMost(LocalCluster.PATIENCE)
                .untilAsserted(() -> assertThat(threads()).isSubsetOf(before));
    }

    /** Those of the starter and of clients. */
    private static Set<Thread> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("maregistry-spring")
                        || thread.getName().startsWith("maregistry-client"))
                .collect(Collectors.toSet());
    }

    @Test
    void refusalWhileItIsTriedAgainIsShownAndNotTheEnd(@TempDir Path other) {
        try (OneNode full = OneNode.withRoomFor(1, other)) {
            io.maregistry.client.Registration inTheWay = full.client().register("orders", "http://10.0.0.7:8080");
            full.cluster().node(1).stop();
            try (ConfigurableApplicationContext application =
                    full.run(Application.class, "maregistry.call-timeout=500ms")) {
                RegistryHealth health = application.getBean(RegistryHealth.class);
                assertThat(health.report().status()).isEqualTo("UNKNOWN");

                full.cluster().start();
                await().atMost(LocalCluster.PATIENCE)
                        .untilAsserted(() -> assertThat(health.report())
                                .matches(report -> report.status().equals("DOWN")
                                        && report.details().containsKey("refusal")));

                inTheWay.close();
                await().atMost(LocalCluster.PATIENCE)
                        .untilAsserted(
                                () -> assertThat(health.report().status()).isEqualTo("UP"));
            }
        }
    }

    @Test
    void applicationStartsWhileTheRegistryIsAwayAndRegistersWhenItIsBack(@TempDir Path other) {
        try (OneNode away = OneNode.in(other)) {
            away.cluster().node(1).stop();
            try (ConfigurableApplicationContext application =
                    away.run(Application.class, "maregistry.call-timeout=200ms")) {
                assertThat(application.getBean(AutoRegistration.class).isRunning())
                        .isTrue();

                away.cluster().start();
                await().atMost(LocalCluster.PATIENCE)
                        .untilAsserted(() -> assertThat(away.listed("orders")).hasSize(1));
            }
        }
    }

    @Test
    void failFastEndsTheStartWhileTheRegistryIsAway() {
        String nobody = "127.0.0.1:" + FreePorts.take(1).get(0);

        assertThatThrownBy(() -> registry.run(
                        Application.class,
                        "maregistry.endpoints=" + nobody,
                        "maregistry.call-timeout=200ms",
                        "maregistry.register.fail-fast=true"))
                .hasStackTraceContaining(nobody);
    }
}
