package io.maregistry.spring;

import io.maregistry.client.RegistryClient;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.cloud.client.serviceregistry.AutoServiceRegistrationAutoConfiguration;
import org.springframework.cloud.client.serviceregistry.ServiceRegistryAutoConfiguration;
import org.springframework.cloud.commons.util.InetUtils;
import org.springframework.cloud.commons.util.UtilAutoConfiguration;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/** Spring Cloud's service registry, and the registration of this application. */
@AutoConfiguration(
        after = {MaRegistryAutoConfiguration.class, UtilAutoConfiguration.class},
        before = {ServiceRegistryAutoConfiguration.class, AutoServiceRegistrationAutoConfiguration.class})
@ConditionalOnBean(KnownServices.class)
public class RegistrationAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean
    MaRegistryServiceRegistry maRegistryServiceRegistry(RegistryClient client) {
        return new MaRegistryServiceRegistry(client);
    }

    @Bean
    @ConditionalOnMissingBean
    Leaving maRegistryLeaving(
            MaRegistryServiceRegistry registry,
            ObjectProvider<AutoRegistration> own,
            MaRegistryProperties properties,
            ApplicationContext application) {
        return new Leaving(registry, own, properties, application);
    }

    /** This application as an instance. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnBean(InetUtils.class)
    @ConditionalOnProperty(
            name = {"maregistry.register.enabled", "spring.cloud.service-registry.auto-registration.enabled"},
            matchIfMissing = true)
    static class Own {

        @Bean
        @ConditionalOnMissingBean
        OwnInstance maRegistryOwnInstance(MaRegistryProperties properties, Environment environment, InetUtils inet) {
            return new OwnInstance(properties, environment, inet);
        }

        @Bean
        @ConditionalOnMissingBean
        MaRegistryRegistration maRegistryRegistration(OwnInstance own) {
            return new MaRegistryRegistration(own::service, own::id, own::content);
        }

        @Bean
        @ConditionalOnMissingBean
        AutoRegistration maRegistryAutoRegistration(
                MaRegistryServiceRegistry registry,
                MaRegistryRegistration registration,
                KnownServices services,
                OwnInstance own,
                MaRegistryProperties properties,
                ApplicationContext application,
                BackgroundThread thread) {
            return new AutoRegistration(registry, registration, services, own, properties, application, thread);
        }
    }
}
