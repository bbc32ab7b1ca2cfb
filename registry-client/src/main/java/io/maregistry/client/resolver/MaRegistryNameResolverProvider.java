package io.maregistry.client.resolver;

import io.grpc.NameResolver;
import io.grpc.NameResolverProvider;
import io.maregistry.client.RegistryClient;
import io.maregistry.client.internal.Required;
import io.maregistry.client.spi.Endpoint;
import io.maregistry.model.ServiceName;
import java.net.InetAddress;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Lets every channel of grpc-java find its servers in the registry:
 *
 * <pre>{@code
 * ManagedChannel channel = ManagedChannelBuilder.forTarget("maregistry:///greeter")
 *         .defaultLoadBalancingPolicy("round_robin")
 *         .usePlaintext()
 *         .build();
 * }</pre>
 *
 * <p>A target is {@code maregistry:///service}, {@code maregistry:///namespace/group/service}, or with the registry's own
 * gRPC endpoints {@code maregistry://host:port,host:port/service}. Where it names none, they are those of the client given to
 * {@link #of}, else of the system property {@code maregistry.endpoints}, else of the environment's {@code
 * MAREGISTRY_ENDPOINTS}; without any of them there is no channel. Clients made from endpoints are shared by all channels that
 * name the same ones, say nothing of who they are, and are closed with the last channel.
 *
 * <p>The channel gets the healthy instances whose scheme is {@code grpc} or {@code grpcs}, and those of any other scheme
 * whose parameter {@code grpc.port} names a port, with {@link InstanceAttributes}. While the registry is away, the last
 * addresses stay. A call waits for the first list at most 5 s. grpc-java itself keeps the connections that it has where a
 * list becomes empty.
 *
 * <p>Any thread.
 */
public final class MaRegistryNameResolverProvider extends NameResolverProvider {

    private static final String SCHEME = "maregistry";
    private static final String PROPERTY = "maregistry.endpoints";
    private static final String ENVIRONMENT = "MAREGISTRY_ENDPOINTS";
    private static final int FOUND = 3; // below that of dns, 5: else ours became the scheme of targets without one
    private static final int GIVEN = 4; // above the one that was found, which has the same scheme

    private final Clients clients;

    /** For {@code ServiceLoader}. */
    public MaRegistryNameResolverProvider() {
        this(null);
    }

    private MaRegistryNameResolverProvider(@Nullable RegistryClient client) {
        this.clients = new Clients(
                client,
                endpoints -> RegistryClient.builder()
                        .endpoints(endpoints.split(",", -1))
                        .unregisterAtExit(false)
                        .build());
    }

    /**
     * One that asks this client wherever a target names no endpoints; {@code NameResolverRegistry.getDefaultRegistry()
     * .register(...)} brings it into use. The client has to be open for as long as channels are, and is not closed by them.
     */
    public static MaRegistryNameResolverProvider of(RegistryClient client) {
        return new MaRegistryNameResolverProvider(Required.required("client", client));
    }

    @Override
    protected boolean isAvailable() {
        return true;
    }

    @Override
    protected int priority() {
        return clients.hasOwn() ? GIVEN : FOUND;
    }

    @Override
    public String getDefaultScheme() {
        return SCHEME;
    }

    @Override
    public @Nullable NameResolver newNameResolver(URI target, NameResolver.Args args) {
        if (!SCHEME.equals(target.getScheme())) {
            return null;
        }
        String path = target.getPath() == null ? "" : target.getPath();
        if (!path.startsWith("/")) {
            throw new IllegalArgumentException("target must be maregistry:///service, was " + target);
        }
        String service = path.substring(1);
        String name = ServiceName.ofKey(service).name();
        Executor offload = args.getOffloadExecutor();
        ScheduledExecutorService timer = args.getScheduledExecutorService();
        return new RegistryNameResolver(
                service,
                URLEncoder.encode(name, StandardCharsets.UTF_8),
                clients,
                endpoints(target),
                new RegistryNameResolver.Surroundings(
                        offload == null ? Runnable::run : offload,
                        (delay, task) -> {
                            var unused = timer.schedule(task, delay.toMillis(), TimeUnit.MILLISECONDS);
                        },
                        InetAddress::getByName));
    }

    private String endpoints(URI target) {
        String named = target.getRawAuthority();
        if (named != null && !named.isEmpty()) {
            return lawful(named);
        }
        if (clients.hasOwn()) {
            return "";
        }
        String set = System.getProperty(PROPERTY, System.getenv(ENVIRONMENT));
        if (set == null || set.isBlank()) {
            throw new IllegalArgumentException("target " + target
                    + " names no registry: maregistry://host:port/service does, or the system property " + PROPERTY
                    + ", or the environment's " + ENVIRONMENT);
        }
        return lawful(set.replace(" ", ""));
    }

    /** Refused here rather than by every call of the channel. */
    private static String lawful(String endpoints) {
        for (String endpoint : endpoints.split(",", -1)) {
            Endpoint.of(endpoint);
        }
        return endpoints;
    }
}
