package io.maregistry.server.state;

import io.maregistry.model.Quota;
import io.maregistry.model.ServiceName;
import org.jspecify.annotations.Nullable;

/** The namespaces that were created, by name. One writer thread; {@link #view()} may be read by any. */
final class Namespaces {

    static final int MAX = 10_000;

    private final RowSum rows;
    private SortedTree<String, Namespace> byName = SortedTree.empty(Namespace.BY_NAME);

    Namespaces(RowSum rows) {
        this.rows = rows;
    }

    SortedTree<String, Namespace> view() {
        return byName;
    }

    @Nullable
    Namespace get(String name) {
        return byName.get(name);
    }

    void put(Namespace namespace) {
        remove(namespace.name());
        byName = byName.with(namespace);
        rows.addItem(namespace);
    }

    void remove(String name) {
        Namespace before = byName.get(name);
        if (before != null) {
            byName = byName.without(name);
            rows.removeItem(before);
        }
    }

    /** Whether something may be put into the namespace where those that nobody created are refused. */
    boolean isLawful(String name, Settings settings) {
        return !settings.strictNamespaces() || name.equals(ServiceName.DEFAULT_NAMESPACE) || byName.get(name) != null;
    }

    /** Why one more instance in that service would be too much for its namespace; null where it would not. */
    @Nullable
    String overQuota(ServiceName service, Services services) {
        if (byName.isEmpty()) {
            return null; // as mostly
        }
        String name = service.namespace();
        Namespace namespace = byName.get(name);
        if (namespace == null) {
            return null;
        }
        int listed = services.spaces().services(name) + (services.known(service).size() == 0 ? 1 : 0);
        int instances = services.spaces().instances(name) + 1;
        return namespace.quota().allows(listed, instances)
                ? null
                : "namespace " + name + " would have " + listed + " services and " + instances
                        + " instances; its quota is " + text(namespace.quota());
    }

    private static String text(Quota quota) {
        String services = quota.services() == Quota.NONE ? "any number of" : String.valueOf(quota.services());
        String instances = quota.instances() == Quota.NONE ? "any number of" : String.valueOf(quota.instances());
        return services + " services and " + instances + " instances";
    }
}
