package io.maregistry.client;

import io.maregistry.client.internal.Required;
import io.maregistry.model.ServiceName;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What the names mean that a program calls services by. Those that were asked for are kept, so that a name that is used for
 * each call is read once and not made anew. Any thread.
 */
final class ServiceNames {

    private static final int MAX_KEPT = 50_000; // as many as a view watches; beyond, all are read anew

    private final String namespace;
    private final String group;
    private final Map<String, ServiceName> kept = new ConcurrentHashMap<>();

    /** Bare names are in that namespace and group, which may stand for several. */
    ServiceNames(String namespace, String group) {
        this.namespace = namespace;
        this.group = group;
    }

    /** A name in the namespace, or a whole key {@code namespace/group/service}. */
    ServiceName of(@Nullable String service) {
        String name = Required.required("service", service);
        ServiceName known = kept.get(name);
        return known == null ? read(name) : known;
    }

    private ServiceName read(String name) {
        ServiceName read = Arguments.service(namespace, group, name);
        if (kept.size() >= MAX_KEPT) {
            kept.clear();
        }
        kept.put(name, read);
        return read;
    }
}
