package io.maregistry.spring;

import io.maregistry.model.Instance;
import io.maregistry.model.InstanceId;
import java.net.URI;
import java.util.Map;
import java.util.Set;
import org.springframework.cloud.client.ServiceInstance;

/** A listed instance as Spring Cloud sees it. Immutable; any thread. */
public final class MaRegistryInstance implements ServiceInstance {

    private static final Set<String> SECURE = Set.of("https", "wss", "grpcs");

    private final String serviceId;
    private final Instance instance;
    private final URI uri;
    private final Map<String, String> metadata;

    MaRegistryInstance(String serviceId, Instance instance) {
        this.serviceId = serviceId;
        this.instance = instance;
        this.uri = uri(instance.id());
        this.metadata = instance.content().parameters().asMap();
    }

    /** What the registry lists, with its status, weight and lease. */
    public Instance instance() {
        return instance;
    }

    /** The url that identifies the instance in its service. */
    @Override
    public String getInstanceId() {
        return instance.id().url();
    }

    /** The name that it was asked for by. */
    @Override
    public String getServiceId() {
        return serviceId;
    }

    /** The host; an IPv6 address in brackets, as in a url. */
    @Override
    public String getHost() {
        return host(instance.id());
    }

    @Override
    public int getPort() {
        return instance.id().port();
    }

    @Override
    public boolean isSecure() {
        return isSecure(instance.id());
    }

    /** Scheme, host and port; without a path, as everywhere in Spring Cloud. */
    @Override
    public URI getUri() {
        return uri;
    }

    /** The parameters of the instance. */
    @Override
    public Map<String, String> getMetadata() {
        return metadata;
    }

    @Override
    public String getScheme() {
        return instance.id().scheme();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof MaRegistryInstance that
                && serviceId.equals(that.serviceId)
                && instance.equals(that.instance);
    }

    @Override
    public int hashCode() {
        return instance.id().hashCode();
    }

    @Override
    public String toString() {
        return serviceId + "@" + instance.id();
    }

    static String host(InstanceId id) {
        return id.host().indexOf(':') >= 0 ? '[' + id.host() + ']' : id.host();
    }

    static boolean isSecure(InstanceId id) {
        return SECURE.contains(id.scheme());
    }

    static URI uri(InstanceId id) {
        return URI.create(id.scheme() + "://" + host(id) + ':' + id.port());
    }
}
