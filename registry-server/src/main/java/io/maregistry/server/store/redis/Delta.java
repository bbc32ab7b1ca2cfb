package io.maregistry.server.store.redis;

import io.maregistry.model.InstanceId;
import io.maregistry.server.state.Listed;
import io.maregistry.server.state.ServiceChange;
import io.maregistry.server.state.ServiceView;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What an append brings to one service.
 *
 * @param service as it is after the changes; null where it is forgotten since
 * @param touched the instances that the changes tell of, each once
 */
record Delta(@Nullable ServiceView service, List<ServiceChange> changes, Set<InstanceId> touched) {

    static Delta of(@Nullable ServiceView service, List<ServiceChange> changes) {
        Set<InstanceId> touched = new LinkedHashSet<>();
        changes.forEach(change -> change.instances().forEach(instance -> touched.add(instance.id())));
        return new Delta(service, changes, touched);
    }

    /** Whether one script can do it and not take long. */
    boolean isShort() {
        return service != null && touched.size() <= LongService.LONG;
    }

    /** Has it written; nothing where the service is forgotten. */
    void addTo(StoredService stored) {
        if (service == null) {
            return;
        }
        List<String> gone = new ArrayList<>();
        List<Listed> listed = new ArrayList<>();
        for (InstanceId id : touched) {
            Listed found = service.find(id);
            if (found == null) {
                gone.add(id.url());
            } else {
                listed.add(found);
            }
        }
        stored.change(service, changes, gone, listed);
    }
}
