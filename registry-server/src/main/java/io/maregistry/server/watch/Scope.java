package io.maregistry.server.watch;

import io.maregistry.model.ServiceName;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which services a subscription hears of. */
public sealed interface Scope {

    /** Whether it hears of that service. */
    boolean covers(ServiceName service);

    /**
     * The services that are named, whether they exist or not.
     *
     * @param services at least one; told in this order
     */
    record Named(Set<ServiceName> services) implements Scope {
        public Named {
            services = Collections.unmodifiableSet(new LinkedHashSet<>(services));
            if (services.isEmpty()) {
                throw new IllegalArgumentException("a scope must name a service");
            }
        }

        @Override
        public boolean covers(ServiceName service) {
            return services.contains(service);
        }
    }

    /**
     * All services of a namespace, later ones too.
     *
     * @param group of that group only; null = of all groups
     */
    record Space(String namespace, @Nullable String group) implements Scope {
        @Override
        public boolean covers(ServiceName service) {
            return namespace.equals(service.namespace()) && (group == null || group.equals(service.group()));
        }
    }
}
