package io.maregistry.server.state;

import io.maregistry.model.ServiceName;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * The known services of a namespace other than the default one, the emptied ones too, in the order of their keys. Those of
 * one group lie side by side, so that nothing of another namespace is walked over. One thread.
 */
public final class NamespaceWalk implements Iterator<ServiceView> {

    private static final String LEAST_NAME = "!"; // the first character that a name may have

    private final SortedTree<ServiceName, ServiceView> services;
    private final String namespace;
    private final List<String> groups;
    private Iterator<ServiceView> walk = List.<ServiceView>of().iterator();
    private String group = "";
    private int next;
    private @Nullable ServiceView found;

    /** {@code groups} are those with a known service, see {@link Space#known()}. */
    NamespaceWalk(SortedTree<ServiceName, ServiceView> services, String namespace, List<String> groups) {
        this.services = services;
        this.namespace = namespace;
        this.groups = groups;
        found = find();
    }

    @Override
    public boolean hasNext() {
        return found != null;
    }

    @Override
    public ServiceView next() {
        ServiceView service = found;
        if (service == null) {
            throw new NoSuchElementException();
        }
        found = find();
        return service;
    }

    private @Nullable ServiceView find() {
        while (true) {
            if (walk.hasNext()) {
                ServiceView service = walk.next();
                if (service.name().key().startsWith(prefix(group))) {
                    return service;
                }
            }
            if (next == groups.size()) {
                return null;
            }
            group = groups.get(next++);
            walk = services.from(ServiceName.of(namespace, group, LEAST_NAME));
        }
    }

    private String prefix(String of) {
        return namespace + '/' + of + '/';
    }
}
