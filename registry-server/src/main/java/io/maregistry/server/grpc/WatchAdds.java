package io.maregistry.server.grpc;

import io.maregistry.error.ErrorCode;
import io.maregistry.error.RegistryException;
import io.maregistry.model.ResumeToken;
import io.maregistry.model.ServiceName;
import io.maregistry.proto.v1.ServiceKey;
import io.maregistry.proto.v1.WatchAdd;
import io.maregistry.server.registry.Discovery;
import io.maregistry.server.watch.Scope;
import io.maregistry.wire.KeyMessages;
import io.maregistry.wire.ServiceKeys;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What an add asks for. Stateless; any thread. */
final class WatchAdds {

    private WatchAdds() {}

    static Scope scope(WatchAdd add) {
        boolean namesServices = add.getServicesCount() > 0;
        if (namesServices == !add.getNamespace().isEmpty()) {
            throw invalid("an add names services or a namespace", "add");
        }
        if (!namesServices) {
            String group = add.getGroup().isEmpty() ? null : add.getGroup();
            ServiceName place = ServiceKeys.service("any", add.getNamespace(), group);
            return new Scope.Space(place.namespace(), group);
        }
        if (add.getServicesCount() > ServiceKeys.MAX_SERVICES) {
            throw invalid("an add names at most " + ServiceKeys.MAX_SERVICES + " services", "add.services");
        }
        Set<ServiceName> services = new LinkedHashSet<>();
        for (ServiceKey key : add.getServicesList()) {
            services.add(KeyMessages.service(key, "add.services[" + services.size() + ']'));
        }
        return new Scope.Named(services);
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
