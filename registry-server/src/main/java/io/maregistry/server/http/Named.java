package io.maregistry.server.http;

import io.maregistry.error.ErrorCode;
import io.maregistry.error.RegistryException;
import io.maregistry.model.InstanceId;
import io.maregistry.model.RequestId;
import io.maregistry.model.ServiceName;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What requests name: services, instances, themselves. Faults are {@code InvalidRequest}s. */
final class Named {

    /** The parameters that say where a service is. */
    static final List<String> PLACE = List.of("namespace", "group");

    private static final int MAX_SERVICES = 1_000;

    private Named() {}

    /** The service that the parameter {@code service} names. */
    static ServiceName service(Query query) {
        return service(query.required("service"), query);
    }

    /** The services that the parameter {@code services} names, in its order. */
    static List<ServiceName> services(Query query) {
        String[] names = query.required("services").split(",", MAX_SERVICES + 1);
        if (names.length > MAX_SERVICES) {
            throw invalid(ErrorCode.INVALID_REQUEST, "services must be at most " + MAX_SERVICES);
        }
        List<ServiceName> services = new ArrayList<>(names.length);
        for (String name : names) {
            services.add(service(name, query));
        }
        return services;
    }

    /** The service of that name, or of that whole key, in the namespace and group of the query. */
    static ServiceName service(String nameOrKey, Query query) {
        return service(nameOrKey, query.get("namespace"), query.get("group"));
    }

    /** The service of that name, or of that whole key, which must not be unlike a namespace or group that is given. */
    static ServiceName service(String nameOrKey, @Nullable String namespace, @Nullable String group) {
        return lawful(ErrorCode.INVALID_NAME, () -> {
            if (nameOrKey.indexOf('/') < 0) {
                return ServiceName.of(
                        namespace == null ? ServiceName.DEFAULT_NAMESPACE : namespace,
                        group == null ? ServiceName.DEFAULT_GROUP : group,
                        nameOrKey);
            }
            ServiceName service = ServiceName.ofKey(nameOrKey);
            if (namespace != null && !namespace.equals(service.namespace())
                    || group != null && !group.equals(service.group())) {
                throw invalid(ErrorCode.INVALID_REQUEST, "the service's key and namespace or group are unlike");
            }
            return service;
        });
    }

    /** The instance that a path's segment names; {@code -} points to the parameter {@code id}. */
    static InstanceId instance(String segment, Query query) {
        String url = segment.equals("-") ? query.required("id") : segment;
        return lawful(ErrorCode.INVALID_INSTANCE, () -> InstanceId.ofUrl(url));
    }

    /** The request's own name, or null where it has none. */
    static @Nullable RequestId request(Request request) {
        String text = request.field(Fields.REQUEST_ID);
        return text == null ? null : lawful(ErrorCode.INVALID_REQUEST, () -> RequestId.parse(text));
    }

    /** What {@code maker} makes; a rule of the model that is broken is a fault of the request. */
    static <T> T lawful(ErrorCode code, Supplier<T> maker) {
        try {
            return maker.get();
        } catch (IllegalArgumentException rule) {
            throw invalid(code, String.valueOf(rule.getMessage()));
        }
    }

    private static RegistryException invalid(ErrorCode code, String message) {
        return new RegistryException.InvalidRequest(code, message);
    }
}
