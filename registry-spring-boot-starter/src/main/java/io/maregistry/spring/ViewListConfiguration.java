package io.maregistry.spring;

import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.cloud.loadbalancer.core.ServiceInstanceListSupplier;
import org.springframework.cloud.loadbalancer.support.LoadBalancerClientFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Fallback;
import org.springframework.core.env.Environment;

/** Read once for each service that is called, in the context that Spring Cloud LoadBalancer makes for it. */
class ViewListConfiguration {

    /** Gives way to one of the application, also where that is read after this. */
    @Bean
    @Fallback
    @ConditionalOnMissingBean
    ServiceInstanceListSupplier maRegistryViewListSupplier(
            Environment environment, KnownServices services, MaRegistryProperties properties) {
        String serviceId = LoadBalancerClientFactory.getName(environment);
        if (serviceId == null) {
            throw new IllegalStateException("a load balancer of no service");
        }
        String zone = properties.loadbalancer().zoneFirst() ? properties.zone() : null;
        return new ViewListSupplier(serviceId, services, zone);
    }
}
