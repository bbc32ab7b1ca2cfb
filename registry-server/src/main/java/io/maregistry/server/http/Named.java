package io.maregistry.server.http;

import io.maregistry.error.ErrorCode;
import io.maregistry.error.RegistryException;
import io.maregistry.model.ConfigName;
import io.maregistry.model.InstanceId;
import io.maregistry.model.RequestId;
import io.maregistry.model.ServiceName;
import io.maregistry.server.state.RoutedName;
import io.maregistry.wire.ConfigKeys;
import io.maregistry.wire.ServiceKeys;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What requests name: services, instances, themselves. Faults are {@code InvalidRequest}s. */
final class Named {

    private Named() {}

    /** The service that the parameter {@code service} names. */
    static ServiceName service(Query query) {
        return service(query.required("service"), query);
    }

    /** The services that the parameter {@code services} names, in its order, each once. */
    static List<ServiceName> services(Query query) {
        return ServiceKeys.services(query.required("services"), query.get("namespace"), query.get("group"));
    }

    /** The same by the names that the request has for them, in its order. */
    static Map<String, ServiceName> servicesByName(Query query) {
        services(query); // refuses too many
        Map<String, ServiceName> byName = new LinkedHashMap<>();
        for (String name : query.required("services").split(",", -1)) {
            byName.put(name, service(name, query));
        }
        return byName;
    }

    /** The service of that name, or of that whole key, in the namespace and group of the query. */
    static ServiceName service(String nameOrKey, Query query) {
        return ServiceKeys.service(nameOrKey, query.get("namespace"), query.get("group"));
    }

    /** The configuration item of that name, or of that whole key, in the namespace and group of the query. */
    static ConfigName config(String dataIdOrKey, Query query) {
        return ConfigKeys.config(dataIdOrKey, query.get("namespace"), query.get("group"));
    }

    /** The configuration item of that name in the namespace and group of {@code place}, or of that whole key anywhere. */
    static ConfigName config(String dataIdOrKey, ServiceName place) {
        boolean isKey = dataIdOrKey.indexOf('/') >= 0;
        return ConfigKeys.config(dataIdOrKey, isKey ? null : place.namespace(), isKey ? null : place.group());
    }

    /** Stands for a namespace and a group, the default ones where they are null. */
    static ServiceName place(@Nullable String namespace, @Nullable String group) {
        return ServiceKeys.service("any", namespace, group);
    }

    /** The service of which the query reads several groups as one list; null where it reads one group, as mostly. */
    static @Nullable RoutedName routed(String name, Query query) {
        RoutedName.Groups groups = RoutedName.Groups.ofText(query.get("group"));
        if (groups == null) {
            return null;
        }
        if (name.indexOf('/') >= 0) {
            throw new RegistryException.InvalidRequest(
                    ErrorCode.INVALID_REQUEST, "a key names one group; give the service's name and its namespace");
        }
        ServiceName place = ServiceKeys.service(name, query.get("namespace"), null);
        return new RoutedName(place.namespace(), place.name(), groups);
    }

    /** The service of that name in the namespace and group of {@code place}, or of that whole key anywhere. */
    static ServiceName within(String nameOrKey, ServiceName place) {
        boolean isKey = nameOrKey.indexOf('/') >= 0;
        return ServiceKeys.service(nameOrKey, isKey ? null : place.namespace(), isKey ? null : place.group());
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

    /** The name of the first of {@code count} writes in one request, or null where it has none. */
    static @Nullable RequestId firstRequest(Request request, int count) {
        RequestId first = request(request);
        if (first != null && count > 1) {
            lawful(ErrorCode.INVALID_REQUEST, () -> first.plus(count - 1));
        }
        return first;
    }

    static <T> T lawful(ErrorCode code, Supplier<T> maker) {
        try {
            return maker.get();
        } catch (IllegalArgumentException rule) {
            throw new RegistryException.InvalidRequest(code, String.valueOf(rule.getMessage()));
        }
    }
}
