package io.maregistry.benchmark.state;

import io.maregistry.model.InstanceId;
import io.maregistry.model.ServiceName;
import io.maregistry.server.state.Listed;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The JDK's maps with one array a service, in chunks that are copied when they change. A hash map that only the writer
 * sees finds instances by identity. A view copies the references of all services.
 */
final class ArrayStore implements Store {

    private final int chunkLength;
    private final TreeMap<ServiceName, Chunks> services = new TreeMap<>();
    private final Map<Place, Listed> byPlace = new HashMap<>();

    /** @param chunkLength the most instances of a chunk; {@link Integer#MAX_VALUE} = one array a service */
    ArrayStore(int chunkLength) {
        this.chunkLength = chunkLength;
    }

    private record Place(ServiceName service, InstanceId id) {}

    @Override
    public void put(ServiceName name, Listed listed) {
        Chunks known = services.getOrDefault(name, Chunks.EMPTY);
        boolean isNew = byPlace.put(new Place(name, listed.instance().id()), listed) == null;
        services.put(name, isNew ? known.appended(listed, chunkLength) : known.replaced(listed));
    }

    @Override
    public void remove(ServiceName name, Listed listed) {
        byPlace.remove(new Place(name, listed.instance().id()));
        services.put(name, services.getOrDefault(name, Chunks.EMPTY).without(listed));
    }

    @Override
    public @Nullable Listed find(ServiceName name, InstanceId id) {
        return byPlace.get(new Place(name, id));
    }

    @Override
    public View view() {
        return new ArrayView(
                services.keySet().toArray(new ServiceName[0]), services.values().toArray(new Chunks[0]));
    }

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record ArrayView(ServiceName[] names, Chunks[] services) implements View {
        @Override
        public long walk() {
            long sum = 0;
            for (Chunks service : services) {
                sum += service.sum();
            }
            return sum;
        }

        @Override
        public long walk(ServiceName name) {
            return services[java.util.Arrays.binarySearch(names, name)].sum();
        }
    }
}
