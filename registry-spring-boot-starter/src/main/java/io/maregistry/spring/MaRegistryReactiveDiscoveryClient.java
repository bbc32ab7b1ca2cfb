package io.maregistry.spring;

import java.util.List;
import org.springframework.cloud.client.ServiceInstance;
import org.springframework.cloud.client.discovery.ReactiveDiscoveryClient;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** {@link MaRegistryDiscoveryClient} for reactive programs: nothing blocks, and what fails is the failure of the flux. */
public final class MaRegistryReactiveDiscoveryClient implements ReactiveDiscoveryClient {

    private final KnownServices services;
    private final int order;

    MaRegistryReactiveDiscoveryClient(KnownServices services, int order) {
        this.services = services;
        this.order = order;
    }

    @Override
    public String description() {
        return "MaRegistry";
    }

    @Override
    public Flux<ServiceInstance> getInstances(String serviceId) {
        return healthy(services, serviceId).flatMapIterable(list -> list);
    }

    @Override
    public Flux<String> getServices() {
        return Mono.defer(() -> Mono.fromFuture(services.namesAsync(), true))
                .publishOn(Schedulers.boundedElastic())
                .flatMapIterable(list -> list);
    }

    @Override
    public int getOrder() {
        return order;
    }

    /** From memory on the caller's thread; a first list, which no thread waits for, on one that may block. */
    static Mono<List<ServiceInstance>> healthy(KnownServices services, String serviceId) {
        return Mono.defer(() -> services.healthyNow(serviceId)
                .map(Mono::just)
                .orElseGet(
                        () -> Mono.fromFuture(services.first(serviceId), true).publishOn(Schedulers.boundedElastic())));
    }
}
