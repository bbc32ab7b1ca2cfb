package io.maregistry.benchmark.state;

import io.maregistry.model.InstanceId;
import io.maregistry.model.ServiceName;
import io.maregistry.server.state.Listed;
import org.jspecify.annotations.Nullable;
import org.organicdesign.fp.collections.PersistentHashMap;
import org.organicdesign.fp.collections.PersistentTreeMap;

/** Paguro: Clojure's red-black trees and hash array mapped tries in Java. */
final class PaguroStore implements Store {

    private PersistentTreeMap<ServiceName, Service> services = PersistentTreeMap.empty();

    private record Service(PersistentTreeMap<Long, Listed> byHandle, PersistentHashMap<InstanceId, Listed> byId) {

        static final Service EMPTY = new Service(PersistentTreeMap.empty(), PersistentHashMap.empty());

        Service with(Listed listed) {
            return new Service(
                    byHandle.assoc(listed.handle(), listed),
                    byId.assoc(listed.instance().id(), listed));
        }

        Service without(Listed listed) {
            return new Service(
                    byHandle.without(listed.handle()),
                    byId.without(listed.instance().id()));
        }
    }

    @Override
    public void put(ServiceName name, Listed listed) {
        services = services.assoc(name, services.getOrElse(name, Service.EMPTY).with(listed));
    }

    @Override
    public void remove(ServiceName name, Listed listed) {
        services = services.assoc(name, services.getOrElse(name, Service.EMPTY).without(listed));
    }

    @Override
    public @Nullable Listed find(ServiceName name, InstanceId id) {
        return services.getOrElse(name, Service.EMPTY).byId.get(id);
    }

    @Override
    public View view() {
        return new PaguroView(services);
    }

    private record PaguroView(PersistentTreeMap<ServiceName, Service> services) implements View {
        @Override
        public long walk() {
            long sum = 0;
            for (var service : services) {
                sum += sum(service.getValue());
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
                sum += listed.getValue().handle();
            }
            return sum;
        }
    }
}
