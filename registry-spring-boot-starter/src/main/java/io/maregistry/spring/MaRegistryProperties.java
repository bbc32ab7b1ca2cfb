package io.maregistry.spring;

import io.maregistry.client.spi.Endpoint;
import io.maregistry.model.InstanceId;
import io.maregistry.model.ServiceName;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Every {@code maregistry.*} property. Checked when it is made: an unlawful value ends the start with one line that names
 * the property. Immutable.
 *
 * @param enabled whether the starter does anything at all
 * @param endpoints where nodes are, each host:port of gRPC; one that answers is enough, the others are learnt from it
 * @param namespace the namespace of services that name none
 * @param group the group of services that name none: of what is registered, and of what is found where maregistry.discovery.group
 *     names no other
 * @param token the bearer token of each call
 * @param callTimeout how long a call may take with all its retries, 100ms to 5m
 * @param cacheDirectory where a copy of each list in use is kept, for a start while no node answers; a folder of this
 *     application alone
 * @param zone where this application runs: registered as the parameter zone, and preferred by the load balancer
 * @param register how this application is registered
 * @param discovery how others are found
 * @param loadbalancer how the instances for a call are chosen
 */
@ConfigurationProperties("maregistry")
public record MaRegistryProperties(
        @DefaultValue("true") boolean enabled,
        @DefaultValue List<String> endpoints,
        @DefaultValue(ServiceName.DEFAULT_NAMESPACE) String namespace,
        @DefaultValue(ServiceName.DEFAULT_GROUP) String group,
        @Nullable String token,
        @DefaultValue("10s") Duration callTimeout,
        @Nullable Path cacheDirectory,
        @Nullable String zone,
        @DefaultValue Register register,
        @DefaultValue Discovery discovery,
        @DefaultValue Loadbalancer loadbalancer) {

    public MaRegistryProperties {
        endpoints = List.copyOf(endpoints);
        token = Unlawful.blankIsUnset(token);
        zone = Unlawful.blankIsUnset(zone);
        cacheDirectory = cacheDirectory == null || cacheDirectory.toString().isBlank() ? null : cacheDirectory;
        for (int at = 0; at < endpoints.size(); at++) {
            String endpoint = endpoints.get(at);
            Unlawful.unless("maregistry.endpoints[" + at + "]", () -> Endpoint.of(endpoint));
        }
        Unlawful.unless("maregistry.namespace", () -> ServiceName.of(namespace, ServiceName.DEFAULT_GROUP, "any"));
        Unlawful.unless("maregistry.group", () -> ServiceName.of(ServiceName.DEFAULT_NAMESPACE, group, "any"));
        Unlawful.unlessIn("maregistry.call-timeout", callTimeout, Duration.ofMillis(100), Duration.ofMinutes(5));
    }

    /** The group in which services that name none are found, or what stands for several: {@code @active}, {@code *}. */
    String discoveryGroup() {
        String own = discovery.group();
        return own == null ? group : own;
    }

    /** Without the token, which must not come into logs. */
    @Override
    public String toString() {
        return "MaRegistryProperties[endpoints=" + endpoints + ", namespace=" + namespace + ", group=" + group
                + ", register=" + register + ']';
    }

    /**
     * How this application is registered.
     *
     * @param enabled whether it is registered at all
     * @param failFast whether the start fails where no node answers within call-timeout; otherwise it goes on and the
     *     registration is repeated until it succeeds. What the registry refuses for good fails the start in any case
     * @param service the name of the service, or namespace/group/service; spring.application.name if nothing is said
     * @param scheme the scheme of the url
     * @param host the host of the url; if nothing is said server.address, where that is one address, or else what
     *     spring.cloud.inetutils finds
     * @param preferIp whether the address is taken and not the name of the host that spring.cloud.inetutils finds
     * @param port the port of the url; the web server's own if nothing is said
     * @param contextPath the path of the url; server.servlet.context-path if nothing is said
     * @param weight the share of the calls that others are to give it, 0 to 10000; 0 is none. Spring Cloud LoadBalancer
     *     looks at 0 alone
     * @param ttl how long it stays listed without a sign of life, 3s to 1h; the cluster's default if nothing is said
     * @param metadata free pairs that others read as the metadata of the instance
     * @param drain how long the instance, when the application stops, is listed without getting calls, until all who watch
     *     have confirmed that, 0s to 1m; they are given half a second in any case
     * @param stopDelay how long the web server goes on serving once the instance is off the list, where not all who watch have
     *     confirmed its drain, so that whoever calls has heard of it, 0s to 1m
     */
    public record Register(
            @DefaultValue("true") boolean enabled,
            @DefaultValue("false") boolean failFast,
            @Nullable String service,
            @DefaultValue("http") String scheme,
            @Nullable String host,
            @DefaultValue("true") boolean preferIp,
            @Nullable Integer port,
            @Nullable String contextPath,
            @DefaultValue("100") int weight,
            @Nullable Duration ttl,
            @DefaultValue Map<String, String> metadata,
            @DefaultValue("5s") Duration drain,
            @DefaultValue("500ms") Duration stopDelay) {

        private static final int MAX_WEIGHT = 10_000;
        private static final int MAX_PORT = 65_535;
        private static final String ANY_SCHEME = "http";
        private static final String ANY_HOST = "localhost";

        public Register {
            metadata = Map.copyOf(metadata);
            service = Unlawful.blankIsUnset(service);
            host = Unlawful.blankIsUnset(host);
            Unlawful.unlessIn("maregistry.register.weight", weight, 0, MAX_WEIGHT);
            Unlawful.unlessIn("maregistry.register.drain", drain, Duration.ZERO, Duration.ofMinutes(1));
            Unlawful.unlessIn("maregistry.register.stop-delay", stopDelay, Duration.ZERO, Duration.ofMinutes(1));
            String name = service;
            if (name != null) {
                Unlawful.unless("maregistry.register.service", () -> ServiceName.ofKey(name));
            }
            Unlawful.unless("maregistry.register.scheme", () -> new InstanceId(scheme, ANY_HOST, 1, ""));
            String address = host;
            if (address != null) {
                Unlawful.unless("maregistry.register.host", () -> new InstanceId(ANY_SCHEME, address, 1, ""));
            }
            if (contextPath != null) {
                Unlawful.unless(
                        "maregistry.register.context-path", () -> new InstanceId(ANY_SCHEME, ANY_HOST, 1, contextPath));
            }
            if (port != null) {
                Unlawful.unlessIn("maregistry.register.port", port, 1, MAX_PORT);
            }
            if (ttl != null) {
                Unlawful.unlessIn("maregistry.register.ttl", ttl, Duration.ofSeconds(3), Duration.ofHours(1));
            }
        }
    }

    /**
     * How others are found.
     *
     * @param order the place among several discovery clients: the lowest is asked first
     * @param servicesInterval how often the list of services is compared with the one before, once it has been asked for;
     *     a difference is published as HeartbeatEvent. 1s to 1h
     * @param group the group in which services that name none are found; maregistry.group if nothing is said. @active are those
     *     groups that get the calls of a service, whichever these are, * are all groups
     */
    public record Discovery(
            @DefaultValue("0") int order,
            @DefaultValue("30s") Duration servicesInterval,
            @Nullable String group) {

        static final Set<String> SEVERAL = Set.of(ServiceName.ALL_GROUPS, ServiceName.ACTIVE_GROUPS);

        public Discovery {
            group = Unlawful.blankIsUnset(group);
            String one = group;
            if (one != null && !SEVERAL.contains(one)) {
                Unlawful.unless(
                        "maregistry.discovery.group", () -> ServiceName.of(ServiceName.DEFAULT_NAMESPACE, one, "any"));
            }
            Unlawful.unlessIn(
                    "maregistry.discovery.services-interval",
                    servicesInterval,
                    Duration.ofSeconds(1),
                    Duration.ofHours(1));
        }
    }

    /**
     * How the instances for a call are chosen.
     *
     * @param enabled whether Spring Cloud LoadBalancer chooses from the client's view; otherwise it asks the discovery
     *     clients and keeps their answers for 35 s
     * @param zoneFirst whether instances of the same zone are preferred, where maregistry.zone says which that is
     */
    public record Loadbalancer(
            @DefaultValue("true") boolean enabled,
            @DefaultValue("true") boolean zoneFirst) {}
}
