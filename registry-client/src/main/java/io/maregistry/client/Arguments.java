package io.maregistry.client;

import io.maregistry.client.internal.Required;
import io.maregistry.model.InstanceId;
import io.maregistry.model.NamespacePatch;
import io.maregistry.model.Routing;
import io.maregistry.model.ServiceName;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What users pass in: what is unlawful is an {@code IllegalArgumentException} that names it. Stateless. */
final class Arguments {

    private Arguments() {}

    /** A name in {@code namespace}, or a whole key {@code namespace/group/service}. */
    static ServiceName service(String namespace, @Nullable String service) {
        return service(namespace, ServiceName.DEFAULT_GROUP, service);
    }

    /** A name in {@code namespace} and {@code group}, or a whole key {@code namespace/group/service}. */
    static ServiceName service(String namespace, String group, @Nullable String service) {
        String name = Required.required("service", service);
        return lawful("service", () -> name.indexOf('/') >= 0 ? ofKey(name) : of(namespace, group, name));
    }

    private static ServiceName of(String namespace, String group, String name) {
        return ServiceName.areGroups(group)
                ? ServiceName.ofGroups(namespace, group, name)
                : ServiceName.of(namespace, group, name);
    }

    private static ServiceName ofKey(String key) {
        String[] parts = key.split("/", -1);
        return parts.length == 3 ? of(parts[0], parts[1], parts[2]) : ServiceName.ofKey(key);
    }

    /** What a name in {@code namespace} and {@code group} is registered as: in one group. */
    static ServiceName registered(ServiceName name) {
        if (ServiceName.areGroups(name.group())) {
            throw new IllegalArgumentException("service must be in one group to be registered, was " + name);
        }
        return name;
    }

    /** The name of one group. */
    static String group(String group) {
        return lawful(
                "group",
                () -> ServiceName.of(ServiceName.DEFAULT_NAMESPACE, group, "any")
                        .group());
    }

    /** The name of a group, or what stands for several. */
    static String groups(String group) {
        return lawful(
                "group", () -> of(ServiceName.DEFAULT_NAMESPACE, group, "any").group());
    }

    /** The service in all its groups: a bare name in {@code namespace}, or a whole key with {@code *} in the place of the group. */
    static ServiceName inAllGroups(String namespace, @Nullable String service) {
        String name = Required.required("service", service);
        ServiceName read = service(namespace, ServiceName.ALL_GROUPS, name);
        if (!read.group().equals(ServiceName.ALL_GROUPS)) {
            throw new IllegalArgumentException(
                    "service must be named without a group, or with * in the place of it, was " + read);
        }
        return ServiceName.of(read.namespace(), ServiceName.DEFAULT_GROUP, read.name());
    }

    static String namespace(@Nullable String namespace) {
        String name = Required.required("namespace", namespace);
        return lawful(
                "namespace", () -> of(name, ServiceName.DEFAULT_GROUP, "any").namespace());
    }

    /** What a namespace is for. */
    static String description(@Nullable String description) {
        String text = Required.required("description", description);
        NamespacePatch.checkDescription(text);
        return text;
    }

    /** Shares of groups. */
    static Routing weights(@Nullable Map<String, Integer> weights) {
        Map<String, Integer> shares = Required.map("weights", weights);
        return lawful("weights", () -> Routing.weighted(shares));
    }

    static InstanceId url(@Nullable String url) {
        String text = Required.required("url", url);
        return lawful("url", () -> InstanceId.ofUrl(text));
    }

    private static <T> T lawful(String name, Supplier<T> maker) {
        try {
            return maker.get();
        } catch (IllegalArgumentException unlawful) {
            throw new IllegalArgumentException(name + " is unlawful: " + unlawful.getMessage(), unlawful);
        }
    }
}
