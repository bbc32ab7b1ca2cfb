package io.maregistry.spring;

import io.maregistry.client.RegistryClient;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Condition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotatedTypeMetadata;

/**
 * The health indicator {@code maRegistry}. Boot 4 has moved the interface to another package, so there is a nested class
 * for each line; only the one whose interface is there is ever loaded.
 */
@AutoConfiguration(after = RegistrationAutoConfiguration.class)
@ConditionalOnBean(KnownServices.class)
@Conditional(HealthAutoConfiguration.Wanted.class)
public class HealthAutoConfiguration {

    /** Boot's own condition for this has another name in each line. */
    static final class Wanted implements Condition {

        @Override
        public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
            Environment environment = context.getEnvironment();
            boolean others = environment.getProperty("management.health.defaults.enabled", Boolean.class, true);
            return environment.getProperty("management.health.maregistry.enabled", Boolean.class, others);
        }
    }

    @Bean
    @ConditionalOnMissingBean
    RegistryHealth maRegistryHealth(
            RegistryClient client,
            ObjectProvider<MaRegistryServiceRegistry> registry,
            ObjectProvider<MaRegistryRegistration> registration) {
        return new RegistryHealth(client, registry.getIfAvailable(), registration.getIfAvailable());
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(name = "org.springframework.boot.actuate.health.HealthIndicator")
    static class Boot3 {

        @Bean
        @ConditionalOnMissingBean(name = "maRegistryHealthIndicator")
        org.springframework.boot.actuate.health.HealthIndicator maRegistryHealthIndicator(RegistryHealth health) {
            return () -> {
                RegistryHealth.Report report = health.report();
                return org.springframework.boot.actuate.health.Health.status(report.status())
                        .withDetails(report.details())
                        .build();
            };
        }
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(name = "org.springframework.boot.health.contributor.HealthIndicator")
    static class Boot4 {

        @Bean
        @ConditionalOnMissingBean(name = "maRegistryHealthIndicator")
        org.springframework.boot.health.contributor.HealthIndicator maRegistryHealthIndicator(RegistryHealth health) {
            return () -> {
                RegistryHealth.Report report = health.report();
                return org.springframework.boot.health.contributor.Health.status(report.status())
                        .withDetails(report.details())
                        .build();
            };
        }
    }
}
