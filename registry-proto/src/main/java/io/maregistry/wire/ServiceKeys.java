package io.maregistry.wire;

import io.maregistry.error.ErrorCode;
import io.maregistry.error.RegistryException.InvalidRequest;
import io.maregistry.model.ServiceName;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads names of services as requests give them: a service with its namespace and group beside it, or a whole key {@code
 * namespace/group/service}. Unlawful names are {@code INVALID_NAME}; what is missing or contradicts itself is {@code
 * INVALID_REQUEST}.
 */
public final class ServiceKeys {

    /** The most services that one request may name. */
    public static final int MAX_SERVICES = 1_000;

    private ServiceKeys() {}

    /** The service named so; {@code namespace} and {@code group} are null where the request does not have them. */
    public static ServiceName service(@Nullable String service, @Nullable String namespace, @Nullable String group) {
        if (service == null) {
            throw new InvalidRequest(ErrorCode.INVALID_REQUEST, "service is missing");
        }
        try {
            return named(service, namespace, group);
        } catch (IllegalArgumentException unlawful) {
            throw new InvalidRequest(ErrorCode.INVALID_NAME, String.valueOf(unlawful.getMessage()));
        }
    }

    /** The services of {@code a.B,c.D}, in that order, each once. */
    public static List<ServiceName> services(
            @Nullable String services, @Nullable String namespace, @Nullable String group) {
        if (services == null) {
            throw new InvalidRequest(ErrorCode.INVALID_REQUEST, "services is missing");
        }
        String[] parts = services.split(",", -1);
        if (parts.length > MAX_SERVICES) {
            throw new InvalidRequest(
                    ErrorCode.INVALID_REQUEST,
                    "services must name at most " + MAX_SERVICES + ", named " + parts.length);
        }
        Set<ServiceName> names = new LinkedHashSet<>();
        for (String part : parts) {
            names.add(service(part, namespace, group));
        }
        return List.copyOf(names);
    }

    private static ServiceName named(String service, @Nullable String namespace, @Nullable String group) {
        if (service.indexOf('/') < 0) {
            return ServiceName.of(
                    namespace == null ? ServiceName.DEFAULT_NAMESPACE : namespace,
                    group == null ? ServiceName.DEFAULT_GROUP : group,
                    service);
        }
        ServiceName whole = ServiceName.ofKey(service);
        boolean isUnlike = namespace != null && !namespace.equals(whole.namespace())
                || group != null && !group.equals(whole.group());
        if (isUnlike) {
            throw new InvalidRequest(
                    ErrorCode.INVALID_REQUEST, "the service's key names another namespace or group than the query");
        }
        return whole;
    }
}
