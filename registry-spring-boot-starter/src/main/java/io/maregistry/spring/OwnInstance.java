package io.maregistry.spring;

import io.maregistry.model.Content;
import io.maregistry.model.InstanceId;
import io.maregistry.model.Lease;
import io.maregistry.model.Parameters;
import io.maregistry.model.Release;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.springframework.cloud.commons.util.InetUtils;
import org.springframework.core.env.Environment;

/**
 * This application as an instance: from its properties, and from what the environment says once the web server is up. The
 * same names of properties hold for servlet and reactive servers, and in both lines of Boot. Any thread.
 */
final class OwnInstance {

    /** The parameter that says where the actuator listens, where it has a port of its own. */
    static final String MANAGEMENT_PORT = "management.port";

    private static final String ZONE = "zone";
    private static final Set<String> WILDCARDS = Set.of("0.0.0.0", "::", "[::]", "*", "");

    private final MaRegistryProperties properties;
    private final Environment environment;
    private final InetUtils inet;

    OwnInstance(MaRegistryProperties properties, Environment environment, InetUtils inet) {
        this.properties = properties;
        this.environment = environment;
        this.inet = inet;
    }

    /** The service that it is registered under. */
    String service() {
        String service = properties.register().service();
        if (service == null) {
            service = environment.getProperty("spring.application.name", "");
        }
        if (service.isBlank()) {
            throw new UnlawfulPropertyException(
                    "maregistry.register.service", "must be set where spring.application.name is not", null);
        }
        return service;
    }

    /** The port that is registered; empty before the web server is up, and where there is none. */
    Optional<Integer> port() {
        return Optional.ofNullable(properties.register().port())
                .or(() -> Optional.ofNullable(environment.getProperty("local.server.port", Integer.class)));
    }

    InstanceId id() {
        int port = port().orElseThrow(() -> new IllegalStateException("the web server is not up: it has no port yet"));
        MaRegistryProperties.Register register = properties.register();
        String context = register.contextPath() == null
                ? environment.getProperty("server.servlet.context-path", "")
                : register.contextPath();
        return new InstanceId(register.scheme(), host(), port, context);
    }

    private String host() {
        String host = properties.register().host();
        if (host != null) {
            return host;
        }
        String bound = environment.getProperty("server.address", "");
        if (!WILDCARDS.contains(bound)) {
            return bound;
        }
        InetUtils.HostInfo found = inet.findFirstNonLoopbackHostInfo();
        return properties.register().preferIp() ? found.getIpAddress() : found.getHostname();
    }

    Content content() {
        MaRegistryProperties.Register register = properties.register();
        Lease lease = register.ttl() == null
                ? Lease.DEFAULT
                : new Lease(true, register.ttl().toMillis(), Lease.UNSET);
        return new Content(
                Parameters.of(parameters()), register.weight(), lease, Content.NO_GENERATION, null, null, Release.NONE);
    }

    private Map<String, String> parameters() {
        Map<String, String> parameters = new HashMap<>(properties.register().metadata());
        if (properties.zone() != null) {
            parameters.putIfAbsent(ZONE, properties.zone());
        }
        String management = environment.getProperty("local.management.port", "");
        if (!management.isEmpty() && !management.equals(environment.getProperty("local.server.port"))) {
            parameters.putIfAbsent(MANAGEMENT_PORT, management);
        }
        return parameters;
    }
}
