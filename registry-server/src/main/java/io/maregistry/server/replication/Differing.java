package io.maregistry.server.replication;

import io.maregistry.model.ConfigName;
import io.maregistry.model.ServiceName;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Set;

/** What two states hold at different revisions; what only one of them knows is among it. */
public record Differing(Set<ServiceName> services, Set<ConfigName> configs) {

    public Differing {
        services = Collections.unmodifiableSet(new LinkedHashSet<>(services));
        configs = Collections.unmodifiableSet(new LinkedHashSet<>(configs));
    }
}
