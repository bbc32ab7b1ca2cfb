package io.maregistry.spring;

import java.util.List;
import org.springframework.cloud.client.ServiceInstance;
import org.springframework.cloud.client.discovery.DiscoveryClient;

/**
 * Spring Cloud's discovery over the client's view: after the first use of a service it answers from memory. Only instances
 * that may be called are given. A service that nobody has registered is an empty list; a registry that cannot be reached
 * before the first list is there is an exception, not an empty list. Any thread.
 */
public final class MaRegistryDiscoveryClient implements DiscoveryClient {

    private final KnownServices services;
    private final int order;

    MaRegistryDiscoveryClient(KnownServices services, int order) {
        this.services = services;
        this.order = order;
    }

    @Override
    public String description() {
        return "MaRegistry";
    }

    /**
     * The instances of a service of the namespace, or of {@code namespace/group/service}.
     *
     * @throws io.maregistry.error.RegistryException where the first list is not there within the time of a call
     */
    @Override
    public List<ServiceInstance> getInstances(String serviceId) {
        return services.healthy(serviceId);
    }

    /** The services of the namespace; asks the registry. */
    @Override
    public List<String> getServices() {
        return services.names();
    }

    @Override
    public int getOrder() {
        return order;
    }
}
