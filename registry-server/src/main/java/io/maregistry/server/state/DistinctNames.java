package io.maregistry.server.state;

import io.maregistry.model.InstanceId;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The identities and second names of one service of a document, none of which may be there twice. A second name is the
 * {@code instanceId}, or the url where there is none. One thread.
 */
public final class DistinctNames {

    private final Set<InstanceId> ids = new HashSet<>();
    private Set<InstanceId> named = Set.of(); // those of ids that have an instanceId: mostly none, so made late
    private Set<String> names = Set.of();

    /** False where the identity, or its second name, was added before. */
    public boolean add(InstanceId id, @Nullable String instanceId) {
        if (!ids.add(id)) {
            return false;
        }
        if (instanceId == null) {
            return names.isEmpty() || !names.contains(id.url());
        }
        if (names.isEmpty()) {
            named = new HashSet<>();
            names = new HashSet<>();
        }
        named.add(id);
        InstanceId url = InstanceId.ofUrlOrNull(instanceId);
        boolean isUrlOfAnother = url != null && ids.contains(url) && !named.contains(url);
        return names.add(instanceId) && !isUrlOfAnother;
    }
}
