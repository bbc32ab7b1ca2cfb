package io.maregistry.spring;

import io.maregistry.client.RegistryClient;
import io.maregistry.client.spi.AddressSource;
import io.maregistry.client.spi.Credentials;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.cloud.client.ConditionalOnDiscoveryEnabled;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;

/**
 * The client of the registry and what all parts share. A bean {@link AddressSource} takes the place of {@code
 * maregistry.endpoints}, a bean {@link Credentials} that of {@code maregistry.token}.
 */
@AutoConfiguration
@ConditionalOnDiscoveryEnabled
@ConditionalOnProperty(name = "maregistry.enabled", matchIfMissing = true)
@EnableConfigurationProperties(MaRegistryProperties.class)
public class MaRegistryAutoConfiguration {

    /** Closed with the application; what it has registered is unregistered before, by the life cycle of Spring. */
    @Bean(destroyMethod = "close")
    @ConditionalOnMissingBean
    RegistryClient maRegistryClient(
            MaRegistryProperties properties,
            ObjectProvider<AddressSource> addresses,
            ObjectProvider<Credentials> credentials) {
        RegistryClient.Builder builder = RegistryClient.builder()
                .namespace(properties.namespace())
                .group(properties.group())
                .discoveryGroup(properties.discoveryGroup())
                .callTimeout(properties.callTimeout())
                .credentials(credentials.getIfAvailable(() -> credentials(properties)))
                .unregisterAtExit(false);
        AddressSource source = addresses.getIfAvailable();
        if (source == null) {
            builder.endpoints(endpoints(properties));
        } else {
            builder.addresses(source);
        }
        if (properties.cacheDirectory() != null) {
            builder.cacheDirectory(properties.cacheDirectory());
        }
        return builder.build();
    }

    private static String[] endpoints(MaRegistryProperties properties) {
        if (properties.endpoints().isEmpty()) {
            throw new UnlawfulPropertyException("maregistry.endpoints", "must name at least one host:port", null);
        }
        return properties.endpoints().toArray(String[]::new);
    }

    private static Credentials credentials(MaRegistryProperties properties) {
        String token = properties.token();
        return token == null ? Credentials.NONE : Credentials.token(() -> token);
    }

    @Bean(destroyMethod = "close")
    @ConditionalOnMissingBean
    BackgroundThread maRegistryThread() {
        return new BackgroundThread("maregistry-spring");
    }

    @Bean(destroyMethod = "close")
    @ConditionalOnMissingBean
    Heartbeats maRegistryHeartbeats(ApplicationEventPublisher publisher) {
        return new Heartbeats(publisher);
    }

    @Bean
    @ConditionalOnMissingBean
    KnownServices maRegistryKnownServices(
            RegistryClient client, MaRegistryProperties properties, Heartbeats heartbeats, BackgroundThread thread) {
        return new KnownServices(client, properties, heartbeats, thread);
    }
}
