package io.maregistry.client.internal.naming;

import io.maregistry.client.naming.ServiceChangeListener;
import io.maregistry.client.naming.ServiceInstance;
import io.maregistry.client.spi.ServiceChange;
import io.maregistry.client.spi.ServiceListener;
import io.maregistry.model.Instance;
import java.util.List;

/**
 * A listener of the documents under the name of the service as its user said it: each change becomes a call for what left,
 * for what came and for what changed, as far as there is any. Equal where both are the same.
 */
record Telling(String serviceName, ServiceChangeListener listener) implements ServiceListener {

    private static final String ADDED = "added";
    private static final String REMOVED = "removed";
    private static final String UPDATED = "updated";

    @Override
    public void onChange(ServiceChange change) {
        tell(REMOVED, change.removed());
        tell(ADDED, change.added());
        tell(UPDATED, change.updated());
    }

    private void tell(String action, List<Instance> instances) {
        if (!instances.isEmpty()) {
            listener.onChange(serviceName, action, listed(serviceName, instances));
        }
    }

    /** The instances as users of the documents' interfaces see them. */
    static List<ServiceInstance> listed(String serviceName, List<Instance> instances) {
        return instances.stream()
                .map(each -> new ServiceInstance(
                        serviceName, each.id(), each.content().parameters().asMap(), each.isHealthy()))
                .toList();
    }
}
