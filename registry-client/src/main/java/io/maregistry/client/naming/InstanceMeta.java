package io.maregistry.client.naming;

import io.maregistry.client.internal.Required;
import java.util.Map;

/**
 * An instance of a service, as the plan has it: identified by all but its parameters. Immutable.
 *
 * @param scheme how it is called, for example {@code http}
 * @param host a DNS name, an IPv4 or an IPv6 address
 * @param port 1 to 65535
 * @param context the path below the root, without a leading slash
 * @param parameters free text pairs
 */
public record InstanceMeta(String scheme, String host, int port, String context, Map<String, String> parameters) {

    public InstanceMeta {
        Required.required("scheme", scheme);
        Required.required("host", host);
        Required.required("context", context);
        parameters = Required.map("parameters", parameters);
    }

    /** One that is called by {@code http} at its root and has no parameters. */
    public static InstanceMeta http(String host, int port) {
        return new InstanceMeta("http", host, port, "", Map.of());
    }

    /** The same instance with these parameters alone. */
    public InstanceMeta withParameters(Map<String, String> newParameters) {
        return new InstanceMeta(scheme, host, port, context, newParameters);
    }
}
