package io.maregistry.benchmark.state;

import io.maregistry.model.InstanceId;
import io.maregistry.model.ServiceName;
import io.maregistry.server.state.Listed;
import io.maregistry.server.state.SortedTree;
import org.jspecify.annotations.Nullable;

/** What the state core does: persistent B+ trees for the services, and two for each service. */
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

    private SortedTree<ServiceName, Service> services = SortedTree.empty(BY_NAME);

    private record Service(ServiceName name, SortedTree<Long, Listed> byHandle, SortedTree<InstanceId, Listed> byId) {

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
                    byId.without(listed.instance().id()));
        }
    }

    @Override
    public void put(ServiceName name, Listed listed) {
        Service known = services.get(name);
        services = services.with((known == null ? Service.empty(name) : known).with(listed));
    }

    @Override
    public void remove(ServiceName name, Listed listed) {
        Service known = services.get(name);
        if (known != null) {
            services = services.with(known.without(listed));
        }
    }

    @Override
    public @Nullable Listed find(ServiceName name, InstanceId id) {
        Service known = services.get(name);
        return known == null ? null : known.byId.get(id);
    }

    @Override
    public View view() {
        return new TreeView(services);
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
