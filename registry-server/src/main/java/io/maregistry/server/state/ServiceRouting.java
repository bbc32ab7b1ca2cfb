package io.maregistry.server.state;

import io.maregistry.model.Routing;
import io.maregistry.model.ServiceName;
import org.jspecify.annotations.Nullable;

/**
 * Which groups of a service get its calls. One that was cleared is remembered for its revision, which whoever has seen it
 * must not see fall.
 *
 * @param namespace in which the groups are
 * @param service its name in each of them
 * @param routing null = the default group alone, as where nobody ever said anything
 * @param revision of the registry at its last change
 */
public record ServiceRouting(
        String namespace, String service, @Nullable Routing routing, long revision) implements Item {

    static final SortedTree.Order<String, ServiceRouting> BY_KEY = new SortedTree.Order<>() {
        @Override
        public String keyOf(ServiceRouting value) {
            return value.key();
        }

        @Override
        public int compare(String key, ServiceRouting value) {
            return key.compareTo(value.key());
        }
    };

    public ServiceRouting {
        var unused = ServiceName.of(namespace, ServiceName.DEFAULT_GROUP, service);
    }

    /** What names the routing of that service. */
    public static String key(String namespace, String service) {
        return namespace + '/' + service;
    }

    @Override
    public Kind kind() {
        return Kind.ROUTING;
    }

    @Override
    public String key() {
        return key(namespace, service);
    }

    @Override
    public int bytes() {
        int each = 16;
        return namespace.length()
                + service.length()
                + (routing instanceof Routing.Weighted weighted
                        ? each * weighted.weights().size()
                        : each);
    }

    @Override
    public ServiceRouting at(long newRevision) {
        return new ServiceRouting(namespace, service, routing, newRevision);
    }

    /** The same service as if nobody had said anything. */
    ServiceRouting cleared(long newRevision) {
        return new ServiceRouting(namespace, service, null, newRevision);
    }
}
