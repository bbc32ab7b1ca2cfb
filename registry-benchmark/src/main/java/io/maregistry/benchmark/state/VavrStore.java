package io.maregistry.benchmark.state;

import io.maregistry.model.InstanceId;
import io.maregistry.model.ServiceName;
import io.maregistry.server.state.Listed;
import io.vavr.collection.HashMap;
import io.vavr.collection.TreeMap;
import org.jspecify.annotations.Nullable;

/** Vavr: red-black trees, hash array mapped tries. */
final class VavrStore implements Store {

    private TreeMap<ServiceName, Service> services = TreeMap.empty();

    private record Service(TreeMap<Long, Listed> byHandle, HashMap<InstanceId, Listed> byId) {

        static final Service EMPTY = new Service(TreeMap.empty(), HashMap.empty());

        Service with(Listed listed) {
            return new Service(
                    byHandle.put(listed.handle(), listed),
                    byId.put(listed.instance().id(), listed));
        }

        Service without(Listed listed) {
            return new Service(
                    byHandle.remove(listed.handle()),
                    byId.remove(listed.instance().id()));
        }
    }

    @Override
    public void put(ServiceName name, Listed listed) {
        services = services.put(name, services.getOrElse(name, Service.EMPTY).with(listed));
    }

    @Override
    public void remove(ServiceName name, Listed listed) {
        services = services.put(name, services.getOrElse(name, Service.EMPTY).without(listed));
    }

    @Override
    public @Nullable Listed find(ServiceName name, InstanceId id) {
        return services.getOrElse(name, Service.EMPTY).byId.get(id).getOrNull();
    }

    @Override
    public View view() {
        return new VavrView(services);
    }

    private record VavrView(TreeMap<ServiceName, Service> services) implements View {
        @Override
        public long walk() {
            long sum = 0;
            for (var service : services) {
                sum += sum(service._2());
            }
            return sum;
        }

        @Override
        public long walk(ServiceName name) {
            return sum(services.getOrElse(name, Service.EMPTY));
        }

        private static long sum(Service service) {
            long sum = 0;
            for (var listed : service.byHandle) {
                sum += listed._2().handle();
            }
            return sum;
        }
    }
}
