package io.maregistry.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.maregistry.error.RegistryException;
import io.maregistry.testkit.FreePorts;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.cloud.client.ServiceInstance;
import org.springframework.cloud.commons.util.UtilAutoConfiguration;

/** What the properties mean, and what is said of unlawful ones. No node is needed. */
class PropertiesTest {

    private static final String NOBODY = "127.0.0.1:" + FreePorts.take(1).get(0);

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    UtilAutoConfiguration.class,
                    MaRegistryAutoConfiguration.class,
                    DiscoveryAutoConfiguration.class,
                    RegistrationAutoConfiguration.class,
                    LoadBalancingAutoConfiguration.class))
            .withPropertyValues("spring.application.name=orders", "maregistry.endpoints=" + NOBODY);

    @Test
    void everythingHasADefaultButTheEndpoints() {
        runner.run(application -> assertThat(application.getBean(MaRegistryProperties.class))
                .isEqualTo(new MaRegistryProperties(
                        true,
                        List.of(NOBODY),
                        "public",
                        "DEFAULT_GROUP",
                        null,
                        Duration.ofSeconds(10),
                        null,
                        null,
                        new MaRegistryProperties.Register(
                                true,
                                false,
                                null,
                                "http",
                                null,
                                true,
                                null,
                                null,
                                100,
                                null,
                                Map.of(),
                                Duration.ofSeconds(5),
                                Duration.ofMillis(500)),
                        new MaRegistryProperties.Discovery(0, Duration.ofSeconds(30), null),
                        new MaRegistryProperties.Loadbalancer(true, true))));
    }

    @Test
    void everyPropertyCanBeSet() {
        runner.withPropertyValues(
                        "maregistry.endpoints=a:1,b:2",
                        "maregistry.namespace=team",
                        "maregistry.group=blue",
                        "maregistry.token=secret",
                        "maregistry.call-timeout=3s",
                        "maregistry.cache-directory=target/cache",
                        "maregistry.zone=east",
                        "maregistry.register.enabled=false",
                        "maregistry.register.fail-fast=true",
                        "maregistry.register.service=stock",
                        "maregistry.register.scheme=https",
                        "maregistry.register.host=here",
                        "maregistry.register.prefer-ip=false",
                        "maregistry.register.port=81",
                        "maregistry.register.context-path=shop",
                        "maregistry.register.weight=0",
                        "maregistry.register.ttl=1m",
                        "maregistry.register.metadata.a.b=c",
                        "maregistry.register.drain=2s",
                        "maregistry.register.stop-delay=1s",
                        "maregistry.discovery.order=7",
                        "maregistry.discovery.group=@active",
                        "maregistry.discovery.services-interval=1m",
                        "maregistry.loadbalancer.enabled=false",
                        "maregistry.loadbalancer.zone-first=false")
                .run(application -> assertThat(application.getBean(MaRegistryProperties.class))
                        .isEqualTo(new MaRegistryProperties(
                                true,
                                List.of("a:1", "b:2"),
                                "team",
                                "blue",
                                "secret",
                                Duration.ofSeconds(3),
                                Path.of("target/cache"),
                                "east",
                                new MaRegistryProperties.Register(
                                        false,
                                        true,
                                        "stock",
                                        "https",
                                        "here",
                                        false,
                                        81,
                                        "shop",
                                        0,
                                        Duration.ofMinutes(1),
                                        Map.of("a.b", "c"),
                                        Duration.ofSeconds(2),
                                        Duration.ofSeconds(1)),
                                new MaRegistryProperties.Discovery(7, Duration.ofMinutes(1), "@active"),
                                new MaRegistryProperties.Loadbalancer(false, false))));
    }

    @ParameterizedTest
    @CsvSource({
        "maregistry.endpoints, '', maregistry.endpoints must name at least one host:port",
        "maregistry.endpoints, nowhere, maregistry.endpoints[0] is unlawful",
        "maregistry.namespace, a b, maregistry.namespace is unlawful",
        "maregistry.group, @active, maregistry.group is unlawful",
        "maregistry.discovery.group, @all, maregistry.discovery.group is unlawful",
        "maregistry.call-timeout, 1ms, 'maregistry.call-timeout must be 100ms to 300s, was 1ms'",
        "maregistry.register.service, a/b, maregistry.register.service is unlawful",
        "maregistry.register.scheme, 7, maregistry.register.scheme is unlawful",
        "maregistry.register.host, a b, maregistry.register.host is unlawful",
        "maregistry.register.port, 0, 'maregistry.register.port must be 1 to 65535, was 0'",
        "maregistry.register.context-path, a b, maregistry.register.context-path is unlawful",
        "maregistry.register.weight, 10001, 'maregistry.register.weight must be 0 to 10000, was 10001'",
        "maregistry.register.ttl, 1s, 'maregistry.register.ttl must be 3s to 3600s, was 1s'",
        "maregistry.register.drain, 2m, 'maregistry.register.drain must be 0s to 60s, was 120s'",
        "maregistry.register.stop-delay, 2m, 'maregistry.register.stop-delay must be 0s to 60s, was 120s'",
        "maregistry.discovery.services-interval, 1ms, maregistry.discovery.services-interval must be 1s to 3600s",
    })
    void unlawfulValueEndsTheStartWithOneLineThatNamesTheProperty(String property, String value, String said) {
        runner.withPropertyValues(property + "=" + value).run(application -> {
            Throwable failure = application.getStartupFailure();
            assertThat(failure).isNotNull();
            FailureAnalysis analysis = new UnlawfulPropertyAnalyzer().analyze(failure);
            assertThat(analysis).isNotNull();
            assertThat(analysis.getDescription()).startsWith(said).doesNotContain("\n");
        });
    }

    @ParameterizedTest
    @CsvSource({
        "'', maregistry.register.service must be set where spring.application.name is not",
        "My App, spring.application.name is unlawful",
    })
    void onlyWhatIsRegisteredNeedsALawfulName(String name, String said) {
        ApplicationContextRunner named = runner.withPropertyValues("spring.application.name=" + name);
        named.run(application -> assertThat(application).hasNotFailed());

        named.withPropertyValues("maregistry.register.port=81").run(application -> {
            Throwable failure = application.getStartupFailure();
            assertThat(failure).isNotNull();
            FailureAnalysis analysis = new UnlawfulPropertyAnalyzer().analyze(failure);
            assertThat(analysis).isNotNull();
            assertThat(analysis.getDescription()).startsWith(said).doesNotContain("\n");
        });
    }

    @Test
    void blankValuesSayNothing() {
        runner.withPropertyValues(
                        "maregistry.token= ",
                        "maregistry.zone=",
                        "maregistry.cache-directory=",
                        "maregistry.register.host=",
                        "maregistry.register.service=")
                .run(application -> {
                    MaRegistryProperties properties = application.getBean(MaRegistryProperties.class);
                    assertThat(properties.token()).isNull();
                    assertThat(properties.zone()).isNull();
                    assertThat(properties.cacheDirectory()).isNull();
                    assertThat(properties.register().host()).isNull();
                    assertThat(properties.register().service()).isNull();
                });
    }

    @Test
    void tokenIsNotShown() {
        runner.withPropertyValues("maregistry.token=secret")
                .run(application -> assertThat(
                                application.getBean(MaRegistryProperties.class).toString())
                        .doesNotContain("secret"));
    }

    @Test
    void ownAddressIsLookedForOnce() {
        runner.withPropertyValues("maregistry.register.port=81", "maregistry.call-timeout=100ms")
                .run(application -> {
                    MaRegistryRegistration own = application.getBean(MaRegistryRegistration.class);
                    assertThat(own.id().host()).isSameAs(own.id().host());
                });
    }

    @Test
    void callsThatWaitForAFirstListShareOneAndFailWhenItsTimeIsOver() {
        runner.withPropertyValues("maregistry.call-timeout=1s").run(application -> {
            KnownServices services = application.getBean(KnownServices.class);
            CompletableFuture<List<ServiceInstance>> waiting = services.first("stock");

            assertThat(services.first("stock")).isSameAs(waiting);
            assertThat(waiting)
                    .failsWithin(Duration.ofSeconds(30))
                    .withThrowableThat()
                    .withCauseInstanceOf(RegistryException.Unavailable.class);
            assertThat(services.first("stock")).isNotSameAs(waiting);
        });
    }

    @Test
    void partsWhoseLibraryIsNotThereAreLeftOut() {
        runner.withClassLoader(new FilteredClassLoader("reactor", "org.springframework.cloud.loadbalancer"))
                .run(application -> assertThat(application)
                        .hasNotFailed()
                        .hasSingleBean(MaRegistryDiscoveryClient.class)
                        .hasSingleBean(MaRegistryServiceRegistry.class)
                        .doesNotHaveBean(MaRegistryReactiveDiscoveryClient.class)
                        .doesNotHaveBean(LoadBalancingAutoConfiguration.class));
        ApplicationContextRunner healthy =
                runner.withConfiguration(AutoConfigurations.of(HealthAutoConfiguration.class));
        healthy.run(application -> assertThat(application).hasBean("maRegistryHealthIndicator"));
        healthy.withClassLoader(
                        new FilteredClassLoader("org.springframework.boot.actuate", "org.springframework.boot.health"))
                .run(application ->
                        assertThat(application).hasNotFailed().doesNotHaveBean("maRegistryHealthIndicator"));
    }

    @ParameterizedTest
    @CsvSource({"true, false, false", "false, '', false", "false, true, true"})
    void healthIsThereAsTheActuatorsPropertiesSay(String defaults, String ours, boolean isThere) {
        runner.withConfiguration(AutoConfigurations.of(HealthAutoConfiguration.class))
                .withPropertyValues("management.health.defaults.enabled=" + defaults)
                .withPropertyValues(ours.isEmpty() ? "a=b" : "management.health.maregistry.enabled=" + ours)
                .run(application -> assertThat(application.containsBean("maRegistryHealthIndicator"))
                        .isEqualTo(isThere));
    }

    @ParameterizedTest
    @CsvSource({"maregistry.enabled", "spring.cloud.discovery.enabled"})
    void nothingIsThereWhereItIsTurnedOff(String property) {
        runner.withPropertyValues(property + "=false")
                .run(application -> assertThat(application)
                        .doesNotHaveBean(KnownServices.class)
                        .doesNotHaveBean(MaRegistryServiceRegistry.class)
                        .doesNotHaveBean(MaRegistryDiscoveryClient.class));
    }

    @ParameterizedTest
    @CsvSource({"maregistry.register.enabled", "spring.cloud.service-registry.auto-registration.enabled"})
    void programThatOnlyFindsOthersDoesNotRegister(String property) {
        runner.withPropertyValues(property + "=false")
                .run(application -> assertThat(application)
                        .hasSingleBean(MaRegistryDiscoveryClient.class)
                        .hasSingleBean(MaRegistryReactiveDiscoveryClient.class)
                        .doesNotHaveBean(AutoRegistration.class));
    }
}
