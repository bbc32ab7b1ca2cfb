package io.maregistry.server.store;

import io.maregistry.model.Instance;
import io.maregistry.server.state.Listed;
import io.maregistry.server.state.LiveNumbers;
import io.maregistry.server.state.RegistryState;
import io.maregistry.server.state.Root;
import io.maregistry.server.state.Scalars;
import io.maregistry.server.state.ServiceView;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What every store must keep of a root, as values that can be compared. */
public record Kept(Scalars scalars, List<Service> services, List<Object> items) {

    /** A service with its counters and its list. */
    public record Service(String key, long revision, long version, List<Row> rows) {}

    /** An instance with its place in the list and its live numbers. */
    public record Row(long handle, Instance instance, LiveNumbers numbers) {}

    /** What must be kept of that root. */
    public static Kept of(Root root) {
        List<Service> services = new ArrayList<>();
        for (ServiceView service : root.services()) {
            List<Row> rows = new ArrayList<>();
            for (Listed listed : service.instances()) {
                rows.add(new Row(listed.handle(), listed.instance(), root.live(listed)));
            }
            services.add(new Service(service.name().key(), service.revision(), service.version(), rows));
        }
        return new Kept(root.scalars(), services, items(root));
    }

    /** Namespaces, routings, rules of services, configuration items with their versions and their floor, version histories. */
    private static List<Object> items(Root root) {
        List<Object> items = new ArrayList<>();
        root.namespaces().forEach(items::add);
        root.routings().forEach(items::add);
        root.rules().forEach(items::add);
        root.configs().forEach(items::add);
        items.add(root.configFloor());
        root.releases().forEach(items::add);
        return items;
    }

    /** What a store gave back. */
    public static Optional<Kept> of(Optional<RegistryState> loaded) {
        return loaded.map(state -> of(state.root()));
    }

    /** What must be kept of that service, or one without revision where there is none. */
    Service service(String key) {
        return services.stream()
                .filter(service -> service.key().equals(key))
                .findFirst()
                .orElse(new Service(key, 0, 0, List.of()));
    }
}
