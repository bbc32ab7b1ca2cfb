package io.maregistry.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.maregistry.testkit.HttpCalls;
import io.maregistry.testkit.LocalCluster;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

/** What the actuator says of the registry, asked over HTTP as an operator does: the same in both lines. */
@Timeout(300)
class HealthTest {

    private static final String HEALTH = "/actuator/health/maRegistry";

    @TempDir
    Path directory;

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Application {}

    @Test
    void programThatRegistersNothingIsUpWhileANodeAnswers() {
        try (OneNode registry = OneNode.in(directory);
                ConfigurableApplicationContext application =
                        registry.run(WebApplicationType.NONE, Application.class, "spring.application.name=My App")) {
            RegistryHealth health = application.getBean(RegistryHealth.class);
            await().atMost(LocalCluster.PATIENCE)
                    .untilAsserted(() -> assertThat(health.report().status()).isEqualTo("UP"));
        }
    }

    @Test
    void applicationIsUpWhileItIsRegisteredAndUnknownButNotDownWhileTheRegistryIsAway() {
        try (OneNode registry = OneNode.in(directory);
                ConfigurableApplicationContext application = registry.run(
                        Application.class,
                        "management.endpoint.health.show-details=always",
                        "management.health.diskspace.enabled=false",
                        "maregistry.call-timeout=500ms")) {
            HttpCalls http = new HttpCalls(
                    "http://127.0.0.1:" + application.getEnvironment().getProperty("local.server.port"));
            await().atMost(LocalCluster.PATIENCE) // where the first try took longer than a call may
                    .untilAsserted(() -> assertThat(http.get(HEALTH).body())
                            .contains("\"status\":\"UP\"", "\"service\":\"orders\"", "\"registered\":true", "answers"));

            registry.cluster().node(1).stop();
            await().atMost(LocalCluster.PATIENCE)
                    .untilAsserted(() -> assertThat(http.get(HEALTH).body()).contains("\"status\":\"UNKNOWN\""));
            assertThat(http.get("/actuator/health").status()).isEqualTo(200);
        }
    }
}
