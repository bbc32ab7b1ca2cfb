package io.maregistry.benchmark.state;

import io.maregistry.model.InstanceId;
import io.maregistry.model.ServiceName;
import io.maregistry.server.state.Listed;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The JDK's mutable maps, edited in place. A view copies everything: the floor of writing, the ceiling of viewing. */
final class MutableStore implements Store {

    private final TreeMap<ServiceName, Service> services = new TreeMap<>();

    private record Service(TreeMap<Long, Listed> byHandle, Map<InstanceId, Listed> byId) {}

    @Override
    public void put(ServiceName name, Listed listed) {
        Service service = services.computeIfAbsent(name, key -> new Service(new TreeMap<>(), new HashMap<>()));
        service.byHandle.put(listed.handle(), listed);
        service.byId.put(listed.instance().id(), listed);
    }

    @Override
    public void remove(ServiceName name, Listed listed) {
        Service service = services.get(name);
        if (service != null) {
            service.byHandle.remove(listed.handle());
            service.byId.remove(listed.instance().id());
        }
    }

    @Override
    public @Nullable Listed find(ServiceName name, InstanceId id) {
        Service service = services.get(name);
        return service == null ? null : service.byId.get(id);
    }

    @Override
    public View view() {
        Listed[][] lists = new Listed[services.size()][];
        int at = 0;
        for (Service service : services.values()) {
            lists[at++] = service.byHandle.values().toArray(new Listed[0]);
        }
        return new CopiedView(services.keySet().toArray(new ServiceName[0]), lists);
    }

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record CopiedView(ServiceName[] names, Listed[][] lists) implements View {
        @Override
        public long walk() {
            long sum = 0;
            for (Listed[] list : lists) {
                sum += sum(list);
            }
            return sum;
        }

        @Override
        public long walk(ServiceName name) {
            return sum(lists[Arrays.binarySearch(names, name)]);
        }

        private static long sum(Listed[] list) {
            long sum = 0;
            for (Listed listed : list) {
                sum += listed.handle();
            }
            return sum;
        }
    }
}
