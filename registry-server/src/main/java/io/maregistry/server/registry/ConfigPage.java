package io.maregistry.server.registry;

import io.maregistry.model.ConfigName;
import io.maregistry.server.state.ConfigHistory;
import io.maregistry.server.state.ConfigItem;
import io.maregistry.server.state.Root;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A page of the configuration items of a namespace, in the order of their keys.
 *
 * @param group of that group only; null = of all groups
 * @param prefix what the dataIds begin with
 * @param after the last item of the page before; null = the first page
 * @param limit how many at most
 */
public record ConfigPage(
        String namespace,
        @Nullable String group,
        String prefix,
        @Nullable ConfigName after,
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
    public record Found(List<ConfigItem> items, @Nullable ConfigName next) {
        public Found {
            items = List.copyOf(items);
        }
    }

    /** Whether finding a page may take longer than an event loop can wait. */
    public static boolean isLongToFind(Root root) {
        return root.configs().size() > FEW;
    }

    public Found in(Root root) {
        Iterator<ConfigHistory> all =
                after == null ? root.configs().iterator() : root.configs().from(after);
        List<ConfigItem> found = new ArrayList<>();
        while (all.hasNext()) {
            ConfigItem item = all.next().item();
            if (item != null && has(item.name())) {
                if (found.size() == limit) {
                    return new Found(found, found.get(limit - 1).name());
                }
                found.add(item);
            }
        }
        return new Found(found, null);
    }

    private boolean has(ConfigName name) {
        return name.namespace().equals(namespace)
                && (group == null || name.group().equals(group))
                && name.dataId().startsWith(prefix)
                && (after == null || !after.equals(name));
    }
}
