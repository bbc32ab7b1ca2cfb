package io.maregistry.server.state;

import io.maregistry.model.ServiceName;
import org.jspecify.annotations.Nullable;

/**
 * The services that are protected now.
 *
 * <p>One writer thread; {@link #view()} may be read by any.
 */
final class Protections {

    private final RowSum rows;
    private SortedTree<ServiceName, Protection> byService = SortedTree.empty(Protection.BY_SERVICE);

    Protections(RowSum rows) {
        this.rows = rows;
    }

    SortedTree<ServiceName, Protection> view() {
        return byService;
    }

    @Nullable
    Protection get(ServiceName service) {
        return byService.get(service);
    }

    /** Protects a service, or says anew how it is protected. */
    void put(Protection protection) {
        end(protection.service());
        byService = byService.with(protection);
        rows.addProtection(protection);
    }

    void end(ServiceName service) {
        Protection known = byService.get(service);
        if (known != null) {
            byService = byService.without(service);
            rows.removeProtection(known);
        }
    }

    void clear() {
        byService.forEach(rows::removeProtection);
        byService = SortedTree.empty(Protection.BY_SERVICE);
    }
}
