package io.maregistry.spring;

import io.maregistry.model.Content;
import io.maregistry.model.InstanceId;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.springframework.cloud.client.serviceregistry.Registration;

/**
 * What is registered under the name of a service: this application, or whatever else a program hands to {@link
 * MaRegistryServiceRegistry}. The application's own one can be injected before the web server has a port; what needs the
 * port is an {@code IllegalStateException} until then. Any thread.
 */
public final class MaRegistryRegistration implements Registration {

    private final Supplier<String> serviceId;
    private final Supplier<Optional<InstanceId>> id;
    private final Supplier<Content> content;

    MaRegistryRegistration(Supplier<String> serviceId, Supplier<Optional<InstanceId>> id, Supplier<Content> content) {
        this.serviceId = serviceId;
        this.id = id;
        this.content = content;
    }

    /** A service, or {@code namespace/group/service}, at {@code scheme://host:port/context}. */
    public static MaRegistryRegistration of(String service, String url, Content content) {
        Optional<InstanceId> id = Optional.of(InstanceId.ofUrl(url));
        return new MaRegistryRegistration(() -> service, () -> id, () -> content);
    }

    /** What identifies the instance in its service. */
    public InstanceId id() {
        return idNow().orElseThrow(() -> new IllegalStateException("the web server is not up: it has no port yet"));
    }

    /** The same; empty as long as there is no port. */
    Optional<InstanceId> idNow() {
        return id.get();
    }

    /** What is registered beside the identity. */
    public Content content() {
        return content.get();
    }

    @Override
    public String getInstanceId() {
        return id().url();
    }

    @Override
    public String getServiceId() {
        return serviceId.get();
    }

    @Override
    public String getHost() {
        return MaRegistryInstance.host(id());
    }

    @Override
    public int getPort() {
        return id().port();
    }

    @Override
    public boolean isSecure() {
        return MaRegistryInstance.isSecure(id());
    }

    @Override
    public URI getUri() {
        return MaRegistryInstance.uri(id());
    }

    @Override
    public Map<String, String> getMetadata() {
        return content().parameters().asMap();
    }

    @Override
    public String getScheme() {
        return id().scheme();
    }

    @Override
    public String toString() {
        return "registration of " + idNow().map(InstanceId::url).orElse("this application");
    }
}
