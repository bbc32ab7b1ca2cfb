package io.maregistry.server.registry;

import io.maregistry.error.ErrorCode;
import io.maregistry.error.RegistryException;
import io.maregistry.model.ServiceName;
import io.maregistry.server.state.ConfigHistory;
import io.maregistry.server.state.Namespace;
import io.maregistry.server.state.Root;
import io.maregistry.server.state.ServiceRouting;
import io.maregistry.server.state.ServiceRules;
import io.maregistry.server.state.Space;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Some of the namespaces that are there, in the order of their names: {@code public}, those that somebody created, and those
 * in which there is something.
 *
 * @param prefix what the names begin with
 * @param after only those behind it; null = from the first
 * @param limit how many at most
 */
public record NamespacePage(String prefix, @Nullable String after, int limit) {

    /** The page's size where nothing is said. */
    public static final int USUAL_LIMIT = 1_000;

    /** The largest page. */
    public static final int MAX_LIMIT = 10_000;

    private static final int FEW = 2_000;

    /** Whether finding a page may take longer than an event loop can wait. */
    public static boolean isLongToFind(Root root) {
        return root.spaces().size()
                        + root.namespaces().size()
                        + root.routings().size()
                        + root.configs().size()
                        + root.rules().size()
                > FEW;
    }

    /**
     * A page.
     *
     * @param next the last of it, where more follow; null at the end
     */
    public record Found(
            List<Described> namespaces, @Nullable String next) {
        public Found {
            namespaces = List.copyOf(namespaces);
        }
    }

    /**
     * A namespace with what it lists.
     *
     * @param namespace as somebody created it; with revision 0 where nobody did
     */
    public record Described(Namespace namespace, Space space) {

        /** The namespace of that name, whether it is there or not. */
        public static Described of(Root root, String name) {
            Namespace created = root.namespaces().get(name);
            return new Described(created == null ? Namespace.unnamed(name) : created, root.space(name));
        }

        /** The same where it is there; {@code NotFound} where it is not. */
        public static Described existing(Root root, String name) {
            if (!root.hasNamespace(name)) {
                throw new RegistryException.NotFound(ErrorCode.NO_SUCH_NAMESPACE, "there is no namespace " + name);
            }
            return of(root, name);
        }
    }

    public Found in(Root root) {
        TreeSet<String> names = new TreeSet<>();
        names.add(ServiceName.DEFAULT_NAMESPACE);
        root.namespaces().forEach(namespace -> names.add(namespace.name()));
        for (Space space : root.spaces()) {
            if (space.services() > 0) {
                names.add(space.namespace());
            }
        }
        for (ServiceRouting routing : root.routings()) {
            if (routing.routing() != null) {
                names.add(routing.namespace());
            }
        }
        for (ConfigHistory config : root.configs()) {
            if (config.item() != null) {
                names.add(config.name().namespace());
            }
        }
        for (ServiceRules rules : root.rules()) {
            names.add(rules.service().namespace());
        }
        return page(root, names);
    }

    private Found page(Root root, TreeSet<String> names) {
        List<Described> found = new ArrayList<>();
        Iterator<String> walk =
                names.tailSet(after == null ? prefix : after, after == null).iterator();
        while (walk.hasNext()) {
            String name = walk.next();
            if (name.startsWith(prefix)) {
                if (found.size() == limit) {
                    return new Found(found, found.get(limit - 1).namespace().name());
                }
                found.add(Described.of(root, name));
            }
        }
        return new Found(found, null);
    }
}
