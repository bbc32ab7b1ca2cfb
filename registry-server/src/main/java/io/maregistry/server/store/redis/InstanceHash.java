package io.maregistry.server.store.redis;

import io.maregistry.error.RegistryException.InvalidRequest;
import io.maregistry.model.Instance;
import io.maregistry.model.InstanceId;
import io.maregistry.model.Metrics;
import io.maregistry.server.snapshot.StoredInstance;
import io.maregistry.server.snapshot.StoredMetrics;
import io.maregistry.server.state.Listed;
import java.util.List;
import java.util.Map;

/** An instance as the fields of its hash, and back. The field {@code registry} holds what the others do not say. */
final class InstanceHash {

    /** The names, in the order of {@link #values}. */
    static final List<String> FIELDS = List.of(
            "instanceId",
            "scheme",
            "host",
            "port",
            "context",
            "url",
            "healthy",
            "status",
            "weight",
            "metadata",
            "metrics",
            "handle",
            "revision",
            "registeredAt",
            "registry");

    private InstanceHash() {}

    /** What the instance is called in the set of its service. */
    static String member(String service, Instance instance) {
        String given = instance.content().instanceId();
        return given == null || given.contains("://") || service.indexOf(':') >= 0
                ? instance.id().url()
                : given;
    }

    static List<String> values(String service, Listed listed, Metrics metrics) {
        Instance instance = listed.instance();
        InstanceId id = instance.id();
        StoredInstance stored = StoredInstance.of(instance);
        return List.of(
                member(service, instance),
                id.scheme(),
                id.host(),
                Integer.toString(id.port()),
                id.context(),
                id.url(),
                Boolean.toString(instance.isHealthy()),
                instance.status().text(),
                Integer.toString(instance.weight()),
                stored.parameters(),
                StoredMetrics.text(metrics),
                Long.toString(listed.handle()),
                Long.toString(instance.revision()),
                Long.toString(instance.registeredAtMillis()),
                stored.details());
    }

    /**
     * The instance whose hash that is.
     *
     * @throws IllegalArgumentException a field is missing or unlawful
     */
    static Instance instance(Map<String, String> hash) {
        try {
            return new StoredInstance(field(hash, "metadata"), field(hash, "registry"))
                    .instance(
                            InstanceId.ofUrl(field(hash, "url")),
                            Long.parseLong(field(hash, "registeredAt")),
                            Long.parseLong(field(hash, "revision")));
        } catch (InvalidRequest unlawful) {
            throw new IllegalArgumentException(unlawful.getMessage(), unlawful);
        }
    }

    /**
     * What the instance told of itself.
     *
     * @throws IllegalArgumentException the field is missing or unlawful
     */
    static Metrics metrics(Map<String, String> hash) {
        try {
            return StoredMetrics.of(field(hash, "metrics"));
        } catch (InvalidRequest unlawful) {
            throw new IllegalArgumentException(unlawful.getMessage(), unlawful);
        }
    }

    private static String field(Map<String, String> hash, String name) {
        String value = hash.get(name);
        if (value == null) {
            throw new IllegalArgumentException(name + " is missing");
        }
        return value;
    }
}
