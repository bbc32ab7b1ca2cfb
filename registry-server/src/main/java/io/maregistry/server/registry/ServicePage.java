package io.maregistry.server.registry;

import io.maregistry.model.ServiceName;
import io.maregistry.server.state.Root;
import io.maregistry.server.state.ServiceView;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Some of the services that list an instance, in the order of their keys.
 *
 * @param namespace of that namespace
 * @param group of that group only; null = of all
 * @param prefix what the names begin with
 * @param after only those behind it; null = from the first
 * @param limit how many at most
 */
public record ServicePage(
        String namespace,
        @Nullable String group,
        String prefix,
        @Nullable ServiceName after,
        int limit) {

    /** The page's size where nothing is said. */
    public static final int USUAL_LIMIT = 1_000;

    /** The largest page. */
    public static final int MAX_LIMIT = 10_000;

    private static final int FEW = 2_000;

    /**
     * A page.
     *
     * @param next the last of it, where more follow; null at the end
     */
    public record Found(
            List<ServiceView> services, @Nullable ServiceName next) {
        public Found {
            services = List.copyOf(services);
        }
    }

    /** Whether finding a page may take longer than an event loop can wait: it walks over services that are not on it. */
    public static boolean isLongToFind(Root root) {
        return root.services().size() > FEW;
    }

    public Found in(Root root) {
        Iterator<ServiceView> services =
                after == null ? root.services().iterator() : root.services().from(after);
        List<ServiceView> found = new ArrayList<>();
        while (services.hasNext()) {
            ServiceView service = services.next();
            if (has(service)) {
                if (found.size() == limit) {
                    return new Found(found, found.get(limit - 1).name());
                }
                found.add(service);
            }
        }
        return new Found(found, null);
    }

    private boolean has(ServiceView service) {
        ServiceName name = service.name();
        return service.size() > 0
                && name.namespace().equals(namespace)
                && (group == null || name.group().equals(group))
                && name.name().startsWith(prefix)
                && (after == null || !name.equals(after));
    }
}
