package io.maregistry.client.internal.view;

import io.maregistry.client.spi.ServiceList;
import io.maregistry.model.Instance;
import io.maregistry.model.InstanceId;
import io.maregistry.model.ServiceName;
import io.maregistry.proto.v1.Service;
import io.maregistry.proto.v1.WatchChange;
import io.maregistry.wire.InstanceMessages;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What messages make of lists. Stateless; any thread. */
final class Fold {

    private static final Logger log = LoggerFactory.getLogger(Fold.class);

    private Fold() {}

    /** The list that the message tells. */
    static ServiceList list(ServiceName name, Service told) {
        return new ServiceList(name, told.getRevision(), instances(name, told.getInstancesList()), false);
    }

    /**
     * The list after changes of one revision; the same object where it holds them already, null where they do not lead on
     * from it.
     *
     * @param changes of this service, at least one; of several revisions they do not lead on
     */
    static @Nullable ServiceList after(ServiceList list, List<WatchChange> changes) {
        WatchChange first = changes.get(0);
        if (first.getRevision() <= list.revision()) {
            return list;
        }
        boolean isOne = changes.stream().allMatch(change -> change.getRevision() == first.getRevision());
        if (!isOne || first.getPreviousRevision() != list.revision()) {
            return null;
        }
        List<Instance> instances = list.instances();
        for (WatchChange change : changes) {
            instances = after(instances, change, list.service());
        }
        return new ServiceList(list.service(), first.getRevision(), instances, list.isStale());
    }

    private static List<Instance> after(List<Instance> before, WatchChange change, ServiceName name) {
        List<Instance> told = instances(name, change.getInstancesList());
        if (change.getAction().equals("removed")) {
            Set<InstanceId> gone = new HashSet<>();
            told.forEach(instance -> gone.add(instance.id()));
            return before.stream()
                    .filter(instance -> !gone.contains(instance.id()))
                    .toList();
        }
        Map<InstanceId, Instance> changed = new LinkedHashMap<>();
        told.forEach(instance -> changed.put(instance.id(), instance));
        List<Instance> after = new ArrayList<>(before.size() + changed.size());
        for (Instance instance : before) {
            Instance now = changed.remove(instance.id());
            after.add(now == null ? instance : now);
        }
        after.addAll(changed.values()); // the new ones come last, in the order of their registration
        return after;
    }

    /** Those that this release can read: one of a later kind must not take the others away. */
    private static List<Instance> instances(ServiceName name, List<io.maregistry.proto.v1.Instance> messages) {
        List<Instance> instances = new ArrayList<>(messages.size());
        for (io.maregistry.proto.v1.Instance message : messages) {
            try {
                instances.add(InstanceMessages.listed(message));
            } catch (IllegalArgumentException unlawful) {
                log.warn(
                        "an instance is left out: service {}, host {}, port {}: {}",
                        name,
                        message.getHost(),
                        message.getPort(),
                        unlawful.getMessage());
            }
        }
        return instances;
    }
}
