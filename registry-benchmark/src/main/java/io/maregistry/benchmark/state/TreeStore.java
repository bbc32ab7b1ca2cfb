package io.maregistry.benchmark.state;

import io.maregistry.model.InstanceId;
import io.maregistry.model.ServiceName;
import io.maregistry.server.state.Listed;
import io.maregistry.server.state.SortedTree;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the state core does: two persistent B+ trees for each service and one for all services, which takes over what was
 * touched when a view is asked for; the writer finds services by a hash map.
 */
final class TreeStore implements Store {

    private static final SortedTree.Order<ServiceName, Service> BY_NAME = new SortedTree.Order<>() {
        @Override
        public ServiceName keyOf(Service value) {
            return value.name;
        }

        @Override
        public int compare(ServiceName key, Service value) {
            return key.compareTo(value.name);
        }
    };

    private final Map<ServiceName, Service> services = new HashMap<>();
    private final Set<ServiceName> touched = new LinkedHashSet<>();
    private SortedTree<ServiceName, Service> published = SortedTree.empty(BY_NAME);

    private record Service(ServiceName name, SortedTree<Long, Listed> byHandle, SortedTree<Orders.IdKey, Listed> byId) {

        static Service empty(ServiceName name) {
            return new Service(name, SortedTree.empty(Orders.BY_HANDLE), SortedTree.empty(Orders.BY_ID));
        }

        Service with(Listed listed) {
            return new Service(name, byHandle.with(listed), byId.with(listed));
        }

        Service without(Listed listed) {
            return new Service(
                    name,
                    byHandle.without(listed.handle()),
                    byId.without(Orders.IdKey.of(listed.instance().id())));
        }
    }

    @Override
    public void put(ServiceName name, Listed listed) {
        services.put(name, services.getOrDefault(name, Service.empty(name)).with(listed));
        touched.add(name);
    }

    @Override
    public void remove(ServiceName name, Listed listed) {
        services.computeIfPresent(name, (key, known) -> known.without(listed));
        touched.add(name);
    }

    @Override
    public @Nullable Listed find(ServiceName name, InstanceId id) {
        Service known = services.get(name);
        return known == null ? null : known.byId.get(Orders.IdKey.of(id));
    }

    @Override
    public View view() {
        for (ServiceName name : touched) {
            published = published.with(services.getOrDefault(name, Service.empty(name)));
        }
        touched.clear();
        return new TreeView(published);
    }

    private record TreeView(SortedTree<ServiceName, Service> services) implements View {
        @Override
        public long walk() {
            long sum = 0;
            for (Service service : services) {
                sum += sum(service);
            }
            return sum;
        }

        @Override
        public long walk(ServiceName name) {
            Service service = services.get(name);
            return service == null ? 0 : sum(service);
        }

        private static long sum(Service service) {
            long sum = 0;
            for (Listed listed : service.byHandle) {
                sum += listed.handle();
            }
            return sum;
        }
    }
}
