package io.maregistry.client.spi;

import io.maregistry.model.Instance;
import io.maregistry.model.ServiceName;
import java.util.List;

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
}
