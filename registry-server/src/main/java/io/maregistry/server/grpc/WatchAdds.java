package io.maregistry.server.grpc;

import io.maregistry.error.ErrorCode;
import io.maregistry.error.RegistryException;
import io.maregistry.model.ConfigName;
import io.maregistry.model.ResumeToken;
import io.maregistry.model.ServiceName;
import io.maregistry.proto.v1.ConfigKey;
import io.maregistry.proto.v1.ServiceKey;
import io.maregistry.proto.v1.WatchAdd;
import io.maregistry.server.registry.Discovery;
import io.maregistry.server.state.RoutedName;
import io.maregistry.server.watch.Scope;
import io.maregistry.wire.ConfigMessages;
import io.maregistry.wire.KeyMessages;
import io.maregistry.wire.ServiceKeys;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What an add asks for. Stateless; any thread. */
final class WatchAdds {

    private WatchAdds() {}

    static Scope scope(WatchAdd add) {
        boolean namesSubjects = add.getServicesCount() > 0 || add.getConfigsCount() > 0;
        if (namesSubjects == !add.getNamespace().isEmpty()) {
            throw invalid("an add names services and configs, or a namespace", "add");
        }
        if (!namesSubjects) {
            String group = add.getGroup().isEmpty() ? null : add.getGroup();
            ServiceName place = ServiceKeys.service("any", add.getNamespace(), group);
            return new Scope.Space(place.namespace(), group);
        }
        if (add.getServicesCount() + add.getConfigsCount() > ServiceKeys.MAX_SERVICES) {
            throw invalid("an add names at most " + ServiceKeys.MAX_SERVICES + " services and configs", "add.services");
        }
        RoutedName.Groups groups = add.getServicesCount() == 0
                ? null
                : RoutedName.Groups.ofText(add.getServices(0).getGroup());
        if (groups != null) {
            return routed(add, groups);
        }
        Set<ServiceName> services = new LinkedHashSet<>();
        for (ServiceKey key : add.getServicesList()) {
            services.add(KeyMessages.service(key, "add.services[" + services.size() + ']'));
        }
        Set<ConfigName> configs = new LinkedHashSet<>();
        for (ConfigKey key : add.getConfigsList()) {
            configs.add(ConfigMessages.name(key, "add.configs[" + configs.size() + ']'));
        }
        return Scope.Named.of(services, configs);
    }

    private static Scope routed(WatchAdd add, RoutedName.Groups groups) {
        if (add.getConfigsCount() > 0) {
            throw invalid(
                    "an add that reads several groups of services names no configs, which have one", "add.configs");
        }
        Set<ServiceName> places = new LinkedHashSet<>();
        for (ServiceKey key : add.getServicesList()) {
            String place = "add.services[" + places.size() + ']';
            RoutedName name = RoutedKeys.of(key, place);
            if (name == null || name.groups() != groups) {
                throw invalid("an add reads one group of its services, all of them or the active ones", place);
            }
            places.add(name.place());
        }
        return new Scope.Routed(places, groups);
    }

    /** The point after which it goes on; null where it begins, with lists or with changes from now on. */
    static @Nullable ResumeToken point(WatchAdd add, Discovery discovery) {
        if (add.getSince().isEmpty()) {
            return null;
        }
        if (add.getFromNow()) {
            throw invalid("since and from_now exclude each other", "add");
        }
        return discovery.token(add.getSince());
    }

    static RegistryException invalid(String message, String place) {
        return new RegistryException.InvalidRequest(ErrorCode.INVALID_REQUEST, message, place);
    }
}
