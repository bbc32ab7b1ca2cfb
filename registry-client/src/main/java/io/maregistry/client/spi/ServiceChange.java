package io.maregistry.client.spi;

import io.maregistry.model.Instance;
import io.maregistry.model.InstanceId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How a service differs from what a listener was told before. Immutable; any thread.
 *
 * @param list the service as it is now
 * @param added instances that were not listed before
 * @param removed instances that are listed no more, as they were last
 * @param updated instances of which something changed, as they are now
 */
public record ServiceChange(ServiceList list, List<Instance> added, List<Instance> removed, List<Instance> updated) {

    public ServiceChange {
        added = List.copyOf(added);
        removed = List.copyOf(removed);
        updated = List.copyOf(updated);
    }

    /** What leads from the one list to the other, in the order of the lists. */
    public static ServiceChange between(ServiceList before, ServiceList now) {
        Map<InstanceId, Instance> left = new LinkedHashMap<>();
        before.instances().forEach(instance -> left.put(instance.id(), instance));
        List<Instance> added = new ArrayList<>();
        List<Instance> updated = new ArrayList<>();
        for (Instance instance : now.instances()) {
            Instance old = left.remove(instance.id());
            if (old == null) {
                added.add(instance);
            } else if (!old.equals(instance)) {
                updated.add(instance);
            }
        }
        return new ServiceChange(now, added, List.copyOf(left.values()), updated);
    }

    /** The first that is told of a service: all of it is new. */
    public static ServiceChange first(ServiceList list) {
        return new ServiceChange(list, list.instances(), List.of(), List.of());
    }

    /** True where both lists hold the same instances. */
    public boolean isNothing() {
        return added.isEmpty() && removed.isEmpty() && updated.isEmpty();
    }
}
