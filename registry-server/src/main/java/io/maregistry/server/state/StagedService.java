package io.maregistry.server.state;

import io.maregistry.model.ServiceName;
import java.util.ArrayList;
import java.util.List;

/**
 * A service, or a part of one, of a document that is being restored.
 *
 * @param version the document's VERSIONS of it, or {@link #NO_VERSION}
 * @param instances in the order of the document
 */
public record StagedService(ServiceName name, long version, List<StagedInstance> instances) {

    /** The document names no VERSIONS of the service. */
    public static final long NO_VERSION = -1;

    public StagedService {
        instances = List.copyOf(instances);
    }

    /** This with what a plain document cannot say taken from {@code ours}. */
    StagedService completedBy(ServiceView ours) {
        List<StagedInstance> completed = new ArrayList<>(instances.size());
        for (StagedInstance instance : instances) {
            Listed listed = ours.find(instance.id());
            completed.add(listed == null ? instance : instance.completedBy(listed.instance()));
        }
        return new StagedService(name, version, completed);
    }

    /** This part with {@code next} behind it. */
    StagedService followedBy(StagedService next) {
        List<StagedInstance> both = new ArrayList<>(instances);
        both.addAll(next.instances);
        return new StagedService(name, Math.max(version, next.version), both);
    }
}
