package io.maregistry.server.state;

import io.maregistry.model.Instance;
import io.maregistry.model.ServiceName;
import java.util.List;

/**
 * What one command changed in one service. Revisions of changes ascend in the order of applying; where an instance takes
 * another one's place, its removal and its addition are two changes of the same revision.
 *
 * @param service the service
 * @param revision the service's revision after it
 * @param previousRevision the service's revision before it
 * @param version the documents' VERSIONS after it
 * @param action what happened
 * @param cause why
 * @param atMillis wall time of the leader, epoch milliseconds
 * @param instances those that it happened to: as they are after it, or as they were last where they are gone
 * @param size the length of the service's list after it
 */
public record ServiceChange(
        ServiceName service,
        long revision,
        long previousRevision,
        long version,
        Action action,
        Cause cause,
        long atMillis,
        List<Instance> instances,
        int size)
        implements Change {

    public ServiceChange {
        instances = List.copyOf(instances);
    }

    /** Those of services, in order. */
    public static List<ServiceChange> allOf(List<Change> changes) {
        return changes.stream()
                .filter(ServiceChange.class::isInstance)
                .map(ServiceChange.class::cast)
                .toList();
    }
}
