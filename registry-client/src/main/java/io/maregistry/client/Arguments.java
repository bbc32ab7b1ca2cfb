package io.maregistry.client;

import io.maregistry.client.internal.Required;
import io.maregistry.model.InstanceId;
import io.maregistry.model.ServiceName;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What users pass in: what is unlawful is an {@code IllegalArgumentException} that names it. Stateless. */
final class Arguments {

    private Arguments() {}

    /** A name in {@code namespace}, or a whole key {@code namespace/group/service}. */
    static ServiceName service(String namespace, @Nullable String service) {
        String name = Required.required("service", service);
        return lawful(
                "service",
                () -> name.indexOf('/') >= 0
                        ? ServiceName.ofKey(name)
                        : ServiceName.of(namespace, ServiceName.DEFAULT_GROUP, name));
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
