package io.maregistry.spring;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.cloud.client.ServiceInstance;
import org.springframework.cloud.loadbalancer.core.ServiceInstanceListSupplier;
import reactor.core.publisher.Flux;

/**
 * Gives Spring Cloud LoadBalancer what the client's view has at the moment of the call; there is no cache besides, so a
 * change counts from the next call on. Instances of weight 0 are left out; those of the own zone are preferred where
 * there are any. Any thread; nothing blocks.
 */
final class ViewListSupplier implements ServiceInstanceListSupplier {

    private static final String ZONE = "zone";

    private final String serviceId;
    private final KnownServices services;
    private final @Nullable String zone; // null: all zones are alike

    ViewListSupplier(String serviceId, KnownServices services, @Nullable String zone) {
        this.serviceId = serviceId;
        this.services = services;
        this.zone = zone;
    }

    @Override
    public String getServiceId() {
        return serviceId;
    }

    @Override
    public Flux<List<ServiceInstance>> get() {
        return MaRegistryReactiveDiscoveryClient.healthy(services, serviceId)
                .map(this::candidates)
                .flux();
    }

    private List<ServiceInstance> candidates(List<ServiceInstance> healthy) {
        List<ServiceInstance> weighty =
                healthy.stream().filter(ViewListSupplier::mayBeCalled).toList();
        if (zone == null) {
            return weighty;
        }
        List<ServiceInstance> near = weighty.stream()
                .filter(instance -> zone.equals(instance.getMetadata().get(ZONE)))
                .toList();
        return near.isEmpty() ? weighty : near;
    }

    private static boolean mayBeCalled(ServiceInstance instance) {
        return instance instanceof MaRegistryInstance listed
                && listed.instance().weight() > 0;
    }
}
