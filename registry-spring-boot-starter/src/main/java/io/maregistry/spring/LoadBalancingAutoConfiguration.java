package io.maregistry.spring;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.cloud.loadbalancer.annotation.LoadBalancerClients;
import org.springframework.cloud.loadbalancer.config.LoadBalancerAutoConfiguration;
import org.springframework.cloud.loadbalancer.core.ServiceInstanceListSupplier;

/** Has Spring Cloud LoadBalancer choose from the client's view, for every service that has no configuration of its own. */
@AutoConfiguration(after = MaRegistryAutoConfiguration.class, before = LoadBalancerAutoConfiguration.class)
@ConditionalOnClass(ServiceInstanceListSupplier.class)
@ConditionalOnBean(KnownServices.class)
@ConditionalOnProperty(
        name = {"maregistry.loadbalancer.enabled", "spring.cloud.loadbalancer.enabled"},
        matchIfMissing = true)
@LoadBalancerClients(defaultConfiguration = ViewListConfiguration.class)
public class LoadBalancingAutoConfiguration {}
