package io.maregistry.spring;

import io.maregistry.model.Content;
import io.maregistry.model.InstanceId;
import io.maregistry.model.Lease;
import io.maregistry.model.Parameters;
import io.maregistry.model.Release;
import io.maregistry.model.ServiceName;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
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
    private static final Pattern LOOPBACK = Pattern.compile("localhost|127\\..*|::1|0:0:0:0:0:0:0:1");
    private static final Set<String> WILDCARDS = Set.of("0.0.0.0", "::", "[::]", "*", "");

    private final MaRegistryProperties properties;
    private final Environment environment;
    private final InetUtils inet;
    private volatile @Nullable String found; // as it was first: looking takes time, and networks come and go

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
        String name = service;
        Unlawful.unless("spring.application.name", () -> ServiceName.ofKey(name)); // that of ours has been checked
        return service;
    }

    /**
     * Ends the start where it cannot be registered; whoever does not register needs no name.
     *
     * @throws UnlawfulPropertyException where there is a port, and no lawful name
     */
    void check() {
        if (port().isPresent()) {
            service();
        }
    }

    /** The port that is registered; empty before the web server is up, and where there is none. */
    Optional<Integer> port() {
        return Optional.ofNullable(properties.register().port())
                .or(() -> Optional.ofNullable(environment.getProperty("local.server.port", Integer.class)));
    }

    /** What identifies it; empty before the web server is up, and where there is none. */
    Optional<InstanceId> id() {
        MaRegistryProperties.Register register = properties.register();
        String context = register.contextPath() == null
                ? environment.getProperty("server.servlet.context-path", "")
                : register.contextPath();
        return port().map(port -> new InstanceId(register.scheme(), host(), port, context));
    }

    private String host() {
        String host = properties.register().host();
        if (host != null) {
            return host;
        }
        String bound = environment.getProperty("server.address", "");
        return WILDCARDS.contains(bound) ? found() : bound;
    }

    private String found() {
        String known = found;
        if (known == null) {
            known = find();
            found = LOOPBACK.matcher(known).matches() ? null : known; // the network may come up later
        }
        return known;
    }

    private String find() {
        InetAddress address = properties.register().preferIp() ? inet.findFirstNonLoopbackAddress() : null;
        if (address != null) {
            return address.getHostAddress(); // the name, which may take long to find, is not needed
        }
        InetUtils.HostInfo host = inet.findFirstNonLoopbackHostInfo();
        return properties.register().preferIp() ? host.getIpAddress() : host.getHostname();
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
