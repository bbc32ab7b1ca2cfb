package io.maregistry.server.state;

import io.maregistry.model.ServiceName;
import java.util.ArrayList;
import java.util.List;

/**
 * A service, or a part of one, of a document that is being restored.
 *
 * @param version the document's VERSIONS of it, or {@link #NO_VERSION}
 * @param instances in the order of the document
 * @param releases its version history, oldest first; empty where the document tells none
 */
public record StagedService(
        ServiceName name, long version, List<StagedInstance> instances, List<ReleaseSpan> releases) {

    /** The document names no VERSIONS of the service. */
    public static final long NO_VERSION = -1;

    public StagedService {
        instances = List.copyOf(instances);
        releases = List.copyOf(releases);
    }

    /** One without a version history. */
    public StagedService(ServiceName name, long version, List<StagedInstance> instances) {
        this(name, version, instances, List.of());
    }

    /** This with what a plain document cannot say taken from {@code ours}. */
    StagedService completedBy(ServiceView ours, Services services) {
        List<StagedInstance> completed = new ArrayList<>(instances.size());
        for (StagedInstance instance : instances) {
            Listed listed = ours.find(instance.id());
            completed.add(
                    listed == null
                            ? instance
                            : instance.completedBy(listed.instance()).withMetrics(services.metrics(listed)));
        }
        return new StagedService(name, version, completed, releases);
    }

    /** This part with {@code next} behind it. */
    StagedService followedBy(StagedService next) {
        return new StagedService(
                name,
                Math.max(version, next.version),
                joined(instances, next.instances),
                joined(releases, next.releases));
    }

    /** Copies nothing where nothing is added: the parts of one service may be many, and its instances too. */
    private static <T> List<T> joined(List<T> first, List<T> second) {
        if (second.isEmpty()) {
            return first;
        }
        List<T> both = new ArrayList<>(first);
        both.addAll(second);
        return both;
    }
}
