package io.maregistry.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.maregistry.testkit.FreePorts;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
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
                                Duration.ofMillis(500)),
                        new MaRegistryProperties.Discovery(0, Duration.ofSeconds(30)),
                        new MaRegistryProperties.Loadbalancer(true, true))));
    }

    @Test
    void everyPropertyCanBeSet() {
        runner.withPropertyValues(
                        "maregistry.endpoints=a:1,b:2",
                        "maregistry.namespace=team",
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
                        "maregistry.register.stop-delay=1s",
                        "maregistry.discovery.order=7",
                        "maregistry.discovery.services-interval=1m",
                        "maregistry.loadbalancer.enabled=false",
                        "maregistry.loadbalancer.zone-first=false")
                .run(application -> assertThat(application.getBean(MaRegistryProperties.class))
                        .isEqualTo(new MaRegistryProperties(
                                true,
                                List.of("a:1", "b:2"),
                                "team",
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
                                        Duration.ofSeconds(1)),
                                new MaRegistryProperties.Discovery(7, Duration.ofMinutes(1)),
                                new MaRegistryProperties.Loadbalancer(false, false))));
    }

    @ParameterizedTest
    @CsvSource({
        "maregistry.endpoints, '', maregistry.endpoints must name at least one host:port",
        "maregistry.endpoints, nowhere, maregistry.endpoints[0] is unlawful",
        "maregistry.namespace, a b, maregistry.namespace is unlawful",
        "maregistry.call-timeout, 1ms, 'maregistry.call-timeout must be 100ms to 300s, was 1ms'",
        "maregistry.register.service, a/b, maregistry.register.service is unlawful",
        "maregistry.register.scheme, 7, maregistry.register.scheme is unlawful",
        "maregistry.register.host, a b, maregistry.register.host is unlawful",
        "maregistry.register.port, 0, 'maregistry.register.port must be 1 to 65535, was 0'",
        "maregistry.register.context-path, a b, maregistry.register.context-path is unlawful",
        "maregistry.register.weight, 10001, 'maregistry.register.weight must be 0 to 10000, was 10001'",
        "maregistry.register.ttl, 1s, 'maregistry.register.ttl must be 3s to 3600s, was 1s'",
        "maregistry.register.stop-delay, 2m, 'maregistry.register.stop-delay must be 0s to 60s, was 120s'",
        "maregistry.discovery.services-interval, 1ms, maregistry.discovery.services-interval must be 1s to 3600s",
        "spring.application.name, '', maregistry.register.service must be set where spring.application.name is not",
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
