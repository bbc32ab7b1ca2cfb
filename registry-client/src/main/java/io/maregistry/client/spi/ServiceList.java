package io.maregistry.client.spi;

import io.maregistry.model.Filter;
import io.maregistry.model.Instance;
import io.maregistry.model.ServiceName;
import java.util.List;
import java.util.Map;

/**
 * One service as the client knows it. Immutable; any thread.
 *
 * @param service its name
 * @param revision the revision of its last change, comparable within one line of revisions
 * @param instances all that are listed, healthy or not, in the order of their registration
 * @param isStale true where it comes from disk, or the registry has not been reached for long: it may have changed since
 */
public record ServiceList(ServiceName service, long revision, List<Instance> instances, boolean isStale) {

    public ServiceList {
        instances = List.copyOf(instances);
    }

    /** Those that may be called. */
    public List<Instance> healthy() {
        return instances.stream().filter(Instance::isHealthy).toList();
    }

    /**
     * The same list with those instances only that match; this one, where all do.
     *
     * @throws IllegalArgumentException where the filter reads metrics, which move too often to be part of lists
     */
    public ServiceList matching(Filter filter) {
        if (filter.readsMetrics()) {
            throw new IllegalArgumentException("filter must not read metrics, lists do not hold them: was " + filter);
        }
        List<Instance> matching = instances.stream()
                .filter(instance -> filter.matches(instance, Map.of()))
                .toList();
        return matching.size() == instances.size() ? this : new ServiceList(service, revision, matching, isStale);
    }
}
