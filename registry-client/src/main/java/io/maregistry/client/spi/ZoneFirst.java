package io.maregistry.client.spi;

import io.maregistry.model.Instance;
import java.util.List;
import java.util.Optional;

/** See {@link LoadBalancer#zoneFirst}. */
final class ZoneFirst implements LoadBalancer {

    /** The parameter of an instance that says where it runs. */
    private static final String ZONE = "zone";

    private final String zone;
    private final LoadBalancer within;
    private final Prepared<ServiceList> near = new Prepared<>(this::near);

    ZoneFirst(String zone, LoadBalancer within) {
        this.zone = zone;
        this.within = within;
    }

    @Override
    public Optional<Instance> choose(ServiceList list, Call call) {
        return within.choose(near.of(list), call);
    }

    /** Those of the zone, or the list itself; the same object for the same list, since {@code within} looks at that. */
    private ServiceList near(ServiceList list) {
        List<Instance> here = Prepared.candidates(list).stream()
                .filter(instance -> zone.equals(instance.content().parameters().get(ZONE)))
                .toList();
        return here.isEmpty() ? list : new ServiceList(list.service(), list.revision(), here, list.isStale());
    }

    @Override
    public void begin(Instance instance) {
        within.begin(instance);
    }

    @Override
    public void end(Instance instance) {
        within.end(instance);
    }
}
