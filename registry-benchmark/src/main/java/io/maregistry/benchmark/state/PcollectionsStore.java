package io.maregistry.benchmark.state;

import io.maregistry.model.InstanceId;
import io.maregistry.model.ServiceName;
import io.maregistry.server.state.Listed;
import org.jspecify.annotations.Nullable;
import org.pcollections.HashPMap;
import org.pcollections.HashTreePMap;
import org.pcollections.TreePMap;

/** PCollections: weight-balanced binary trees, hash maps as trees of hashes. */
final class PcollectionsStore implements Store {

    private TreePMap<ServiceName, Service> services = TreePMap.empty();

    private record Service(TreePMap<Long, Listed> byHandle, HashPMap<InstanceId, Listed> byId) {

        static final Service EMPTY = new Service(TreePMap.empty(), HashTreePMap.empty());

        Service with(Listed listed) {
            return new Service(
                    byHandle.plus(listed.handle(), listed),
                    byId.plus(listed.instance().id(), listed));
        }

        Service without(Listed listed) {
            return new Service(
                    byHandle.minus(listed.handle()),
                    byId.minus(listed.instance().id()));
        }
    }

    @Override
    public void put(ServiceName name, Listed listed) {
        services =
                services.plus(name, services.getOrDefault(name, Service.EMPTY).with(listed));
    }

    @Override
    public void remove(ServiceName name, Listed listed) {
        services =
                services.plus(name, services.getOrDefault(name, Service.EMPTY).without(listed));
    }

    @Override
    public @Nullable Listed find(ServiceName name, InstanceId id) {
        Service known = services.get(name);
        return known == null ? null : known.byId.get(id);
    }

    @Override
    public View view() {
        return new PcollectionsView(services);
    }

    private record PcollectionsView(TreePMap<ServiceName, Service> services) implements View {
        @Override
        public long walk() {
            long sum = 0;
            for (Service service : services.values()) {
                sum += sum(service);
            }
            return sum;
        }

        @Override
        public long walk(ServiceName name) {
            return sum(services.getOrDefault(name, Service.EMPTY));
        }

        private static long sum(Service service) {
            long sum = 0;
            for (Listed listed : service.byHandle.values()) {
                sum += listed.handle();
            }
            return sum;
        }
    }
}
