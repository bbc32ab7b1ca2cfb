package io.maregistry.client.naming;

import java.util.Map;

/**
 * An instance of a service, as the Redis based registry has it. Immutable.
 *
 * @param serviceName the service: {@code service} or {@code namespace/group/service}
 * @param scheme how it is called, for example {@code http}
 * @param host a DNS name, an IPv4 or an IPv6 address
 * @param port 1 to 65535
 * @param metadata static labels, for example {@code version}: the registry's parameters
 * @param healthy whether it may be called; passed over where an instance is registered
 */
public record ServiceInstance(
        String serviceName, String scheme, String host, int port, Map<String, String> metadata, boolean healthy) {

    public ServiceInstance {
        metadata = Map.copyOf(metadata);
    }

    /** A healthy one that is called by {@code http} and has no labels. */
    public static ServiceInstance of(String serviceName, String host, int port) {
        return new ServiceInstance(serviceName, "http", host, port, Map.of(), true);
    }

    /** What names it in its service: {@code scheme://host:port}. */
    public String instanceId() {
        return scheme + "://" + (host.indexOf(':') < 0 ? host : '[' + host + ']') + ':' + port;
    }
}
