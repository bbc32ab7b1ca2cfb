package io.maregistry.spring;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.cloud.client.CommonsClientAutoConfiguration;
import org.springframework.cloud.client.ConditionalOnBlockingDiscoveryEnabled;
import org.springframework.cloud.client.ConditionalOnReactiveDiscoveryEnabled;
import org.springframework.cloud.client.ReactiveCommonsClientAutoConfiguration;
import org.springframework.cloud.client.discovery.simple.SimpleDiscoveryClientAutoConfiguration;
import org.springframework.cloud.client.discovery.simple.reactive.SimpleReactiveDiscoveryClientAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Spring Cloud's discovery clients, blocking and reactive. */
@AutoConfiguration(
        after = MaRegistryAutoConfiguration.class,
        before = {
            SimpleDiscoveryClientAutoConfiguration.class,
            SimpleReactiveDiscoveryClientAutoConfiguration.class,
            CommonsClientAutoConfiguration.class,
            ReactiveCommonsClientAutoConfiguration.class
        })
@ConditionalOnBean(KnownServices.class)
public class DiscoveryAutoConfiguration {

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnBlockingDiscoveryEnabled
    static class Blocking {

        @Bean
        @ConditionalOnMissingBean
        MaRegistryDiscoveryClient maRegistryDiscoveryClient(KnownServices services, MaRegistryProperties properties) {
            return new MaRegistryDiscoveryClient(
                    services, properties.discovery().order());
        }
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(name = "reactor.core.publisher.Flux")
    @ConditionalOnReactiveDiscoveryEnabled
    static class Reactive {

        @Bean
        @ConditionalOnMissingBean
        MaRegistryReactiveDiscoveryClient maRegistryReactiveDiscoveryClient(
                KnownServices services, MaRegistryProperties properties) {
            return new MaRegistryReactiveDiscoveryClient(
                    services, properties.discovery().order());
        }
    }
}
