package io.maregistry.client.naming;

import io.maregistry.client.internal.Required;
import io.maregistry.model.InstanceId;
import java.util.Map;

/**
 * An instance of a service, as the Redis based registry has it. Immutable.
 *
 * @param serviceName the service: {@code service} or {@code namespace/group/service}
 * @param id where it is reached, which is what names it in its service
 * @param metadata static labels, for example {@code version}: the registry's parameters
 * @param healthy whether it may be called; passed over where an instance is registered
 * @param metrics figures of the moment, for example {@code cpu}, as decimal numbers: what heartbeats of the modes that update
 *     them tell; lists and listeners have none
 */
public record ServiceInstance(
        String serviceName, InstanceId id, Map<String, String> metadata, boolean healthy, Map<String, String> metrics) {

    public ServiceInstance {
        Required.required("serviceName", serviceName);
        Required.required("id", id);
        metadata = Required.map("metadata", metadata);
        metrics = Required.map("metrics", metrics);
    }

    /** One without metrics. */
    public ServiceInstance(String serviceName, InstanceId id, Map<String, String> metadata, boolean healthy) {
        this(serviceName, id, metadata, healthy, Map.of());
    }

    /** A healthy one that is called by {@code http} and has no labels. */
    public static ServiceInstance of(String serviceName, String host, int port) {
        return new ServiceInstance(
                serviceName, new InstanceId("http", Required.required("host", host), port, ""), Map.of(), true);
    }

    /** A healthy one at that url, {@code scheme://host:port/context}, without labels. */
    public static ServiceInstance ofUrl(String serviceName, String url) {
        return new ServiceInstance(serviceName, InstanceId.ofUrl(Required.required("url", url)), Map.of(), true);
    }

    /** The same instance with these labels alone. */
    public ServiceInstance withMetadata(Map<String, String> newMetadata) {
        return new ServiceInstance(serviceName, id, newMetadata, healthy, metrics);
    }

    /** The same instance with these figures alone. */
    public ServiceInstance withMetrics(Map<String, String> newMetrics) {
        return new ServiceInstance(serviceName, id, metadata, healthy, newMetrics);
    }

    /** How it is called, for example {@code http}. */
    public String scheme() {
        return id.scheme();
    }

    /** A DNS name, an IPv4 or an IPv6 address. */
    public String host() {
        return id.host();
    }

    public int port() {
        return id.port();
    }

    /** What names it in its service: {@code scheme://host:port/context}. */
    public String instanceId() {
        return id.url();
    }
}
