package io.maregistry.server.state;

import io.maregistry.model.ServiceName;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The services that have rules, by their keys. One writer thread; {@link #view()} may be read by any. */
final class RuledServices {

    /** The most that may have some. */
    static final int MAX = 100_000;

    /**
     * How large all rules may be together, by {@link ServiceRules#bytes()}. No setting, as no node may see it otherwise.
     */
    static final long MAX_BYTES = 64L << 20;

    private final RowSum rows;
    private SortedTree<String, ServiceRules> byKey = SortedTree.empty(ServiceRules.BY_KEY);
    private long bytes; // derived: of all rules

    RuledServices(RowSum rows) {
        this.rows = rows;
    }

    SortedTree<String, ServiceRules> view() {
        return byKey;
    }

    /** How large all of them are together. */
    long bytes() {
        return bytes;
    }

    @Nullable
    ServiceRules get(ServiceName service) {
        return of(byKey, service);
    }

    void put(ServiceRules now) {
        remove(now.key());
        byKey = byKey.with(now);
        bytes += now.bytes();
        rows.addItem(now);
    }

    void remove(String key) {
        ServiceRules before = byKey.get(key);
        if (before != null) {
            byKey = byKey.without(key);
            bytes -= before.bytes();
            rows.removeItem(before);
        }
    }

    /** As {@link #overLimit(int, long)}, where these rules take the place of those that the service had. */
    String overLimit(@Nullable ServiceRules before, ServiceRules now) {
        return before == null
                ? overLimit(byKey.size() + 1, bytes + now.bytes())
                : overLimit(byKey.size(), bytes + now.bytes() - before.bytes());
    }

    /** Which limit that many services with so large rules would break; empty where none. What grows in neither breaks none. */
    String overLimit(int services, long together) {
        return services > Math.max(MAX, byKey.size()) || together > Math.max(MAX_BYTES, bytes)
                ? "there would be rules of " + services + " services with " + together + " bytes; the limits are " + MAX
                        + " and " + MAX_BYTES
                : "";
    }

    /** The rules of that service; null where it has none. */
    static @Nullable ServiceRules of(SortedTree<String, ServiceRules> rules, ServiceName service) {
        return rules.isEmpty() ? null : rules.get(service.key()); // empty as mostly
    }

    /** The settings as that service has them: with its rules in the place of what they say otherwise. */
    static Settings settings(Settings settings, SortedTree<String, ServiceRules> rules, ServiceName service) {
        ServiceRules own = of(rules, service);
        return own == null ? settings : settings.under(own.rules());
    }

    /** Whether a service of the namespace, which is not the default one, has rules. */
    static boolean areIn(SortedTree<String, ServiceRules> rules, String namespace) {
        Iterator<ServiceRules> walk = rules.from(prefix(namespace));
        return walk.hasNext() && walk.next().key().startsWith(prefix(namespace));
    }

    /** Those of the namespace, which is not the default one, in the order of their keys. */
    List<ServiceRules> in(String namespace) {
        List<ServiceRules> found = new ArrayList<>();
        Iterator<ServiceRules> walk = byKey.from(prefix(namespace));
        while (walk.hasNext()) {
            ServiceRules next = walk.next();
            if (!next.key().startsWith(prefix(namespace))) {
                break;
            }
            found.add(next);
        }
        return found;
    }

    /** Only the keys of the default namespace are not side by side. */
    private static String prefix(String namespace) {
        return namespace + '/';
    }
}
